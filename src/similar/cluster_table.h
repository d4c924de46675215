// Clusters in order of their last member. Private to the room.
#pragma once

#include <cstdint>
#include <string>

#include "lockstep/core/hash.h"
#include "lockstep/core/time.h"
#include "lockstep/core/trace.h"
#include "slab.h"

namespace lockstep::similar {

// About 80 bytes, and the excerpt (at most kMaxKeyText).
struct Cluster {
  KeyHash key = 0;
  std::uint64_t birth = 0;  // clusters founded before, of any sort: the older one wins a tie
  EventTime last_member{};
  Slot newer = kNone, older = kNone;
  KindId kind = 0;
  std::string excerpt;
};

class ClusterTable {
 public:
  // The new cluster is the newest.
  Slot found(Cluster cluster) {
    const auto slot = clusters_.add();
    clusters_[slot] = std::move(cluster);
    link(slot);
    return slot;
  }
  void touch(Slot slot, EventTime now) {
    clusters_[slot].last_member = now;
    if (slot == newest_) return;
    unlink(slot);
    link(slot);
  }
  void remove(Slot slot) {
    unlink(slot);
    clusters_.remove(slot);
  }
  const Cluster& operator[](Slot slot) const { return clusters_[slot]; }
  std::size_t size() const { return clusters_.size(); }
  // kNone if there is no cluster.
  Slot oldest() const { return oldest_; }

 private:
  void link(Slot slot) {
    auto& c = clusters_[slot];
    c.newer = kNone;
    c.older = newest_;
    (newest_ == kNone ? oldest_ : clusters_[newest_].newer) = slot;
    newest_ = slot;
  }
  void unlink(Slot slot) {
    const auto& c = clusters_[slot];
    (c.newer == kNone ? newest_ : clusters_[c.newer].older) = c.older;
    (c.older == kNone ? oldest_ : clusters_[c.older].newer) = c.newer;
  }

  Slab<Cluster> clusters_;
  Slot newest_ = kNone, oldest_ = kNone;
};

}  // namespace lockstep::similar
