// Logistic regression with an L2 penalty, for a handful of features and thousands of examples.
#pragma once

#include <span>
#include <vector>

namespace lockstep::lab {

struct Example {
  std::vector<double> features;
  bool right = false;
};

struct Logistic {
  std::vector<double> weights;
  double intercept = 0;
  double log_odds(std::span<const double> features) const noexcept;
  double probability(std::span<const double> features) const noexcept;
};

// Minimises the log loss plus penalty/2 times the squared weights of the standardised features (not
// of the intercept), by Newton's method. The weights returned are those of the features as given;
// of a constant feature 0. At least one example, all with as many features. O(n d^2) a step.
Logistic fit_logistic(std::span<const Example> examples, double penalty);

double sigmoid(double log_odds) noexcept;
double log_odds_of(double probability) noexcept;  // clamped to +-20

}  // namespace lockstep::lab
