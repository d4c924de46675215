// Claimed time zones and countries as offsets from UTC.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "lockstep/core/post.h"
#include "lockstep/core/time.h"

namespace lockstep::normalize {

// Knows zones by the IANA database that comes with ICU. Remembers what it has looked up, at most
// kMaxRemembered names, and begins anew when full; one per thread.
class Zones {
 public:
  static constexpr std::size_t kMaxRemembered = 4'096;
  static constexpr std::size_t kMaxName = 64;  // bytes; no zone has a longer one
  Zones();
  ~Zones();

  // `name` is an IANA name ("Europe/Paris"), the city of one ("Paris"), "UTC", or an offset
  // ("UTC+2", "GMT-03:30", "+01:00"). Empty if it is none of these.
  std::optional<ClaimedZone> of_name(std::string_view name, EventTime at);
  // `country` is ISO 3166-1 alpha-2. Empty if no zone is known of it.
  std::optional<ClaimedZone> of_country(std::string_view country, EventTime at);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::normalize
