// What the signals say of their kinds and the configuration says of bursts, in the words of the
// rooms that weigh them. Private to the room.
#pragma once

#include <vector>

#include "lockstep/assess/assess.h"
#include "lockstep/assess/bursts.h"
#include "lockstep/evidence/model.h"
#include "lockstep/signals/signal.h"

namespace lockstep::engine {

// By KindId; the weights of acts are scaled to sum to one.
std::vector<evidence::KindModel> models_of(const signals::Registry& registry);
assess::BurstWatch watch_of(const assess::AssessConfig& config, const signals::Registry& registry);

}  // namespace lockstep::engine
