// Who starts, who pushes, who follows, who carries things across.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string_view>

#include "lockstep/assess/finding.h"

namespace lockstep::assess {

// Of accounts that touched at least eight acts which at least three members touched; over those
// acts, the first that fits (DETECTION 7.6):
//   originator  median rank in the first 15 %
//   bridge      was the first on its platform after another platform had it, for a fifth of them
//   booster     follows the member before it within ten minutes (median) and mostly reposts
//   echo        in the second half and an hour behind (medians)
// Everybody else is unknown, and left out.
std::map<AccountIndex, Role> roles_of(
    std::span<const SharedFinding> shared,
    const std::function<std::string_view(AccountIndex)>& platform_of);

}  // namespace lockstep::assess
