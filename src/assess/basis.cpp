#include "basis.h"

#include <limits>
#include <utility>

namespace lockstep::assess {
namespace {

constexpr std::size_t kFewAnswers = 5;  // one in so many

// What a post shares with other members' posts that fewest accounts share, and whether another
// member had shared it before.
struct Rarest {
  std::uint32_t accounts = std::numeric_limits<std::uint32_t>::max();
  bool after = false;
};

struct Acts {
  std::size_t posts = 0, answers = 0;
};

std::map<AccountIndex, Acts> acts_of(std::span<const SharedFinding> shared) {
  std::map<std::pair<AccountIndex, const evidence::PostInfo*>, Rarest> posts;
  for (const auto& f : shared) {
    if (!f.act) continue;
    for (const auto& t : f.touches) {
      auto& rarest = posts[{t.account, t.post.get()}];
      if (f.accounts < rarest.accounts) rarest = {f.accounts, t.time > f.touches.front().time};
    }
  }
  std::map<AccountIndex, Acts> out;
  for (const auto& [post, rarest] : posts) {
    auto& acts = out[post.first];
    ++acts.posts;
    acts.answers += rarest.after ? 1 : 0;
  }
  return out;
}

}  // namespace

std::map<AccountIndex, Basis> bases_of(std::span<const SharedFinding> shared,
                                       std::span<const evidence::KindModel> kinds) {
  std::map<AccountIndex, Basis> out;
  for (const auto& [account, acts] : acts_of(shared))
    out[account] = kFewAnswers * acts.answers <= acts.posts ? Basis::kFollowed
                   : acts.posts == 1                        ? Basis::kOnce
                                                            : Basis::kActs;
  for (const auto& f : shared) {
    if (!f.clue || f.excused || !is_own(kinds[f.kind], kinds)) continue;
    for (const auto& t : f.touches) out[t.account] = Basis::kClue;
  }
  return out;
}

}  // namespace lockstep::assess
