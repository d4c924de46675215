// From a post to the elements of a table that quote it: who deletes a post names only its id.
//
// Chains through the elements themselves. An element holds a KeyHash, the post whose words it keeps
// (0: no post's, and then it is in no chain), and a link; the overloads `quoted_post(element)` and
// `next_quoting(element)` give both. Memory: beside these, 4 to 8 bytes for each element in a
// chain. Bounded by the table. add() and remove() are O(1), but for doubling. Not thread-safe.
#pragma once

#include <vector>

#include "lockstep/core/hash.h"
#include "lockstep/core/slab.h"

namespace lockstep {

class QuotedPosts {
 public:
  // The element in `slot`, which is in no chain, quotes a post.
  template <class Element>
  void add(Slab<Element>& table, Slot slot) {
    if (size_ == heads_.size()) return remake(table);
    link(table, slot);
  }
  // It is in a chain, and quotes no more.
  template <class Element>
  void remove(Slab<Element>& table, Slot slot) {
    auto* at = &heads_[place_of(quoted_post(table[slot]))];
    while (*at != slot) at = &next_quoting(table[*at]);
    *at = next_quoting(table[slot]);
    --size_;
  }
  // An element that quotes the post; kNoSlot if none does.
  template <class Element>
  Slot find(Slab<Element>& table, KeyHash post) const {
    if (size_ == 0) return kNoSlot;
    auto slot = heads_[place_of(post)];
    while (slot != kNoSlot && quoted_post(table[slot]) != post) slot = next_quoting(table[slot]);
    return slot;
  }
  std::size_t size() const noexcept { return size_; }
  // Of a table that was read, or has outgrown the chains.
  template <class Element>
  void remake(Slab<Element>& table) {
    std::size_t quoting = 0;
    for (Slot slot = 0; slot < table.end(); ++slot) quoting += quoted_post(table[slot]) != 0;
    std::size_t places = kFirst;
    while (places < quoting) places *= 2;
    heads_.assign(places, kNoSlot);
    size_ = 0;
    for (Slot slot = 0; slot < table.end(); ++slot)
      if (quoted_post(table[slot]) != 0) link(table, slot);
  }

 private:
  static constexpr std::size_t kFirst = 1024;

  std::size_t place_of(KeyHash post) const noexcept { return post & (heads_.size() - 1); }
  template <class Element>
  void link(Slab<Element>& table, Slot slot) {
    auto& head = heads_[place_of(quoted_post(table[slot]))];
    next_quoting(table[slot]) = head;
    head = slot;
    ++size_;
  }

  std::vector<Slot> heads_;  // a power of two, at least as many as elements; empty at first
  std::size_t size_ = 0;
};

}  // namespace lockstep
