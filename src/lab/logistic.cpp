#include "logistic.h"

#include <algorithm>
#include <cmath>

#include "lockstep/core/check.h"

namespace lockstep::lab {
namespace {

constexpr int kMostSteps = 50;
constexpr double kConverged = 1e-9;
constexpr double kRidge = 1e-9;  // keeps the system solvable when the classes are separated
constexpr double kMostLogOdds = 20;

using Vector = std::vector<double>;
using Matrix = std::vector<Vector>;

struct Scaling {
  Vector mean, deviation;  // deviation 0: constant
};

Scaling measure(std::span<const Example> examples) {
  const std::size_t width = examples.front().features.size();
  const auto n = static_cast<double>(examples.size());
  Scaling scaling{Vector(width, 0.0), Vector(width, 0.0)};
  for (const Example& example : examples) {
    LOCKSTEP_CHECK(example.features.size() == width);
    for (std::size_t i = 0; i < width; ++i) scaling.mean[i] += example.features[i] / n;
  }
  for (const Example& example : examples) {
    for (std::size_t i = 0; i < width; ++i)
      scaling.deviation[i] += std::pow(example.features[i] - scaling.mean[i], 2) / n;
  }
  for (std::size_t i = 0; i < width; ++i) {
    const double deviation = std::sqrt(scaling.deviation[i]);
    const double rounding = 1e-9 * (1 + std::abs(scaling.mean[i]));
    scaling.deviation[i] = deviation > rounding ? deviation : 0;
  }
  return scaling;
}

// Standardised features with a leading 1.
Vector standardised(const Example& example, const Scaling& scaling) {
  Vector row{1.0};
  for (std::size_t i = 0; i < example.features.size(); ++i) {
    const double deviation = scaling.deviation[i];
    row.push_back(deviation > 0 ? (example.features[i] - scaling.mean[i]) / deviation : 0.0);
  }
  return row;
}

// Solves a x = b for a symmetric positive definite matrix, by Cholesky.
Vector solve(Matrix a, Vector b) {
  const std::size_t n = b.size();
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < j; ++k) a[j][j] -= a[j][k] * a[j][k];
    a[j][j] = std::sqrt(std::max(a[j][j], kRidge));
    for (std::size_t i = j + 1; i < n; ++i) {
      for (std::size_t k = 0; k < j; ++k) a[i][j] -= a[i][k] * a[j][k];
      a[i][j] /= a[j][j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
  return b;
}

double dot(const Vector& a, const Vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// One step of Newton's method; its length.
double improve(const Matrix& rows, std::span<const Example> examples, double penalty,
               Vector& weights) {
  const std::size_t width = weights.size();
  Vector gradient(width, 0.0);
  Matrix curvature(width, Vector(width, 0.0));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const double p = sigmoid(dot(rows[r], weights));
    const double error = (examples[r].right ? 1.0 : 0.0) - p;
    for (std::size_t i = 0; i < width; ++i) {
      gradient[i] += error * rows[r][i];
      for (std::size_t j = 0; j <= i; ++j) curvature[i][j] += p * (1 - p) * rows[r][i] * rows[r][j];
    }
  }
  for (std::size_t i = 0; i < width; ++i) {
    if (i > 0) gradient[i] -= penalty * weights[i];
    curvature[i][i] += (i > 0 ? penalty : 0.0) + kRidge;
  }
  const Vector step = solve(std::move(curvature), std::move(gradient));
  double longest = 0;
  for (std::size_t i = 0; i < width; ++i) {
    // Bounded, so that a first step from zero cannot overshoot into the flat of the sigmoid.
    const double bounded = std::clamp(step[i], -2.0, 2.0);
    weights[i] = std::clamp(weights[i] + bounded, -kMostLogOdds, kMostLogOdds);
    longest = std::max(longest, std::abs(bounded));
  }
  return longest;
}

}  // namespace

double sigmoid(double log_odds) noexcept { return 1.0 / (1.0 + std::exp(-log_odds)); }

double log_odds_of(double probability) noexcept {
  const double least = sigmoid(-kMostLogOdds);
  const double p = std::clamp(probability, least, 1 - least);
  return std::log(p / (1 - p));
}

double Logistic::log_odds(std::span<const double> features) const noexcept {
  double sum = intercept;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * features[i];
  return sum;
}

double Logistic::probability(std::span<const double> features) const noexcept {
  return sigmoid(log_odds(features));
}

Logistic fit_logistic(std::span<const Example> examples, double penalty) {
  LOCKSTEP_CHECK(!examples.empty());
  const Scaling scaling = measure(examples);
  Matrix rows;
  for (const Example& example : examples) rows.push_back(standardised(example, scaling));
  Vector weights(rows.front().size(), 0.0);
  for (int step = 0; step < kMostSteps; ++step) {
    if (improve(rows, examples, penalty, weights) < kConverged) break;
  }
  Logistic fit{{}, weights[0]};
  for (std::size_t i = 0; i < scaling.mean.size(); ++i) {
    const double weight = scaling.deviation[i] > 0 ? weights[i + 1] / scaling.deviation[i] : 0.0;
    fit.weights.push_back(weight);
    fit.intercept -= weight * scaling.mean[i];
  }
  return fit;
}

}  // namespace lockstep::lab
