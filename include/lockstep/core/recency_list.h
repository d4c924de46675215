// Which slot of a table was used last, and which has not been used for longest: the order in which
// bounded tables forget.
//
// An element has a member `RecencyList::Links links`; `nodes[slot]` is the element. Every operation
// is O(1) and touches at most three elements. Not thread-safe.
#pragma once

#include "lockstep/core/slab.h"

namespace lockstep {

class RecencyList {
 public:
  // Kept by the element; meaningless while it is in no list.
  struct Links {
    Slot newer = kNoSlot, older = kNoSlot;

    template <class Archive>
    void archive(Archive& ar) {
      auto& [newer_link, older_link] = *this;
      ar(newer_link, older_link);
    }
  };

  // `slot`, which is in no list, becomes the newest.
  template <class Nodes>
  void push(Nodes& nodes, Slot slot) {
    nodes[slot].links = {kNoSlot, newest_};
    (newest_ == kNoSlot ? oldest_ : nodes[newest_].links.newer) = slot;
    newest_ = slot;
  }
  template <class Nodes>
  void remove(Nodes& nodes, Slot slot) {
    const Links links = nodes[slot].links;
    (links.newer == kNoSlot ? newest_ : nodes[links.newer].links.older) = links.older;
    (links.older == kNoSlot ? oldest_ : nodes[links.older].links.newer) = links.newer;
  }
  // `slot`, which is in the list, becomes the newest.
  template <class Nodes>
  void renew(Nodes& nodes, Slot slot) {
    if (slot == newest_) return;
    remove(nodes, slot);
    push(nodes, slot);
  }

  // kNoSlot if the list is empty.
  Slot newest() const noexcept { return newest_; }
  Slot oldest() const noexcept { return oldest_; }

  template <class Archive>
  void archive(Archive& ar) {
    auto& [newest, oldest] = *this;
    ar(newest, oldest);
  }
  // For a list that was read from bytes: calls visit(slot), the oldest first. False if its links do
  // not make a list of slots below `end`, or visit() says so.
  template <class Nodes, class Visit>
  bool walk(Nodes& nodes, Slot end, Visit&& visit) const {
    Slot before = kNoSlot, visited = 0;
    for (Slot slot = oldest_; slot != kNoSlot; slot = nodes[slot].links.newer) {
      if (slot >= end || visited++ == end || !visit(slot) || nodes[slot].links.older != before)
        return false;
      before = slot;
    }
    return before == newest_;
  }

 private:
  Slot newest_ = kNoSlot, oldest_ = kNoSlot;
};

}  // namespace lockstep
