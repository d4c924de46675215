// Builders of traced posts for tests behind the sequencer.
#pragma once

#include <string>
#include <vector>

#include "lockstep/core/order.h"
#include "lockstep/signals/signal.h"

namespace lockstep::test {

inline constexpr std::int64_t kStart = 1'767'571'200'000'000;  // 2026-01-05T00:00:00Z

inline EventTime at_second(double s) {
  return from_micros(kStart + static_cast<std::int64_t>(s * 1e6));
}

inline const signals::Registry& registry() {
  static const auto all = signals::Registry::with_all();
  return all;
}

// An original post by `account` at `second`, with whatever `fill` adds, traced by all signals.
template <class Fill>
TracedPost post(const signals::Registry& registry, const std::string& account,
                const std::string& id, double second, Fill&& fill) {
  Post p;
  p.platform = "x";
  p.post_id = id;
  p.author.id = account;
  p.created_at = p.time = at_second(second);
  p.sha256 = sha256(account + id);
  fill(p);
  return signals::trace(p, registry);
}

inline TracedPost repost(const signals::Registry& registry, const std::string& account,
                         const std::string& target, double second) {
  return post(registry, account, account + "-" + target, second, [&](Post& p) {
    p.action = Action::kRepost;
    p.repost_of = target;
  });
}

}  // namespace lockstep::test
