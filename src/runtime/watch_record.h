// Records of the watchlist to indicators: our own JSON, STIX 2.1 indicators, alone or in a bundle,
// and single observables of STIX. Contracts in docs/OPERATIONS.md, "Side inputs".
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/engine/side_fact.h"

namespace lockstep::runtime {

// All a record says, without keys yet; what is revoked says nothing. kInvalidArgument: what is
// wrong, in words that repeat nothing of it; a record is taken whole or not at all.
StatusOr<std::vector<assess::Indicator>> read_watch_record(const nlohmann::json& record);

}  // namespace lockstep::runtime
