#include "roles.h"

#include <set>
#include <vector>

#include "lockstep/core/median.h"

namespace lockstep::assess {
namespace {

constexpr std::size_t kMinActs = 8;
constexpr double kFirstRanks = 0.15, kLastRanks = 0.5, kCrossings = 0.2, kReposts = 0.6;
constexpr double kMoment = 600, kLater = 3600;  // seconds

// What a member did on the acts it shared.
struct Part {
  std::vector<double> ranks;   // 0 the first, 1 the last
  std::vector<double> delays;  // seconds after the member before it
  double crossings = 0, reposts = 0;
};

Role role_of(Part& part) {
  const auto acts = static_cast<double>(part.ranks.size());
  const double rank = upper_median(part.ranks);
  if (rank <= kFirstRanks) return Role::kOriginator;
  if (part.crossings >= kCrossings * acts) return Role::kBridge;
  const double delay = part.delays.empty() ? 0 : upper_median(part.delays);
  if (delay <= kMoment && part.reposts >= kReposts * acts) return Role::kBooster;
  if (rank >= kLastRanks && delay >= kLater) return Role::kEcho;
  return Role::kUnknown;
}

}  // namespace

std::map<AccountIndex, Role> roles_of(
    std::span<const SharedFinding> shared,
    const std::function<std::string_view(AccountIndex)>& platform_of) {
  std::map<AccountIndex, Part> parts;
  for (const auto& f : shared) {
    if (!f.act || f.touches.size() < 3) continue;
    std::set<std::string_view> reached;
    for (std::size_t i = 0; i < f.touches.size(); ++i) {
      const auto& touch = f.touches[i];
      auto& part = parts[touch.account];
      part.ranks.push_back(static_cast<double>(i) / static_cast<double>(f.touches.size() - 1));
      if (i > 0) {
        const auto delay = touch.time - f.touches[i - 1].time;
        part.delays.push_back(std::chrono::duration<double>(delay).count());
      }
      if (touch.post->passes_on()) ++part.reposts;
      if (reached.insert(platform_of(touch.account)).second && i > 0) ++part.crossings;
    }
  }
  std::map<AccountIndex, Role> roles;
  for (auto& [account, part] : parts) {
    if (part.ranks.size() < kMinActs) continue;
    if (const auto role = role_of(part); role != Role::kUnknown) roles.emplace(account, role);
  }
  return roles;
}

}  // namespace lockstep::assess
