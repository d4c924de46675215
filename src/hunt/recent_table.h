// Entries by key, bounded: the one longest without use goes first. Private to the room.
//
// Bound: max_entries; about 30 bytes each beside the entry. References hold until use() or clear().
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>

#include "lockstep/core/recency_list.h"
#include "lockstep/core/slab.h"

namespace lockstep::hunt {

template <class Entry>
class RecentTable {
 public:
  explicit RecentTable(std::size_t max_entries) : max_entries_(max_entries) {}

  // The entry of the key, from now on the newest; if there is none, begin(entry) is called on a new
  // one.
  template <class Begin>
  Entry& use(std::uint64_t key, Begin&& begin) {
    if (const auto found = index_.find(key); found != index_.end()) {
      by_use_.renew(nodes_, found->second);
      return nodes_[found->second].entry;
    }
    while (index_.size() >= max_entries_) evict();
    const auto slot = nodes_.add();
    auto& node = nodes_[slot];
    node.key = key;
    index_.emplace(key, slot);
    by_use_.push(nodes_, slot);
    begin(node.entry);
    return node.entry;
  }
  const Entry* find(std::uint64_t key) const {
    const auto found = index_.find(key);
    return found == index_.end() ? nullptr : &nodes_[found->second].entry;
  }
  // The oldest first.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (Slot slot = by_use_.oldest(); slot != kNoSlot; slot = nodes_[slot].links.newer)
      visit(nodes_[slot].entry);
  }
  // The newest first, as long as visit() says true.
  template <class Visit>
  void while_newest(Visit&& visit) {
    for (Slot slot = by_use_.newest(); slot != kNoSlot && visit(nodes_[slot].entry);)
      slot = nodes_[slot].links.older;
  }
  void clear() {
    index_.clear();
    nodes_ = {};
    by_use_ = {};
  }
  std::uint64_t evicted() const { return evicted_; }

 private:
  struct Node {
    std::uint64_t key = 0;
    RecencyList::Links links;
    Entry entry{};
  };

  void evict() {
    const auto oldest = by_use_.oldest();
    by_use_.remove(nodes_, oldest);
    index_.erase(nodes_[oldest].key);
    nodes_.remove(oldest);
    ++evicted_;
  }

  std::size_t max_entries_;
  absl::flat_hash_map<std::uint64_t, Slot> index_;  // never iterated
  Slab<Node> nodes_;
  RecencyList by_use_;
  std::uint64_t evicted_ = 0;
};

}  // namespace lockstep::hunt
