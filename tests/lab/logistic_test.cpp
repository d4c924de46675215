#include "logistic.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

using namespace lockstep::lab;

namespace {

double loss_of(const Logistic& fit, const std::vector<Example>& examples) {
  double loss = 0;
  for (const Example& e : examples) {
    const double p = fit.probability(e.features);
    loss -= std::log(e.right ? p : 1 - p);
  }
  return loss;
}

}  // namespace

TEST_CASE("one yes-or-no feature gives the log odds ratio of its table") {
  // 30 of 40 right with it, 10 of 40 without: log odds +-ln 3
  std::vector<Example> examples;
  for (int i = 0; i < 40; ++i) {
    examples.push_back({{1.0}, i < 30});
    examples.push_back({{0.0}, i < 10});
  }
  const Logistic fit = fit_logistic(examples, 1e-9);
  CHECK(fit.weights[0] == Approx(2 * std::log(3.0)));
  CHECK(fit.intercept == Approx(-std::log(3.0)));
  CHECK(fit.probability(std::vector<double>{1.0}) == Approx(0.75));
}

TEST_CASE("no other weights are better: the fit is a minimum of the log loss") {
  std::mt19937_64 random{11};
  std::normal_distribution<double> normal;
  std::vector<Example> examples;
  for (int i = 0; i < 300; ++i) {
    const double a = normal(random), b = 3 + 2 * normal(random);
    examples.push_back({{a, b}, a - 0.5 * b + normal(random) > -1.5});
  }
  const Logistic fit = fit_logistic(examples, 1e-9);
  const double best = loss_of(fit, examples);
  for (const double step : {-0.05, 0.05}) {
    Logistic first = fit, second = fit, third = fit;
    first.weights[0] += step;
    second.weights[1] += step;
    third.intercept += step;
    CHECK(loss_of(first, examples) > best);
    CHECK(loss_of(second, examples) > best);
    CHECK(loss_of(third, examples) > best);
  }
}

TEST_CASE("a penalty shrinks weights, and separated classes stay finite") {
  std::vector<Example> examples;
  for (int i = 0; i < 20; ++i) examples.push_back({{static_cast<double>(i), 7.0}, i >= 10});
  double last = 1e9;
  for (const double penalty : {0.1, 1.0, 10.0, 100.0}) {
    const Logistic fit = fit_logistic(examples, penalty);
    CAPTURE(penalty);
    CHECK(fit.weights[0] > 0);
    CHECK(fit.weights[0] < last);
    CHECK(fit.weights[1] == 0);  // constant
    last = fit.weights[0];
  }
  CHECK(std::isfinite(fit_logistic(examples, 0).weights[0]));
}

TEST_CASE("one class only gives its probability, near 1") {
  const std::vector<Example> examples(10, Example{{1.0}, true});
  const double p = fit_logistic(examples, 1).probability(std::vector<double>{1.0});
  CHECK(p > 0.99);
  CHECK(p < 1.0);
}

TEST_CASE("log odds and probability are inverse, and bounded") {
  for (const double p : {0.001, 0.5, 0.999}) CHECK(sigmoid(log_odds_of(p)) == Approx(p));
  CHECK(log_odds_of(0) == Approx(-20));
  CHECK(log_odds_of(1) == Approx(20));
}
