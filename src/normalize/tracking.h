// The list of query parameters that do not belong to a page's identity
// (config/tracking_parameters.txt says the format).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lockstep/core/status.h"

namespace lockstep::normalize {

enum class Tracking : std::uint8_t {
  kNone,     // belongs to the page's identity
  kDropped,  // says how the link travelled
  kMark      // ... and, by its value, whose it is
};

// Immutable; a few hundred entries of about 100 bytes.
class TrackingParameters {
 public:
  // Fails on a line that is no entry, naming its number.
  static StatusOr<TrackingParameters> parse(std::string_view list);

  // What `name`=`value`, both as in the query, is on this host.
  Tracking of(std::string_view domain, std::string_view host, std::string_view name,
              std::string_view value) const;
  bool contains(std::string_view domain, std::string_view host, std::string_view name,
                std::string_view value) const {
    return of(domain, host, name, value) != Tracking::kNone;
  }

 private:
  struct Entry {
    std::string scope;  // domain, or empty
    std::string name;   // or what it begins with
    std::string value;  // or empty for any
    bool prefix = false;
    Tracking is = Tracking::kDropped;
  };
  static std::uint64_t key_of(std::string_view scope, std::string_view name) noexcept;
  Tracking exactly(std::string_view scope, std::string_view name, std::string_view value) const;

  std::unordered_multimap<std::uint64_t, Entry> exact_;  // by key_of(scope, name)
  std::array<std::vector<Entry>, 256> prefixes_;         // by first byte
};

}  // namespace lockstep::normalize
