// The pair table: how often two accounts touched the same key, and whether that is more than
// chance.
//
// Invariants
//   P1  A pair gets a record at its second co-action, counted exactly: the first one is remembered
//       in the doorkeeper (a false promotion would be worth a whole co-action of evidence).
//   P2  A pair is credited once per key, and once per arriving post and kind: a post with three
//       shared tags is one act.
//   P3  Evidence of kinds is averaged, not multiplied: one copied post hits several kinds at once
//       (Vovk & Wang 2021).
//   P4  Acceptance is e-BH (Wang & Ramdas 2022) at level alpha over all first co-actions K, which
//       controls the false discovery rate under any dependence; an accepted pair is dropped when
//       its evidence falls below half the threshold (DETECTION amendment 4).
//   P5  A pair has at most one timing term per episode (timing.h): its first. The first co-action
//       has none, as it has no selection evidence: nobody looks at a pair that met once.
// Bounds: doorkeeper max_first_coactions (two generations, about 30 bytes an entry), records
// max_pairs (least recently credited goes first, 232 bytes). What is older than the epoch before
// this one counts for nothing any more and is forgotten. Not thread-safe: one owner, calls in the
// total order of posts.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <numbers>
#include <optional>
#include <vector>

#include "lockstep/core/recency_list.h"
#include "lockstep/core/slab.h"
#include "lockstep/core/trace.h"
#include "lockstep/evidence/accounts.h"
#include "lockstep/evidence/model.h"

namespace lockstep::evidence {

using PairKey = std::uint64_t;
constexpr PairKey pair_key(AccountIndex a, AccountIndex b) noexcept {
  return a < b ? (PairKey{a} << 32 | b) : (PairKey{b} << 32 | a);
}
constexpr AccountIndex first_of(PairKey p) noexcept { return static_cast<AccountIndex>(p >> 32); }
constexpr AccountIndex second_of(PairKey p) noexcept { return static_cast<AccountIndex>(p); }

// One accepted pair changed: appeared, disappeared, or (neither) gained evidence.
struct EdgeChange {
  PairKey pair = 0;
  bool appeared = false, disappeared = false;
  float confidence = 0;  // Evidence::pair_confidence() now, unless it disappeared
};

inline constexpr std::size_t kRememberedKeys = 8;

// Timing terms of an epoch: how many, and the sum of their -ln r.
struct TimingSum {
  float surprise = 0;
  std::uint16_t episodes = 0;
};

struct PairRecord {
  PairKey pair = 0;
  std::array<WindowCount, kMaxCoactionKinds> shared{};  // distinct keys shared, by dense kind
  std::array<float, kMaxCoactionKinds> evidence{};      // W per dense kind, nats
  std::array<KeyHash, kRememberedKeys> keys{};          // newest credited keys, a ring
  std::array<TimingSum, 2> timing{};                    // of this epoch and the one before
  PostSeq last_post = 0;
  PostSeq last_timed = 0;  // the post of the newest timing term
  EventTime last_time{};
  std::int64_t epoch = 0;
  std::uint32_t credits = 0;
  RecencyList::Links links;
  Slot slot = 0;                 // its own
  std::uint16_t last_kinds = 0;  // dense kinds credited by last_post
  float total = 0;               // combined W, nats
  bool accepted = false, live = false;
  bool no_chance = false;  // what it has in common is not counted as chance

  std::uint32_t episodes() const noexcept {
    return std::uint32_t{timing[0].episodes} + timing[1].episodes;
  }
  double surprise() const noexcept {
    return static_cast<double>(timing[0].surprise) + static_cast<double>(timing[1].surprise);
  }
};

// An accepted pair as it is looked at; valid until the next credit().
struct AcceptedPair {
  const PairRecord* record = nullptr;  // never null
  double confidence = 0;               // Evidence::pair_confidence() as of its newest evidence
};

struct PairStats {
  std::uint64_t first_coactions = 0;  // K: pairs that met at least once
  std::uint64_t records = 0, evicted = 0, accepted = 0, doorkeeper = 0;
  double threshold = 0;  // nats a pair needs now
};

class PairTable {
 public:
  // What an accepted pair may lack of the threshold and stay (P4).
  static constexpr double kLeeway = std::numbers::ln2;

  explicit PairTable(const EvidenceConfig&);
  ~PairTable();

  // One co-action. `lambda` is what chance gives the pair in each dense kind now; it is asked only
  // for pairs that have a record.
  struct Coaction {
    PairKey pair;
    std::size_t dense_kind;
    KeyHash key;
    PostSeq post;
    EventTime time;
    float surprise = 0;         // -ln r of its delay
    PostSeq episode_start = 0;  // posts from here on are of one episode with `post`
  };
  // Asks for the memory credit() will touch: a pair is three cache misses, and pairs come by the
  // dozen.
  void prefetch(PairKey pair) const;
  struct Credit {
    PairRecord* record = nullptr;  // if it was credited: the caller then calls revise()
    bool counts = false;           // one more object in common: it was credited, or is the first
  };
  Credit credit(const Coaction&);
  // Sets the evidence of a record: one W per dense kind and their combination.
  void revise(PairRecord&, const std::array<float, kMaxCoactionKinds>& evidence, double total);

  // A new epoch has begun: forgets first co-actions of the one before the last.
  void begin_epoch();
  // Forgets pairs that were not credited since `before`.
  void expire(EventTime before);
  // The account is erased: forgets its pairs. Looks at every pair.
  void erase(AccountIndex account);
  // Applies e-BH and returns what changed since the last call, sorted by pair.
  std::vector<EdgeChange> settle();
  const PairRecord* find(PairKey pair) const;
  // The dense kind of the one co-action of a pair that met once; empty if it never did, or has a
  // record.
  std::optional<std::size_t> met_once(PairKey pair) const;
  // Nats that would make any pair an accepted one, as of the last settle(): the threshold, or what
  // a single pair needs while none qualifies.
  double bar() const;
  PairStats stats() const;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::evidence
