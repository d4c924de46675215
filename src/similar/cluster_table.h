// Clusters in order of their last member, those that nothing has joined yet apart: most texts are
// said once, and need not be kept as long as those that were said again. Private to the room.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>

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
  bool joined = false;  // by a second sketch
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
  void join(Slot slot, EventTime now) {
    auto& c = clusters_[slot];
    c.last_member = now;
    if (slot == list_of(c).newest && c.joined) return;
    unlink(slot);
    c.joined = true;
    link(slot);
  }
  void remove(Slot slot) {
    unlink(slot);
    clusters_.remove(slot);
  }
  const Cluster& operator[](Slot slot) const { return clusters_[slot]; }
  std::size_t size() const { return clusters_.size(); }
  // kNone if there is none.
  Slot oldest_lonely() const { return lists_[0].oldest; }
  Slot oldest_joined() const { return lists_[1].oldest; }
  Slot oldest() const {
    const auto a = oldest_lonely(), b = oldest_joined();
    if (a == kNone || b == kNone) return a == kNone ? b : a;
    const auto age = [this](Slot s) {
      return std::pair{clusters_[s].last_member, clusters_[s].birth};
    };
    return age(a) < age(b) ? a : b;
  }

 private:
  struct List {
    Slot newest = kNone, oldest = kNone;
  };
  List& list_of(const Cluster& c) { return lists_[c.joined ? 1 : 0]; }

  void link(Slot slot) {
    auto& c = clusters_[slot];
    auto& list = list_of(c);
    c.newer = kNone;
    c.older = list.newest;
    (list.newest == kNone ? list.oldest : clusters_[list.newest].newer) = slot;
    list.newest = slot;
  }
  void unlink(Slot slot) {
    const auto& c = clusters_[slot];
    auto& list = list_of(c);
    (c.newer == kNone ? list.newest : clusters_[c.newer].older) = c.older;
    (c.older == kNone ? list.oldest : clusters_[c.older].newer) = c.newer;
  }

  Slab<Cluster> clusters_;
  std::array<List, 2> lists_;  // lonely, joined
};

}  // namespace lockstep::similar
