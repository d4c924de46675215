// From measured evidence to what may be said: confidence, verdict, credibility, tier.
#pragma once

#include <cstddef>

#include "lockstep/assess/assess.h"
#include "lockstep/assess/finding.h"

namespace lockstep::assess {

// Fills in coordination, inauthenticity, confidence, verdict, credibility and tier from the rest of
// the finding; `judgement` is that of `config`.
void judge(std::size_t platforms, const AssessConfig& config, const Judgement& judgement,
           Finding& finding);

}  // namespace lockstep::assess
