// How many accounts touched an object on the days before, summed. Private to the room.
//
// Bound: max_objects, the one longest without a touch goes first; about 60 bytes each.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>

#include "lockstep/core/recency_list.h"
#include "lockstep/core/slab.h"
#include "lockstep/core/trace.h"

namespace lockstep::hunt {

class PastDays {
 public:
  explicit PastDays(std::size_t max_objects) : max_objects_(max_objects) {}

  double sum(KeyHash key) const {
    const auto found = index_.find(key);
    return found == index_.end() ? 0 : static_cast<double>(entries_[found->second].accounts);
  }
  void add(KeyHash key, std::uint32_t accounts) {
    if (const auto found = index_.find(key); found != index_.end()) {
      entries_[found->second].accounts += accounts;
      by_use_.renew(entries_, found->second);
      return;
    }
    while (index_.size() >= max_objects_) {
      const auto oldest = by_use_.oldest();
      by_use_.remove(entries_, oldest);
      index_.erase(entries_[oldest].key);
      entries_.remove(oldest);
      ++evicted_;
    }
    const auto slot = entries_.add();
    entries_[slot].key = key;
    entries_[slot].accounts = accounts;
    index_.emplace(key, slot);
    by_use_.push(entries_, slot);
  }
  std::uint64_t evicted() const { return evicted_; }

 private:
  struct Entry {
    KeyHash key = 0;
    std::uint64_t accounts = 0;
    RecencyList::Links links;
  };

  std::size_t max_objects_;
  absl::flat_hash_map<KeyHash, Slot> index_;  // never iterated
  Slab<Entry> entries_;
  RecencyList by_use_;
  std::uint64_t evicted_ = 0;
};

}  // namespace lockstep::hunt
