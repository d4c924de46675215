// Looks into an engine's tables for engine/why.h. Reads only.
#pragma once

#include <span>
#include <string>

#include "claims.h"
#include "lockstep/alert/versions.h"
#include "lockstep/assess/assess.h"
#include "lockstep/assess/watchlist.h"
#include "lockstep/campaign/tracker.h"
#include "lockstep/engine/engine.h"
#include "lockstep/engine/why.h"
#include "lockstep/evidence/evidence.h"
#include "pair_graph.h"

namespace lockstep::engine {

// An engine's tables between two posts.
struct Tables {
  const EngineConfig& config;
  const assess::Judgement& judgement;
  const evidence::Evidence& evidence;
  const Claims& claims;
  const PairGraph& graph;
  const campaign::Tracker& tracker;
  const alert::Versions& versions;
  const assess::Watchlist& watchlist;
  EventTime tick{};  // the last one evaluated
};

Why standing_of(std::span<const std::string> names, const Tables& tables);

}  // namespace lockstep::engine
