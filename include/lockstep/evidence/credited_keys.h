// The keys that a set of pairs was credited for: where a community's acts are looked up.
#pragma once

#include <set>
#include <span>

#include "lockstep/evidence/pairs.h"

namespace lockstep::evidence {

// At most kRememberedKeys a pair, its newest; pairs without a record give none.
std::set<KeyHash> credited_keys(std::span<const PairKey> edges, const PairTable& pairs);

}  // namespace lockstep::evidence
