// The look-back join: who else touched this key within the last `look_back`.
//
// Each arrival yields one border record (Arrival). It is the whole contract between join and
// evidence, so that the join can be moved to another process without changing an alert; nothing in
// here may depend on pairs or clusters.
//
// Invariants
//   J1  An account counts once per key and look-back: a repeated touch yields no record.
//   J2  `candidates` is the number of other accounts on the key in [time - look_back, time];
//       `predecessors` are the min(candidates, 64) of them with the smallest account hash, where
//       the hash is salted per week. The choice is independent of the delay and without
//       replacement, and the same accounts are chosen on every key (DETECTION 2.3, 3, amendment 7).
//   J3  A key with more than `hot_key` accounts keeps only the `hot_sample` smallest account
//       hashes (coordinated bottom-k sampling); `candidates` stays the true count as far as the
//       key's arrivals are remembered, and `sampled` is set.
//   J4  Tables are bounded in entries; the key longest without an arrival goes first.
// Not thread-safe: one owner, calls in the total order of posts.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "lockstep/core/config_schema.h"
#include "lockstep/core/trace.h"

namespace lockstep::join {

struct JoinConfig {
  Duration look_back = std::chrono::hours{24};
  std::int64_t cap = 64;          // predecessors per arrival (C of DETECTION 3)
  std::int64_t hot_key = 5'000;   // accounts on a key from which on it is sampled
  std::int64_t hot_sample = 512;  // at most hot_key
  std::int64_t max_keys = 4'000'000;
  std::int64_t max_arrivals = 32'000'000;  // over all keys

  void describe(ConfigVisitor& v);
};

struct Predecessor {
  EventTime time{};
  PostSeq post = 0;
  AccountIndex account = 0;
};

// The border record. `predecessors` is sorted by (time, account) and valid until the next call.
struct Arrival {
  EventTime time{};
  PostSeq post = 0;
  AccountIndex account = 0;
  KindId kind = 0;
  KeyHash key = 0;
  std::uint32_t key_count =
      0;  // accounts on the key so far within the look-back, this one included
  std::uint32_t candidates = 0;
  bool sampled = false;
  std::span<const Predecessor> predecessors;
};

struct JoinStats {
  std::uint64_t keys = 0, arrivals = 0, evicted_keys = 0, repeats = 0, hot_keys = 0;

  template <class Archive>
  void archive(Archive& ar) {
    auto& [keys_, arrivals_, evicted_, repeats_, hot_] = *this;
    ar(keys_, arrivals_, evicted_, repeats_, hot_);
  }
};

class Join {
 public:
  explicit Join(const JoinConfig&);
  ~Join();
  // `account_hash` is a stable hash of the account's name. Null if the account was on the key
  // already (J1).
  const Arrival* add(KindId kind, KeyHash key, AccountIndex account, std::uint64_t account_hash,
                     EventTime time, PostSeq post);
  // The account is erased: it was on no key. Looks at every key.
  void erase(AccountIndex account);
  // Asks for the memory add() will touch first.
  void prefetch(KeyHash key) const;
  // Drops keys without an arrival since now - look_back. Cost O(keys dropped).
  void expire(EventTime now);
  JoinStats stats() const;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::join
