// What else could explain a coordinated cluster. Each check says what it found and why; one that
// "explains" vetoes the word inauthentic.
#pragma once

#include <span>
#include <vector>

#include "lockstep/assess/assess.h"
#include "lockstep/assess/finding.h"

namespace lockstep::assess {

// Marks the clues that say nothing of an operator, since most of their holders are outlets,
// declared bots, or long-lived or single-minded accounts at one address. A community is often two
// crowds in one, and what explains each of them explains no majority of both.
void excuse_clues(std::span<const AccountIndex> members, Finding&, const evidence::Evidence&,
                  const AssessConfig&);

// `covered`: whether clues cover enough of the members when none is excused.
std::vector<BenignFinding> benign_checks(std::span<const AccountIndex> members, const Finding&,
                                         bool covered, const evidence::Evidence&,
                                         const AssessConfig&);

}  // namespace lockstep::assess
