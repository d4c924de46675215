// What of a community's evidence is on the watchlist.
#pragma once

#include "lockstep/assess/assess.h"
#include "lockstep/assess/finding.h"

namespace lockstep::assess {

// Fills Finding::watched from the keys and members of the finding, and raises the families: each by
// kWatchNats, once, up to `cap`.
void weigh_watched(const Subject& subject, const evidence::Evidence& evidence, double cap,
                   Finding& finding);

}  // namespace lockstep::assess
