// What makes an account a member: a guard against framing. Evidence is symmetric, so whoever
// copies an account meets it; who came after whom is not.
#pragma once

#include <map>
#include <span>

#include "lockstep/assess/finding.h"
#include "lockstep/evidence/model.h"

namespace lockstep::assess {

// kClue: it shows one that counts, of what accounts have of their own (evidence/model.h, is_own()).
// kFollowed: it does not, and of its posts among the acts at most a fifth came after another
// member's (on the rarest thing the post shares). Who starts what the others take up looks like
// this, and so does whom they copy.
// kOnce: neither, and it came after another member with one post only.
// kActs: the others with acts. Accounts without any, and without clues, are left out.
std::map<AccountIndex, Basis> bases_of(std::span<const SharedFinding> shared,
                                       std::span<const evidence::KindModel> kinds);

}  // namespace lockstep::assess
