#include "zones.h"

#include <catch2/catch.hpp>

namespace lockstep::normalize {
namespace {

const EventTime kWinter = *parse_rfc3339("2026-01-15T12:00:00Z");
const EventTime kSummer = *parse_rfc3339("2026-07-15T12:00:00Z");

}  // namespace

TEST_CASE("a claimed zone is an offset at the time of the post", "[unit][normalize]") {
  Zones zones;
  REQUIRE(zones.of_name("Europe/Paris", kWinter) == ClaimedZone{60, 60});
  REQUIRE(zones.of_name("Europe/Paris", kSummer) == ClaimedZone{120, 120});
  REQUIRE(zones.of_name("Asia/Kathmandu", kWinter) == ClaimedZone{345, 345});
  REQUIRE(zones.of_name("UTC", kSummer) == ClaimedZone{0, 0});
}

TEST_CASE("a city is the zone named after it, unless there are two", "[unit][normalize]") {
  Zones zones;
  REQUIRE(zones.of_name("Paris", kWinter) == ClaimedZone{60, 60});
  REQUIRE(zones.of_name("Mexico City", kWinter) == ClaimedZone{-360, -360});
  REQUIRE_FALSE(zones.of_name("Springfield", kWinter).has_value());
  REQUIRE_FALSE(zones.of_name(std::string(Zones::kMaxName + 1, 'P'), kWinter).has_value());
}

TEST_CASE("offsets are read in any of their spellings", "[unit][normalize]") {
  Zones zones;
  REQUIRE(zones.of_name("UTC+2", kWinter) == ClaimedZone{120, 120});
  REQUIRE(zones.of_name("GMT-03:30", kWinter) == ClaimedZone{-210, -210});
  REQUIRE(zones.of_name("+01:00", kSummer) == ClaimedZone{60, 60});
}

TEST_CASE("what is no zone claims nothing", "[unit][normalize]") {
  Zones zones;
  const auto* name =
      GENERATE("", "+", "UTC+", "UTC+99:99", "nowhere", "/", "Etc/Unknown", "+1:2:3:4:5");
  CAPTURE(name);
  REQUIRE_FALSE(zones.of_name(name, kWinter).has_value());
}

TEST_CASE("what is no country claims nothing", "[unit][normalize]") {
  Zones zones;
  const auto* country = GENERATE("", "F", "fr", "ZZ", "FRA", "F\n");
  CAPTURE(country);
  REQUIRE_FALSE(zones.of_country(country, kWinter).has_value());
}

TEST_CASE("a country claims every zone it has", "[unit][normalize]") {
  Zones zones;
  REQUIRE(zones.of_country("NL", kWinter) == ClaimedZone{60, 60});
  const auto states = zones.of_country("US", kWinter);
  REQUIRE(states.has_value());
  REQUIRE(states->west == -600);  // Honolulu, Adak
  REQUIRE(states->east == -300);  // New York
}

TEST_CASE("names are forgotten before they fill the memory", "[unit][normalize]") {
  Zones zones;
  for (std::size_t i = 0; i < Zones::kMaxRemembered + 10; ++i)
    REQUIRE_FALSE(zones.of_name("no zone " + std::to_string(i), kWinter).has_value());
  REQUIRE(zones.of_name("Europe/Paris", kWinter) == ClaimedZone{60, 60});
}

}  // namespace lockstep::normalize
