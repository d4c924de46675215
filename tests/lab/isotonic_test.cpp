#include "isotonic.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <utility>
#include <vector>

using namespace lockstep::lab;

using Scored = std::vector<std::pair<double, bool>>;

TEST_CASE("violators are pooled") {
  // shares by score: 0, 1, 0, 1: the middle two pool to a half
  const IsotonicMap map = fit_isotonic({{0.1, false}, {0.2, true}, {0.3, false}, {0.4, true}});
  REQUIRE(map.steps.size() == 3);
  CHECK(map.steps[0].probability == Approx(0.25));
  CHECK(map.steps[1].from == 0.2);
  CHECK(map.steps[1].probability == Approx(0.5));
  CHECK(map.steps[2].probability == Approx(0.75));
}

TEST_CASE("a score takes the step at or below it") {
  const IsotonicMap map = fit_isotonic({{0.2, false}, {0.6, true}});
  CHECK(map.at(0.1) == Approx(0.25));
  CHECK(map.at(0.2) == Approx(0.25));
  CHECK(map.at(0.59) == Approx(0.25));
  CHECK(map.at(0.6) == Approx(0.75));
  CHECK(map.at(9) == Approx(0.75));
}

TEST_CASE("equal scores are one step, in whatever order they come") {
  const Scored scored = {{0.5, true}, {0.5, false}, {0.5, true}};
  const IsotonicMap map = fit_isotonic(scored);
  REQUIRE(map.steps.size() == 1);
  CHECK(map.at(0.5) == Approx(2.5 / 4));
}

TEST_CASE("the map never decreases, and follows the truth") {
  std::mt19937_64 random{5};
  std::uniform_real_distribution<double> unit(0, 1);
  Scored scored;
  for (int i = 0; i < 20'000; ++i) {
    const double score = unit(random);
    scored.emplace_back(score, unit(random) < score * score);
  }
  const IsotonicMap map = fit_isotonic(scored);
  for (std::size_t i = 1; i < map.steps.size(); ++i) {
    REQUIRE(map.steps[i].from > map.steps[i - 1].from);
    REQUIRE(map.steps[i].probability >= map.steps[i - 1].probability);
  }
  for (const double score : {0.3, 0.5, 0.7, 0.9})
    CHECK(map.at(score) == Approx(score * score).margin(0.06));
}
