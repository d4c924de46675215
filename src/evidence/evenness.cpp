#include "lockstep/evidence/evenness.h"

#include <algorithm>
#include <numeric>

namespace lockstep::evidence {
namespace {

std::size_t bin_of(double variation) noexcept {
  const double bin = std::max(0.0, variation / Evenness::kBinWidth);
  return bin < Evenness::kBins ? static_cast<std::size_t>(bin) : Evenness::kBins - 1;
}

}  // namespace

std::uint8_t activity_of(std::uint32_t acts) noexcept {
  return static_cast<std::uint8_t>(std::upper_bound(kActivities.begin(), kActivities.end(), acts) -
                                   kActivities.begin());
}

void Evenness::add(std::uint8_t activity, double variation) noexcept {
  if (activity > 0) counts[activity - 1U][bin_of(variation)] += 1;
}

double Evenness::accounts(std::uint8_t activity) const noexcept {
  if (activity == 0) return 0;
  const auto& own = counts[activity - 1U];
  return std::accumulate(own.begin(), own.end(), 0.0);
}

std::optional<double> Evenness::share_above(std::uint8_t activity,
                                            double variation) const noexcept {
  const double all = accounts(activity);
  if (all < static_cast<double>(kEnough)) return std::nullopt;
  const auto& own = counts[activity - 1U];
  const auto above = own.begin() + static_cast<std::ptrdiff_t>(bin_of(variation)) + 1;
  return std::accumulate(above, own.end(), 0.0) / all;
}

}  // namespace lockstep::evidence
