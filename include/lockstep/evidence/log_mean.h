// ln of the mean of e^term: likelihood ratios are averaged over alternatives without leaving
// logarithms, which they would overflow.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace lockstep::evidence {

template <std::size_t kTerms>
double log_mean_exp(const std::array<double, kTerms>& terms) noexcept {
  const double top = *std::max_element(terms.begin(), terms.end());
  double sum = 0;
  for (const double t : terms) sum += std::exp(t - top);
  return top + std::log(sum / static_cast<double>(kTerms));
}

}  // namespace lockstep::evidence
