// Gathers what the members of a community shared.
#pragma once

#include <span>
#include <vector>

#include "lockstep/assess/assess.h"
#include "lockstep/assess/finding.h"

namespace lockstep::assess {

// Acts: keys the community is known to have touched; attributes: values that at least two members
// have and that are worth something. Sorted as Finding::shared says.
std::vector<SharedFinding> collect_shared(const Subject&, const evidence::Evidence&,
                                          const AssessConfig&);

}  // namespace lockstep::assess
