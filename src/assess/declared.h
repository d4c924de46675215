// What accounts say of themselves: that they are verified, a page or channel, automated. Whoever
// says it deceives nobody about it; but anybody can say it, so it speaks for no other account, and
// a page or channel is nobody's word but its own.
#pragma once

#include <span>
#include <vector>

#include "lockstep/assess/assess.h"
#include "lockstep/assess/finding.h"

namespace lockstep::assess {

// The members that are neither verified nor say that they are automated. Sorted as they are.
std::vector<AccountIndex> undeclared(std::span<const AccountIndex> members,
                                     const evidence::Evidence&);

// Whether a clue is what outlets of one publisher, or one owner's declared bots, have in common:
// they are most of its holders, and those in `rest` (undeclared()) would not show it by themselves.
bool is_of_the_declared(const SharedFinding& clue, std::span<const AccountIndex> holders,
                        std::span<const AccountIndex> rest, const evidence::Evidence&,
                        const AssessConfig&);

// Whether the rest would be called by clues of its own: then neither check explains the community.
bool is_rest_tied(std::span<const AccountIndex> members, const Finding&, const evidence::Evidence&,
                  const AssessConfig&);
BenignFinding declared_automation(std::span<const AccountIndex> members, bool rest_tied,
                                  const evidence::Evidence&);
BenignFinding one_publisher(std::span<const AccountIndex> members, bool rest_tied,
                            const evidence::Evidence&);

}  // namespace lockstep::assess
