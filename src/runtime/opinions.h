// STIX 2.1 opinions to verdicts: what other tools say of our groupings. Ids of groupings are known
// to who makes them, so they are passed on as they are (alert/versions.h looks them up).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/engine/side_fact.h"

namespace lockstep::runtime {

bool is_alert_id(const std::string& id);
// An opinion, or a bundle.
bool is_of_stix(const nlohmann::json& record);
// Of each opinion a verdict on each grouping it refers to, in their order; neutral ones give none.
// `key` may name the alert of a record that holds one opinion. kInvalidArgument: what is wrong; a
// record is taken whole or not at all.
StatusOr<std::vector<engine::SideFact>> read_opinions(const std::string& key,
                                                      const nlohmann::json& record);

}  // namespace lockstep::runtime
