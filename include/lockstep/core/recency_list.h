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

 private:
  Slot newest_ = kNoSlot, oldest_ = kNoSlot;
};

}  // namespace lockstep
