#include "lockstep/evidence/selection.h"

#include <catch2/catch.hpp>
#include <cmath>

using lockstep::evidence::selection_evidence;

TEST_CASE("the first coincidence is free and proves nothing", "[unit][evidence]") {
  for (const double lambda : {1e-4, 1e-2, 1.0}) CHECK(selection_evidence(1, lambda) <= 0);
}

TEST_CASE("evidence grows with every further key and shrinks with what chance explains",
          "[unit][evidence]") {
  for (std::uint32_t x = 1; x < 30; ++x) {
    CHECK(selection_evidence(x + 1, 0.01) > selection_evidence(x, 0.01));
    CHECK(selection_evidence(x + 1, 0.01) > selection_evidence(x + 1, 0.1));
  }
  CHECK(selection_evidence(4, 1e-4) > 11);  // rare keys: four are enough
  CHECK(selection_evidence(4, 1.0) < 3);    // busy pairs: four are nothing
}

// Under the null x - 1 is geometric with success 1/(1+lambda), so the expectation can be summed.
TEST_CASE("under the null the expected e-value is at most one", "[property][evidence]") {
  for (const double lambda : {1e-4, 1e-3, 0.01, 0.1, 0.5, 2.0, 10.0}) {
    const double q = lambda / (1 + lambda);
    double expectation = 0, mass = 1 - q;
    for (std::uint32_t x = 1; x < 20'000; ++x) {
      expectation += mass * std::exp(selection_evidence(x, lambda));
      mass *= q;
      if (mass < 1e-300) break;
    }
    CAPTURE(lambda);
    CHECK(expectation <= 1 + 1e-9);
  }
}

// As the expected count grows from l to m, a null pair's count grows by a negative binomial step;
// looking in between must not pay.
TEST_CASE("looking again later does not raise the expectation", "[property][evidence]") {
  const double before = 0.02, after = 0.05;
  for (std::uint32_t x = 1; x <= 4; ++x) {
    // Given x at mean `before`, the Polya process adds k with probability NB(r = x + 1, p).
    const double p = (1 + before) / (1 + after);
    double expectation = 0, mass = std::pow(p, x + 1);
    for (std::uint32_t k = 0; k < 2'000; ++k) {
      expectation += mass * std::exp(selection_evidence(x + k, after));
      mass *= (1 - p) * (x + 1 + k) / (k + 1);
      if (mass < 1e-300) break;
    }
    CAPTURE(x);
    CHECK(expectation == Approx(std::exp(selection_evidence(x, before))).epsilon(1e-6));
  }
}

TEST_CASE("a lambda of nothing is raised to its floor", "[unit][evidence]") {
  CHECK(selection_evidence(5, 0) == selection_evidence(5, lockstep::evidence::kMinLambda));
}

TEST_CASE("very large counts stay finite", "[unit][evidence]") {
  CHECK(std::isfinite(selection_evidence(4'000'000'000U, 1e-4)));
}
