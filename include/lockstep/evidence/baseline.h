// What is usual on a feed, learned from an archive of it (`lockstep baseline`) and taken as known
// at a cold start, until the stream has shown as much itself. Campaigns found in the archive are
// left out, as in the stream (DETECTION amendment 2): what they did is no custom.
#pragma once

#include <array>
#include <map>
#include <string>

#include "lockstep/core/trace.h"
#include "lockstep/evidence/evenness.h"
#include "lockstep/evidence/reuse.h"
#include "lockstep/evidence/timing.h"

namespace lockstep::evidence {

struct KindBaseline {
  double touches = 0;       // E and X (selection.h), over the last one to two epochs
  double coincidences = 0;  // of the archive
  // By class of running rank: cumulative shares of delays, ascending to one.
  std::array<DelayShape::Shape, DelayShape::kClasses> delays{};
  ReuseVelocity::OfKind reuse;
};

struct Baseline {
  std::string sha256;                    // of the file it was read from, hex
  std::map<KindId, KindBaseline> kinds;  // kinds of acts; one that is missing is unknown
  Evenness evenness;                     // of the control population
};

}  // namespace lockstep::evidence
