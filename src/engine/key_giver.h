// What can be done to a post ahead of its turn: keys for its sketches, and whose words its texts
// are. Shares nothing with the rest of the engine, so that it may run ahead on a thread of its own.
//
// A delete erases the words of its post here: from the cluster of texts that quotes it, or if it
// came first, from the post when it comes. So does the erasure of an account with all its words, at
// the tick it was told for; posts of it that come later are marked, and lose everything they show.
// Bounded by its tables; what is due, by who decides about facts (facts.h). One owner, posts in the
// total order.
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "erased_accounts.h"
#include "lockstep/engine/side_fact.h"
#include "lockstep/evidence/model.h"
#include "lockstep/similar/recent_sketches.h"
#include "lockstep/similar/similar.h"
#include "recent_deletes.h"

namespace lockstep::engine {

struct EngineStats;

class KeyGiver {
 public:
  KeyGiver(const similar::SimilarConfig& config, std::vector<evidence::KindModel> kinds)
      : kinds_(std::move(kinds)), similar_(config) {}
  void give(TracedPost& post);
  // What takes effect before the first post of `tick` or later. Ticks do not descend, and no post
  // of it was given keys yet.
  void expect(EventTime tick, const ErasureFact& fact);
  // No post before `time` will come: what was expected until then is done.
  void reach(EventTime time);
  // Asks for the memory give() will touch first.
  void prefetch(const TracedPost& post) const;
  void count(EngineStats& stats) const;
  // core/state_archive.h; as of the time it has reached.
  template <class Archive>
  void archive(Archive& ar) {
    auto& [kinds, similar, remembered, deleted, erased, due, name] = *this;
    ar(similar, remembered, deleted, erased);
  }

 private:
  struct Due {
    EventTime tick{};
    KeyHash account = 0;
    bool erased = false;
    std::vector<KeyHash> mentions;
  };
  KeyHash author_of(const TracedPost& post);
  void give_key(const Sketch& sketch, const TracedPost& post, Whose whose, Traces& out);
  void forget_words(TracedPost& post) const;

  std::vector<evidence::KindModel> kinds_;
  similar::SimilarIndex similar_;
  similar::RecentSketches remembered_;
  RecentDeletes deleted_;
  ErasedAccounts erased_;
  std::deque<Due> due_;
  std::string name_;  // of an account of the post at hand; reused
};

}  // namespace lockstep::engine
