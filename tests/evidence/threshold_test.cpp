#include "lockstep/evidence/threshold.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

using lockstep::evidence::EbhThreshold;

namespace {
// The definition: the k-th largest e-value must be at least K / (alpha k).
std::size_t accepted_by_definition(std::vector<double> nats, double alpha, double hypotheses) {
  std::sort(nats.rbegin(), nats.rend());
  std::size_t best = 0;
  for (std::size_t k = 1; k <= nats.size(); ++k) {
    if (nats[k - 1] >= std::log(hypotheses / (alpha * static_cast<double>(k)))) best = k;
  }
  return best;
}
}  // namespace

TEST_CASE("the threshold accepts what e-BH accepts, up to the width of a bin",
          "[property][evidence]") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 300; ++round) {
    EbhThreshold threshold(0.05);
    std::vector<double> all;
    const auto n = 1 + random() % 400;
    for (std::uint64_t i = 0; i < n; ++i) {
      all.push_back(static_cast<double>(random() % 30'000) / 1'000);
      threshold.add(all.back());
    }
    const auto hypotheses = n + random() % 100'000;
    const double need = threshold.nats(hypotheses);
    const auto got = static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](double w) { return w >= need; }));
    const auto want = accepted_by_definition(all, 0.05, static_cast<double>(hypotheses));
    REQUIRE(got <= want);
    // Rounding up to a bin edge costs at most what lies within one bin.
    const auto stricter =
        accepted_by_definition(all, 0.05 * std::exp(-0.1), static_cast<double>(hypotheses));
    REQUIRE(got >= stricter);
  }
}

TEST_CASE("removing evidence takes it back", "[unit][evidence]") {
  EbhThreshold threshold(0.05);
  threshold.add(30);
  CHECK(std::isfinite(threshold.nats(1'000)));
  threshold.remove(30);
  CHECK(std::isinf(threshold.nats(1'000)));
}

TEST_CASE("more hypotheses ask for more evidence", "[unit][evidence]") {
  EbhThreshold threshold(0.05);
  for (int i = 0; i < 100; ++i) threshold.add(9 + 0.2 * i);
  CHECK(threshold.nats(1'000) <= threshold.nats(100'000));
  CHECK(threshold.nats(100'000) <= threshold.nats(10'000'000));
}

TEST_CASE("what a single hypothesis needs makes it accepted, and a bin less does not",
          "[unit][evidence]") {
  for (const std::uint64_t hypotheses : {1U, 10U, 1'000U, 88'370U}) {
    CAPTURE(hypotheses);
    EbhThreshold t(0.05);
    const double need = t.alone(hypotheses);
    t.add(need - 0.05);
    CHECK(std::isinf(t.nats(hypotheses)));
    t.add(need + 0.05);
    CHECK(t.nats(hypotheses) <= need + 0.05);
  }
}
