#include "lockstep/evidence/reuse.h"

#include <numeric>

namespace lockstep::evidence {
namespace {

using Counts = ReuseVelocity::Counts;

std::optional<double> share_slower(const Counts& counts, Duration took) {
  const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
  if (all < ReuseVelocity::kMinKeys) return std::nullopt;
  const auto after = counts.begin() + static_cast<std::ptrdiff_t>(DelayShape::bin_of(took)) + 1;
  return std::accumulate(after, counts.end(), 0.0) / all;
}

}  // namespace

void ReuseVelocity::learn(std::size_t dense_kind, Milestone milestone, const Origin* origin,
                          Duration took) {
  auto& [all, origins] = kinds_[dense_kind];
  const auto bin = DelayShape::bin_of(took);
  (all.*milestone)[bin] += 1;
  if (origin == nullptr) return;
  auto place = origins.find(*origin);
  if (place == origins.end()) {
    if (origins.size() >= kMaxOrigins) return;
    place = origins.emplace(*origin, Times()).first;
  }
  (place->second.*milestone)[bin] += 1;
}

std::optional<ReuseVelocity::Standing> ReuseVelocity::standing(std::size_t dense_kind,
                                                               Milestone milestone,
                                                               const Origin* origin,
                                                               Duration took) const {
  const auto& [all, origins] = kinds_[dense_kind];
  if (origin != nullptr) {
    Counts platform{};
    for (auto at = origins.lower_bound({origin->platform, Action::kPost});
         at != origins.end() && at->first.platform == origin->platform; ++at) {
      const auto& counts = at->second.*milestone;
      const auto slower = at->first == *origin ? share_slower(counts, took) : std::nullopt;
      if (slower) return Standing{*slower, Scope::kOrigin};
      for (std::size_t b = 0; b < counts.size(); ++b) platform[b] += counts[b];
    }
    if (const auto slower = share_slower(platform, took))
      return Standing{*slower, Scope::kPlatform};
  }
  const auto slower = share_slower(all.*milestone, took);
  return slower ? std::optional(Standing{*slower, Scope::kKind}) : std::nullopt;
}

std::size_t ReuseVelocity::origins() const noexcept {
  std::size_t n = 0;
  for (const auto& kind : kinds_) n += kind.origins.size();
  return n;
}

}  // namespace lockstep::evidence
