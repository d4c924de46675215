// By whom a community reaches its audience.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "lockstep/assess/assess.h"
#include "lockstep/assess/finding.h"

namespace lockstep::assess {

inline constexpr std::size_t kMaxAmplifiers = 5;

// Members with the most views, or followers where no views are known. A member who has neither is
// none.
std::vector<AmplifierFinding> amplifiers_of(std::span<const AccountIndex> members,
                                            const evidence::Evidence&);

// The greatest jump between two members one after the other on one of the shared acts: to ten times
// the followers or more, within the hour.
std::optional<AudienceJumpFinding> audience_jump_of(std::span<const SharedFinding> shared,
                                                    const evidence::Evidence&);

}  // namespace lockstep::assess
