#include "roles.h"

#include <algorithm>

namespace lockstep::assess {
namespace {

constexpr std::size_t kMinActs = 8;

double median(std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

Role role_of(AccountIndex account, std::span<const SharedFinding> shared) {
  std::vector<double> ranks, delays;
  std::size_t reposts = 0;
  for (const auto& f : shared) {
    if (!f.act || f.touches.size() < 3) continue;
    const auto place = std::find_if(f.touches.begin(), f.touches.end(),
                                    [&](const auto& t) { return t.account == account; });
    if (place == f.touches.end()) continue;
    const auto index = static_cast<double>(place - f.touches.begin());
    ranks.push_back(index / static_cast<double>(f.touches.size() - 1));
    if (place != f.touches.begin()) {
      delays.push_back(std::chrono::duration<double>(place->time - (place - 1)->time).count());
    }
    if (place->post->repost) ++reposts;
  }
  if (ranks.size() < kMinActs) return Role::kUnknown;
  const double share_reposts = static_cast<double>(reposts) / static_cast<double>(ranks.size());
  const double rank = median(ranks);
  if (rank <= 0.15) return Role::kOriginator;
  const double delay = delays.empty() ? 0 : median(delays);
  if (delay <= 600 && share_reposts >= 0.6) return Role::kBooster;
  if (rank >= 0.5 && delay >= 3600) return Role::kEcho;
  return Role::kUnknown;
}

}  // namespace lockstep::assess
