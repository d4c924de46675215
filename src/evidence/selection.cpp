#include "lockstep/evidence/selection.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "lockstep/evidence/log_mean.h"

namespace lockstep::evidence {

double selection_evidence(std::uint32_t x, double lambda) noexcept {
  static constexpr std::array<double, 5> kThetas{3, 10, 100, 1'000, 10'000};
  static const std::array<double, 5> kLogThetas = [] {
    std::array<double, 5> logs{};
    for (std::size_t i = 0; i < kThetas.size(); ++i) logs[i] = std::log(kThetas[i]);
    return logs;
  }();
  lambda = std::max(lambda, kMinLambda);
  const double n = static_cast<double>(x);
  const double log_null = std::log1p(lambda);
  std::array<double, 5> terms{};
  for (std::size_t i = 0; i < kThetas.size(); ++i) {
    terms[i] = (n - 1) * kLogThetas[i] + (n + 1) * (log_null - std::log1p(kThetas[i] * lambda));
  }
  return log_mean_exp(terms);
}

}  // namespace lockstep::evidence
