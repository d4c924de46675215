#include "simulate/random.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace lockstep::lab;

TEST_CASE("a seed pins the draws for ever") {
  Random random{1};
  const std::uint64_t first = random.next();
  CHECK(Random{1}.next() == first);
  CHECK(Random{2}.next() != first);
  // xoshiro256** seeded by splitmix64(42), as other implementations give it.
  Random pinned{42};
  CHECK(pinned.next() == 1546998764402558742ULL);
}

TEST_CASE("below stays below its bound and reaches every value") {
  Random random{7};
  for (const std::uint32_t bound : {1U, 2U, 3U, 1000U}) {
    std::vector<int> seen(bound, 0);
    for (int i = 0; i < 40'000; ++i) {
      const std::uint32_t value = random.below(bound);
      REQUIRE(value < bound);
      ++seen[value];
    }
    for (const int count : seen) CHECK(count > 0);
  }
}

TEST_CASE("between includes both ends") {
  Random random{8};
  std::array<int, 3> seen{};
  for (int i = 0; i < 1000; ++i) ++seen.at(static_cast<std::size_t>(random.between(4, 6) - 4));
  for (const int count : seen) CHECK(count > 200);
}

TEST_CASE("distributions have their moments") {
  Random random{3};
  constexpr int kDraws = 200'000;
  double exponential = 0, normal = 0, square = 0, below_median = 0, beyond_two = 0;
  for (int i = 0; i < kDraws; ++i) {
    exponential += random.exponential();
    const double z = random.normal();
    normal += z;
    square += z * z;
    below_median += random.lognormal(5.0, 1.5) < 5.0;
    beyond_two += random.pareto(1.0) > 2.0;
  }
  CHECK(exponential / kDraws == Approx(1).margin(0.01));
  CHECK(normal / kDraws == Approx(0).margin(0.01));
  CHECK(square / kDraws == Approx(1).margin(0.02));
  CHECK(below_median / kDraws == Approx(0.5).margin(0.01));
  CHECK(beyond_two / kDraws == Approx(0.5).margin(0.01));
}

TEST_CASE("reactions follow the SEISMIC delays") {
  Random random{5};
  constexpr int kDraws = 200'000;
  constexpr double kForever = 1e12;
  double within_5_min = 0, within_1_h = 0, within_1_d = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double s = random.reaction_seconds(kForever);
    REQUIRE(s >= 0);
    within_5_min += s < 300;
    within_1_h += s < 3600;
    within_1_d += s < 86400;
  }
  // 1 - (s / 300)^-0.242 / 1.242
  CHECK(within_5_min / kDraws == Approx(0.195).margin(0.005));
  CHECK(within_1_h / kDraws == Approx(0.56).margin(0.005));
  CHECK(within_1_d / kDraws == Approx(0.80).margin(0.01));
}

TEST_CASE("no reaction comes after the limit") {
  Random random{6};
  for (const double limit : {1.0, 299.0, 300.0, 301.0, 86400.0}) {
    double longest = 0;
    for (int i = 0; i < 20'000; ++i) longest = std::max(longest, random.reaction_seconds(limit));
    CHECK(longest <= limit * 1.0001);
    CHECK(longest > limit * 0.9);
  }
}

TEST_CASE("weighted picks come in proportion") {
  const std::array<double, 5> weights = {0, 1, 2, 3, 4};
  const WeightedPick pick(weights);
  Random random{9};
  std::array<double, 5> seen{};
  for (int i = 0; i < 100'000; ++i) seen.at(pick(random)) += 1e-5;
  for (std::size_t i = 0; i < 5; ++i) CHECK(seen[i] == Approx(weights[i] / 10).margin(0.006));
  CHECK(seen[0] == 0);
  CHECK(pick.total() == Approx(10));
}
