// An engine over a whole stream, and all that is left of it, for tests of what is forgotten.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lockstep/engine/engine.h"
#include "state_bytes.h"
#include "traced_posts.h"

namespace lockstep::test {

struct EngineRun {
  std::vector<alert::Alert> alerts;
  std::string state;
  engine::EngineStats stats;
};
using TimedErasure = std::pair<EventTime, engine::ErasureFact>;

// `posts` in the total order; `ahead`: all are given keys before the first is taken.
inline EngineRun run_engine(std::vector<TracedPost> posts, bool ahead = false,
                            const std::vector<TimedErasure>& facts = {},
                            const engine::EngineConfig& config = {}) {
  engine::Engine engine(config, registry(), {});
  for (const auto& [tick, fact] : facts) engine.take_fact(tick, fact);
  if (ahead)
    for (auto& p : posts) engine.give_keys(p);
  EngineRun r;
  for (const auto& p : posts) engine.on_post(p, r.alerts);
  engine.on_end(false, r.alerts);
  r.state = bytes_of(engine);
  r.stats = engine.stats();
  return r;
}

}  // namespace lockstep::test
