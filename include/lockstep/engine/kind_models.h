// What the signals say of their kinds, in the words of the room that weighs them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lockstep/evidence/model.h"
#include "lockstep/signals/signal.h"

namespace lockstep::engine {

// By KindId; the weights of acts are scaled to sum to one. `weights` are lines of
// EvidenceConfig::weights, which were refused when they were read if they say nothing; kinds that
// are not in the registry are switched off.
std::vector<evidence::KindModel> models_of(const signals::Registry& registry,
                                           std::span<const std::string> weights = {});

}  // namespace lockstep::engine
