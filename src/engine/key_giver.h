// What can be done to a post ahead of its turn: keys for its sketches, and whose words its texts
// are. Shares nothing with the rest of the engine, so that it may run ahead on a thread of its own.
//
// A delete erases the words of its post here: from the cluster of texts that quotes it, or if it
// came first, from the post when it comes. Bounded by the tables of the room similar. One owner,
// posts in the total order.
#pragma once

#include <vector>

#include "lockstep/evidence/model.h"
#include "lockstep/similar/recent_sketches.h"
#include "lockstep/similar/similar.h"
#include "recent_deletes.h"

namespace lockstep::engine {

class KeyGiver {
 public:
  KeyGiver(const similar::SimilarConfig& config, std::vector<evidence::KindModel> kinds)
      : kinds_(std::move(kinds)), similar_(config) {}
  void give(TracedPost& post);
  // Asks for the memory give() will touch first.
  void prefetch(const TracedPost& post) const;
  similar::SimilarStats stats() const { return similar_.stats(); }
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar) {
    auto& [kinds, similar, remembered, deleted] = *this;
    ar(similar, remembered, deleted);
  }

 private:
  void give_key(const Sketch& sketch, const TracedPost& post, KeyHash own, Traces& out);
  void forget_words(TracedPost& post) const;

  std::vector<evidence::KindModel> kinds_;
  similar::SimilarIndex similar_;
  similar::RecentSketches remembered_;
  RecentDeletes deleted_;
};

}  // namespace lockstep::engine
