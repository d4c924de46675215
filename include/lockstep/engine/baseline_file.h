// The file of a baseline (evidence/baseline.h): one JSON object, the same bytes for the same
// archive and configuration. `schema` is lockstep.baseline/1; kinds stand by name, so that a file
// outlives changes to the set of signals; a kind it does not have, or this build has not, is left
// to the built-in baseline.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lockstep/core/status.h"
#include "lockstep/core/time.h"
#include "lockstep/evidence/baseline.h"
#include "lockstep/signals/signal.h"

namespace lockstep::engine {

inline constexpr std::size_t kMaxBaselineBytes = 4 << 20;

// What it was learned from, for a reader.
struct BaselineOrigin {
  std::uint64_t posts = 0, accounts = 0, campaigns_left_out = 0;
  EventTime from{}, to{};
  std::string config_sha256, engine_version;
};

std::string to_json(const evidence::Baseline&, const BaselineOrigin&, const signals::Registry&);
// Refuses, by name, another schema, shares that are no distribution and counts that are none.
StatusOr<evidence::Baseline> baseline_of(std::string_view json, const signals::Registry&);

}  // namespace lockstep::engine
