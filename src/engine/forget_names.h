// Others may act upon an account that is erased: neither it nor its posts are named then. Private
// to the room.
#pragma once

#include <span>

#include "erased_accounts.h"
#include "lockstep/core/trace.h"
#include "lockstep/evidence/model.h"

namespace lockstep::engine {

// True if the account acted upon is erased; whose it is stays in the post. `kinds` by KindId.
bool forget_names(TracedPost& post, const ErasedAccounts& erased,
                  std::span<const evidence::KindModel> kinds);

}  // namespace lockstep::engine
