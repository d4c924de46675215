#include "lockstep/core/time.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace lockstep;

TEST_CASE("RFC 3339 as collectors write it", "[unit][core]") {
  struct Case {
    const char* text;
    const char* canonical;
  };
  const auto c = GENERATE(values<Case>({
      {"2026-04-16T09:44:02Z", "2026-04-16T09:44:02.000Z"},
      {"2026-04-16T09:44:02.123456789Z", "2026-04-16T09:44:02.123Z"},
      {"2026-04-16 09:44:02", "2026-04-16T09:44:02.000Z"},
      {"2026-04-16T09:44:02+02:00", "2026-04-16T07:44:02.000Z"},
      {"2026-04-16T09:44:02.000+0000", "2026-04-16T09:44:02.000Z"},
      {"2026-04-16T00:10:00-01:30", "2026-04-16T01:40:00.000Z"},
      {"2026-04-16T09:44", "2026-04-16T09:44:00.000Z"},
      {"2024-02-29T23:59:60Z", "2024-02-29T23:59:59.000Z"},
      {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
  }));
  CAPTURE(c.text);
  const auto t = parse_rfc3339(c.text);
  REQUIRE(t);
  CHECK(format_rfc3339(*t) == c.canonical);
}

TEST_CASE("what is no time is no time", "[unit][core]") {
  for (const auto* text : {"", "2026", "yesterday", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z",
                           "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:00Zx",
                           "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+9"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text));
  }
}

TEST_CASE("X's archive time", "[unit][core]") {
  CHECK(format_rfc3339(*parse_ctime_offset("Thu Apr 16 09:44:02 +0000 2026")) ==
        "2026-04-16T09:44:02.000Z");
  CHECK(format_rfc3339(*parse_ctime_offset("Thu Apr 16 09:44:02 -0130 2026")) ==
        "2026-04-16T11:14:02.000Z");
  CHECK_FALSE(parse_ctime_offset("Thu Foo 16 09:44:02 +0000 2026"));
  CHECK_FALSE(parse_ctime_offset("Thu Apr 16 09:44:02 2026"));
}

TEST_CASE("epoch numbers are told apart by size", "[unit][core]") {
  const auto want = *parse_rfc3339("2026-04-16T09:44:02Z");
  CHECK(from_epoch_number(std::int64_t{1'776'332'642}) == want);
  CHECK(from_epoch_number(std::int64_t{1'776'332'642'000}) == want);
  CHECK(from_epoch_number(std::int64_t{1'776'332'642'000'000}) == want);
  CHECK(from_epoch_number(std::int64_t{1'776'332'642'000'000'000}) == want);
  CHECK(from_epoch_number(1'776'332'642.5) == want + Duration{500'000});
  CHECK_FALSE(from_epoch_number(std::nan("")));
  CHECK_FALSE(from_epoch_number(std::numeric_limits<double>::infinity()));
  CHECK_FALSE(from_epoch_number(1e300));
  CHECK_FALSE(from_epoch_number(std::numeric_limits<std::int64_t>::min()));
}

TEST_CASE("years beyond 9999 print as the last moment of it", "[unit][core]") {
  CHECK(format_rfc3339(EventTime::max()) == "9999-12-31T23:59:59.999Z");
  CHECK(format_rfc3339(EventTime::min()) == "0000-01-01T00:00:00.000Z");
}

TEST_CASE("durations read and print", "[unit][core]") {
  for (const auto* text : {"0s", "90s", "5m", "24h", "14d", "1500ms", "7us"}) {
    CAPTURE(text);
    const auto d = parse_duration(text);
    REQUIRE(d);
    CHECK(parse_duration(format_duration(*d)) == d);
  }
  CHECK(format_duration(std::chrono::hours{48}) == "2d");
  for (const auto* text :
       {"", "5", "m", "-5m", "5 m", "5w", "99999999999999999999d", "9999999999999d"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text));
  }
}
