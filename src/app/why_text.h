// Answers to "why these, and why not those" (engine/why.h) in plain words, for a terminal.
#pragma once

#include <string>

#include "lockstep/engine/why.h"
#include "lockstep/signals/signal.h"

namespace lockstep::app {

// Same answers, same bytes. Bounded: of pairs and clues the strongest, the rest is counted.
std::string to_text(const engine::Why&, const signals::Registry&);

}  // namespace lockstep::app
