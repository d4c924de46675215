// How much the members of a community are of one make, and what is not known of them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lockstep/assess/assess.h"
#include "lockstep/assess/finding.h"

namespace lockstep::assess {

HomogeneityFinding homogeneity_of(std::span<const AccountIndex> members, const evidence::Evidence&);

// Inputs that no member showed, by the names of docs/ALERTS.md, sorted. What they would have said
// is absent from the evidence, not zero. `rhythm`: whether that could be measured.
std::vector<std::string> missing_inputs(std::span<const AccountIndex> members,
                                        const evidence::Evidence&, bool rhythm);

}  // namespace lockstep::assess
