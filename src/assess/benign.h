// What else could explain a coordinated cluster. Each check says what it found and why; one that
// "explains" vetoes the word inauthentic.
#pragma once

#include <span>
#include <vector>

#include "lockstep/assess/assess.h"
#include "lockstep/assess/finding.h"

namespace lockstep::assess {

std::vector<BenignFinding> benign_checks(std::span<const AccountIndex> members,
                                         const Finding&, const evidence::Evidence&,
                                         const AssessConfig&);

}  // namespace lockstep::assess
