#include "lockstep/similar/recent_sketches.h"

#include <catch2/catch.hpp>

namespace lockstep::similar {
namespace {

EventTime at(std::int64_t minutes) { return EventTime{} + std::chrono::minutes{minutes}; }

TEST_CASE("a sketch is remembered for an hour, not longer", "[unit][similar]") {
  RecentSketches sketches;
  CHECK_FALSE(sketches.showed(1, 0, 7, at(0)));
  CHECK(sketches.showed(1, 0, 7, at(59)));
  CHECK_FALSE(sketches.showed(1, 0, 7, at(60)));
  CHECK(sketches.showed(1, 0, 7, at(119)));
}

TEST_CASE("another sketch, account or kind is another matter", "[unit][similar]") {
  RecentSketches sketches;
  CHECK_FALSE(sketches.showed(1, 0, 7, at(0)));
  CHECK_FALSE(sketches.showed(2, 0, 7, at(1)));
  CHECK_FALSE(sketches.showed(1, 1, 7, at(1)));
  CHECK(sketches.showed(1, 0, 7, at(2)));
  CHECK_FALSE(sketches.showed(1, 0, 8, at(3)));
  CHECK_FALSE(sketches.showed(1, 0, 7, at(4)));  // it was replaced
}

TEST_CASE("accounts that share a cell are never taken for each other", "[property][similar]") {
  RecentSketches sketches;
  for (std::uint64_t account = 0; account < 4 * RecentSketches::kCells; ++account)
    REQUIRE_FALSE(sketches.showed(account, 0, 7, at(0)));
}

}  // namespace
}  // namespace lockstep::similar
