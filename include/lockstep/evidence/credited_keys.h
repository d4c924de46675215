// The keys that a set of pairs was credited for: where a community's acts are looked up.
#pragma once

#include <span>
#include <vector>

#include "lockstep/evidence/pairs.h"

namespace lockstep::evidence {

// At most kRememberedKeys a pair, its newest. Sorted, each once.
std::vector<KeyHash> credited_keys(std::span<const AcceptedPair> pairs);

}  // namespace lockstep::evidence
