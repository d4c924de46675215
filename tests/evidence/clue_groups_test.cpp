#include "lockstep/evidence/clue_groups.h"

#include <catch2/catch.hpp>

#include "lockstep/evidence/evidence.h"

using namespace lockstep;
using namespace lockstep::evidence;

TEST_CASE("holders beyond the choice of who: wide sharing counts, a few in a crowd do not",
          "[unit][evidence]") {
  CHECK(holders_surplus(3, 5, 5) > 4);    // three of five at one address
  CHECK(holders_surplus(3, 60, 3) < 0);   // three of sixty with one pattern
  CHECK(holders_surplus(20, 60, 3) > 4);  // a third of them
  CHECK(holders_surplus(1, 10, 8) < 0);   // one shares with nobody
}

TEST_CASE("holders_surplus grows with every holder once they are the most", "[unit][evidence]") {
  for (std::size_t h = 10; h < 20; ++h)
    CHECK(holders_surplus(h + 1, 20, 3) > holders_surplus(h, 20, 3));
}
