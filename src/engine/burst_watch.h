// What the configuration says of bursts, in the words of the room that looks for them. Private to
// the room.
#pragma once

#include "lockstep/assess/assess.h"
#include "lockstep/assess/bursts.h"
#include "lockstep/signals/signal.h"

namespace lockstep::engine {

assess::BurstWatch watch_of(const assess::AssessConfig& config, const signals::Registry& registry);

}  // namespace lockstep::engine
