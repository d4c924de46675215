// The total order of posts: (event time, event kind, platform, post id, part, SHA-256 of the
// record). It is a function of the posts alone, so any arrival order leads to the same sequence.
#pragma once

#include <tuple>

#include "lockstep/core/trace.h"

namespace lockstep {

inline auto order_tuple(const TracedPost& p) noexcept {
  return std::tie(p.time, p.event, p.platform, p.post_id, p.part, p.sha256);
}
struct TotalOrder {
  bool operator()(const TracedPost& a, const TracedPost& b) const noexcept {
    return order_tuple(a) < order_tuple(b);
  }
};

}  // namespace lockstep
