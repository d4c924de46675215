// A claim that some accounts act as one, made about the group at once: by a burst rule, or because
// the holders of one rare clue meet more often than chance. Pairs of a first wave, or of a patient
// operation, have too little in common for evidence of their own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lockstep/core/trace.h"

namespace lockstep::evidence {

struct GroupClaim {
  std::uint64_t identity = 0;         // the same claim later has the same
  std::string hypothesis;             // in words, for an alert
  std::vector<AccountIndex> members;  // sorted
  std::vector<KeyHash> keys;          // what they touched together, sorted
  double nats = 0;
  EventTime made{};  // the last time
};

}  // namespace lockstep::evidence
