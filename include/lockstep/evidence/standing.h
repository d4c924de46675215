// How two accounts, or the holders of a clue, stand against the bar they are judged by: the numbers
// behind "accepted" and "not accepted", for people who ask why.
//
// A pair is weighed when it meets, so its nats are of its last meeting; what chance gives it is of
// now. Tables that are full forget the pair longest without a meeting, and a pair that was
// forgotten stands as one that never met.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "lockstep/core/time.h"
#include "lockstep/core/trace.h"
#include "lockstep/evidence/pairs.h"

namespace lockstep::evidence {

// What a pair shares of one kind of act.
struct KindStanding {
  KindId kind = 0;
  std::uint32_t shared = 0;  // different objects, this epoch and the one before
  double by_chance = 0;      // lambda: how many two accounts as active as these share
  double nats = 0;           // W of the kind (selection.h)
};

// So many further objects of a kind, at today's chance, would reach the bar.
struct Further {
  KindId kind = 0;
  std::uint32_t objects = 0;
};
inline constexpr std::uint32_t kMostFurther = 50;

struct PairStanding {
  // Once: the first coincidence is free, and nothing was weighed.
  enum class Met : std::uint8_t { kNever, kOnce, kAgain };
  PairKey pair = 0;
  Met met = Met::kNever;
  bool accepted = false;
  std::vector<KindStanding> kinds;  // those shared, by nats descending, kind
  double selection = 0;             // the kinds' e-values, averaged, in nats
  double timing = 0;                // nats, hedged (timing.h)
  std::uint32_t occasions = 0;      // timing terms
  double total = 0;                 // what is held against the bar
  EventTime last_met{};             // only of kAgain
  std::optional<Further> further;   // the fewest; none: accepted, never met, or kMostFurther and up
};

// What pairs need, as of the last settle().
struct PairBar {
  double nats = 0;          // to be accepted
  double keep = 0;          // ... and to stay so
  std::uint64_t pairs = 0;  // that met at least once: the more, the higher the bar
  double popular = 0;       // objects of more accounts than this are not counted
};

// The holders of one telling value, judged as a group (clue_groups.h).
struct ClueGroupStanding {
  std::size_t holders = 0;
  std::size_t regulars = 0;  // holders that met others often enough to be named
  double nats = 0, bar = 0;
};

}  // namespace lockstep::evidence
