// An account that is erased, taken out of an alert that names it. Private to the room.
#pragma once

#include "lockstep/alert/alert.h"
#include "lockstep/alert/versions.h"

namespace lockstep::alert {

// It is no member, no evidence is by it, and nothing it said or was known by is shown: what it
// shared with others goes by its hash. Counts of what was done stay. Whether there was anything.
bool take_out_account(Alert& alert, const ErasedAccount& who);

}  // namespace lockstep::alert
