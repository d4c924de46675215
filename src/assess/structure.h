// How the members of a community stand to each other and to everybody else.
#pragma once

#include "lockstep/assess/assess.h"
#include "lockstep/assess/finding.h"

namespace lockstep::assess {

// Of the acts in `f.shared` and the pairs of `subject`.
StructureFinding structure_of(const Finding& f, const Subject& subject, const evidence::Evidence&);

}  // namespace lockstep::assess
