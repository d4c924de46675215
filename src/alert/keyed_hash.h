// What only who has the deployment key can compute. Private to the room.
#pragma once

#include <string_view>

#include "lockstep/core/hash.h"

namespace lockstep::alert {

// HMAC-SHA-256(key, domain '|' text). Domains keep apart what the key is used for; none has a '|'.
Digest keyed_hash(std::string_view key, std::string_view domain, std::string_view text);

}  // namespace lockstep::alert
