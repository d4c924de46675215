#include "trail.h"

namespace lockstep::hunt {

void Trail::step(const TracedPost& post, AccountId account, std::size_t max_spread) {
  ++out_.posts;
  if (!seen_.insert(account).second) return;
  ++out_.accounts;
  const auto known = [&](const FirstOnPlatform& f) { return f.platform == post.platform; };
  if (out_.handoff.size() < kMaxPlatforms &&
      std::none_of(out_.handoff.begin(), out_.handoff.end(), known))
    out_.handoff.push_back({post.platform, post.account_key(), post.time});
  if (out_.order.size() >= max_spread) return;
  const bool has_id = !post.post_id.empty();
  out_.order.push_back(
      {post.account_key(), post.platform, has_id ? post.post_key() : std::string{}, post.time});
}

}  // namespace lockstep::hunt
