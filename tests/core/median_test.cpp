#include "lockstep/core/median.h"

#include <catch2/catch.hpp>

using namespace lockstep;

TEST_CASE("of an odd number of values there is one median, of an even number two", "[unit][core]") {
  std::vector odd{9, 1, 5}, even{7, 1, 5, 3}, one{4};
  CHECK(upper_median(odd) == 5);
  CHECK(lower_median(odd) == 5);
  CHECK(upper_median(even) == 5);
  CHECK(lower_median(even) == 3);
  CHECK(upper_median(one) == 4);
  CHECK(lower_median(one) == 4);
}
