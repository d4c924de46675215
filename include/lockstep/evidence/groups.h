// Provisional groups: accounts tied by pairs that already share more than chance, as known at the
// last tick. Timing leaves them out of what a pair is compared with, and chance does not count what
// they have in common, since a campaign that makes up most of its own key, or of the stream, would
// be its own alibi (DETECTION 2.3, amendments 1 and 2).
//
// Union-find; what join() notes takes effect at settle(), so that a group never depends on the act
// it is used to judge. A union above kMaxGroup members is refused: a mistake stays small. Groups
// start anew each epoch. 8 bytes an account. Not thread-safe: one owner.
#pragma once

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "lockstep/core/trace.h"

namespace lockstep::evidence {

class ProvisionalGroups {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::uint32_t kMaxGroup = 200;

  // The group of an account, or kNone.
  std::uint32_t of(AccountIndex account) const noexcept {
    if (account >= parents_.size()) return kNone;
    const auto root = root_of(account);
    return sizes_[root] < 2 ? kNone : root;
  }
  bool together(AccountIndex a, AccountIndex b) const noexcept {
    const auto group = of(a);
    return group != kNone && group == of(b);
  }
  void join(AccountIndex a, AccountIndex b);
  void settle();
  void clear();
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  std::uint32_t root_of(std::uint32_t i) const noexcept {
    while (parents_[i] != i) i = parents_[i];
    return i;
  }
  void grow(AccountIndex account);

  std::vector<std::uint32_t> parents_, sizes_;
  std::vector<std::pair<AccountIndex, AccountIndex>> pending_;
};

}  // namespace lockstep::evidence
