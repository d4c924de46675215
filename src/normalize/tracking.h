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

// Immutable; a few hundred entries of about 100 bytes.
class TrackingParameters {
 public:
  // Fails on a line that is no entry, naming its number.
  static StatusOr<TrackingParameters> parse(std::string_view list);

  // Is `name`=`value`, both as in the query, a tracking parameter on this host?
  bool contains(std::string_view domain, std::string_view host, std::string_view name,
                std::string_view value) const;

 private:
  struct Entry {
    std::string scope;  // domain, or empty
    std::string name;   // or what it begins with
    std::string value;  // or empty for any
    bool prefix = false;
  };
  static std::uint64_t key_of(std::string_view scope, std::string_view name) noexcept;
  bool matches(std::string_view scope, std::string_view name, std::string_view value) const;

  std::unordered_multimap<std::uint64_t, Entry> exact_;  // by key_of(scope, name)
  std::array<std::vector<Entry>, 256> prefixes_;         // by first byte
};

}  // namespace lockstep::normalize
