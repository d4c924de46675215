#include "reach.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace lockstep::assess {
namespace {

using evidence::Evidence;

constexpr double kLeastRatio = 10;
constexpr Duration kLongest = std::chrono::hours{1};

std::optional<AudienceJumpFinding> jump_between(const evidence::Touch& from,
                                                const evidence::Touch& to,
                                                const Evidence& evidence) {
  const auto small = evidence.accounts().find(from.account)->facts.followers;
  const auto large = evidence.accounts().find(to.account)->facts.followers;
  const auto delay = to.time - from.time;
  if (!small || !large || delay > kLongest) return std::nullopt;
  const double ratio =
      static_cast<double>(*large) / static_cast<double>(std::max<std::int64_t>(1, *small));
  if (ratio < kLeastRatio) return std::nullopt;
  AudienceJumpFinding jump;
  jump.from = from.account;
  jump.to = to.account;
  jump.from_followers = *small;
  jump.to_followers = *large;
  jump.delay_s = std::chrono::duration<double>(delay).count();
  jump.jump = std::log(ratio) / std::max(1.0, jump.delay_s / 60);
  return jump;
}

}  // namespace

std::vector<AmplifierFinding> amplifiers_of(std::span<const AccountIndex> members,
                                            const Evidence& evidence) {
  std::vector<AmplifierFinding> out;
  for (const auto m : members) {
    const auto* a = evidence.accounts().find(m);
    if (a == nullptr) continue;
    AmplifierFinding one;
    one.account = m;
    one.followers = a->facts.followers;
    if (a->has_views) {
      one.views = a->views;
      one.top_views = a->top_views;
    }
    if (one.views.value_or(0) > 0 || one.followers.value_or(0) > 0) out.push_back(one);
  }
  std::sort(out.begin(), out.end(), [](const AmplifierFinding& a, const AmplifierFinding& b) {
    if (a.views.value_or(0) != b.views.value_or(0))
      return a.views.value_or(0) > b.views.value_or(0);
    if (a.followers.value_or(0) != b.followers.value_or(0))
      return a.followers.value_or(0) > b.followers.value_or(0);
    return a.account < b.account;
  });
  if (out.size() > kMaxAmplifiers) out.resize(kMaxAmplifiers);
  return out;
}

std::optional<AudienceJumpFinding> audience_jump_of(std::span<const SharedFinding> shared,
                                                    const Evidence& evidence) {
  std::optional<AudienceJumpFinding> best;
  for (const auto& s : shared) {
    if (!s.act) continue;
    for (std::size_t i = 1; i < s.touches.size(); ++i) {
      auto jump = jump_between(s.touches[i - 1], s.touches[i], evidence);
      if (!jump || (best && jump->jump <= best->jump)) continue;
      jump->kind = s.kind;
      jump->key = s.key;
      jump->text = s.text;
      jump->quoted = s.quoted;
      jump->author = s.author;
      best = std::move(jump);
    }
  }
  return best;
}

}  // namespace lockstep::assess
