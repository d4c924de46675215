// How the members of a community stand to each other and to everybody else.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "lockstep/assess/assess.h"
#include "lockstep/assess/finding.h"

namespace lockstep::assess {

// Of the accounts on the typical act, those of the community; empty if there is none.
std::optional<double> insider_share(std::span<const SharedFinding> shared);

// Seconds between a member and the next on one act, of all acts.
std::vector<double> gaps_of(std::span<const SharedFinding> shared);

// Of the acts in `f.shared` and the pairs of `subject`.
StructureFinding structure_of(const Finding& f, const Subject& subject, const evidence::Evidence&);

}  // namespace lockstep::assess
