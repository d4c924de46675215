// Which accounts are erased: what they do counts for nothing. Private to the room.
//
// Knows them by hashes of their names, and of mentions of them. Bounded: the one told of longest
// ago goes first (kMostErased, about 200 bytes each). Not thread-safe.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "lockstep/core/hash.h"
#include "lockstep/core/post.h"
#include "lockstep/engine/eraser.h"

namespace lockstep::engine {

class ErasedAccounts {
 public:
  explicit ErasedAccounts(std::size_t most = kMostErased) : most_(most) {}
  // Replaces what was told of it before.
  void add(KeyHash account, std::vector<KeyHash> mentions) {
    lift(account);
    if (told_.size() >= most_) {
      lift(KeyHash{told_.begin()->second.account});
      ++evicted_;
    }
    for (const auto key : mentions) ++mentioned_[key];
    when_told_[account] = next_;
    told_[next_++] = {account, std::move(mentions)};
  }
  void lift(KeyHash account) {
    const auto found = when_told_.find(account);
    if (found == when_told_.end()) return;
    const auto entry = told_.find(found->second);
    for (const auto key : entry->second.mentions)
      if (const auto m = mentioned_.find(key); --m->second == 0) mentioned_.erase(m);
    told_.erase(entry);
    when_told_.erase(found);
  }
  bool empty() const { return told_.empty(); }
  bool contains(KeyHash account) const { return when_told_.contains(account); }
  // Whether what the author does counts for nothing. A delete only takes back.
  bool leaves_out(EventKind event, KeyHash author) const {
    return event != EventKind::kDelete && contains(author);
  }
  // Whether the key is of mentions of such an account.
  bool is_mention(KeyHash key) const { return mentioned_.contains(key); }
  std::size_t size() const { return told_.size(); }
  std::uint64_t evicted() const { return evicted_; }
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar) {
    auto& [most, next, evicted, told, when_told, mentioned] = *this;
    ar(next, evicted, told);
    if constexpr (Archive::kReading) {
      for (const auto& [when, entry] : told) {
        when_told[entry.account] = when;
        for (const auto key : entry.mentions) ++mentioned[key];
      }
      ar.require(when_told.size() == told.size(), "an account erased twice");
    }
  }

 private:
  struct Entry {
    KeyHash account = 0;
    std::vector<KeyHash> mentions;
    template <class Archive>
    void archive(Archive& ar) {
      auto& [account_, mentions_] = *this;
      ar(account_, mentions_);
    }
  };
  std::size_t most_;
  std::uint64_t next_ = 0, evicted_ = 0;
  std::map<std::uint64_t, Entry> told_;                    // in the order in which it was told
  absl::flat_hash_map<KeyHash, std::uint64_t> when_told_;  // never iterated
  absl::flat_hash_map<KeyHash, std::uint32_t> mentioned_;  // by how many; never iterated
};

}  // namespace lockstep::engine
