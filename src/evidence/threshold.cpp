#include "lockstep/evidence/threshold.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lockstep::evidence {

std::size_t EbhThreshold::bin(double nats) noexcept {
  return static_cast<std::size_t>(
      std::min((nats - kFloor) / kWidth, static_cast<double>(kBins - 1)));
}

void EbhThreshold::add(double nats) noexcept {
  if (counts(nats)) ++counts_[bin(nats)];
}

void EbhThreshold::remove(double nats) noexcept {
  if (counts(nats)) --counts_[bin(nats)];
}

double EbhThreshold::alone(std::uint64_t hypotheses) const noexcept {
  const double least =
      std::log(static_cast<double>(std::max<std::uint64_t>(hypotheses, 1)) / alpha_);
  return kFloor + kWidth * std::ceil(std::max(0.0, (least - kFloor) / kWidth));
}

double EbhThreshold::nats(std::uint64_t hypotheses) const noexcept {
  if (hypotheses == 0) return std::numeric_limits<double>::infinity();
  const double log_k_over_alpha = std::log(static_cast<double>(hypotheses) / alpha_);
  std::uint64_t at_least = 0;
  double found = std::numeric_limits<double>::infinity();
  for (std::size_t b = kBins; b-- > 0;) {
    at_least += counts_[b];
    if (at_least == 0) continue;
    const double edge = kFloor + kWidth * static_cast<double>(b);
    if (edge >= log_k_over_alpha - std::log(static_cast<double>(at_least))) found = edge;
  }
  return found;
}

}  // namespace lockstep::evidence
