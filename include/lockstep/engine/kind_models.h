// What the signals say of their kinds, in the words of the room that weighs them.
#pragma once

#include <vector>

#include "lockstep/evidence/model.h"
#include "lockstep/signals/signal.h"

namespace lockstep::engine {

// By KindId; the weights of acts are scaled to sum to one.
std::vector<evidence::KindModel> models_of(const signals::Registry& registry);

}  // namespace lockstep::engine
