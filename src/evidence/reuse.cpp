#include "lockstep/evidence/reuse.h"

#include <numeric>

namespace lockstep::evidence {

std::optional<double> ReuseVelocity::share_slower(std::size_t dense_kind,
                                                  Duration delay) const noexcept {
  const auto& counts = counts_[dense_kind];
  const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
  if (all < kMinKeys) return std::nullopt;
  const auto after = counts.begin() + static_cast<std::ptrdiff_t>(DelayShape::bin_of(delay)) + 1;
  return std::accumulate(after, counts.end(), 0.0) / all;
}

}  // namespace lockstep::evidence
