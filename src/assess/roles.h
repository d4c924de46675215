// Who starts, who pushes, who follows.
#pragma once

#include <span>
#include <vector>

#include "lockstep/assess/finding.h"

namespace lockstep::assess {

// Over acts that at least three members touched: an originator has a median rank in the first 15 %,
// a booster follows the member before it within ten minutes (median) and mostly reposts, an echo is
// in the second half and an hour behind. Fewer than eight such acts: unknown. (DETECTION 7.6)
Role role_of(AccountIndex account, std::span<const SharedFinding> shared);

}  // namespace lockstep::assess
