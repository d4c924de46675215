// When the members act, held against a control population (DETECTION 2.6).
#pragma once

#include <optional>

#include "lockstep/assess/assess.h"
#include "lockstep/assess/finding.h"

namespace lockstep::assess {

inline constexpr double kRhythmCap = 3;  // nats: shared zones and schedulers are benign

struct When {
  std::optional<RhythmFinding> rhythm;
  std::optional<EvennessFinding> evenness;
};

// Of the rhythm, for each measured member two ranks among the accounts it is matched with: of its
// gap entropy, the least first, and of its week's likeness (cosine) to that of the other members,
// the most first. Where members are like others of their platform, age and activity a rank r is
// uniform and e = a r^(a-1), a = 0.3, has a mean of one; products over members, then the average of
// both. None unless three members are measured and each is matched with ControlPopulation::kEnough
// accounts; of evenness, none unless three members are, each against as many controls or accounts
// of the baseline.
When when_of(const Subject&, const evidence::Evidence&);

}  // namespace lockstep::assess
