// Scenarios: what is planted into the organic stream. A row of a table each.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "simulate/group_plan.h"

namespace lockstep::lab {

// How many of a kind there are: 1 + accounts / `accounts`, and as much again every `days`.
struct Planting {
  const GroupPlan* plan;
  double accounts;
  double days = 0;  // 0 = however long the stream
};

struct ScenarioPlan {
  std::string_view name, summary;
  double days;  // at 20,000 posts; grows with the fourth root of the posts
  std::span<const GroupPlan* const> campaigns;  // each once; or, with a prevalence, in turn
  double prevalence = 0;  // share of the accounts that belong to campaigns; 0 = each once
  std::span<const Planting> crowds;
  bool batched_times = false;  // a collector that tells time in minutes, now and then
};

std::span<const ScenarioPlan> scenario_plans() noexcept;

// The rows the scenarios are made of. Tactics that are planted alone have scenarios of their names,
// and so have confounders.
std::span<const GroupPlan* const> classic_campaigns() noexcept;  // copy-burst, media-relay, ...
std::span<const GroupPlan* const> tactics() noexcept;
std::span<const GroupPlan* const> large_operations() noexcept;  // in no mixed scenario
std::span<const Planting> basic_crowds() noexcept;
std::span<const Planting> confounders() noexcept;
std::span<const Planting> further_crowds() noexcept;  // in no mixed scenario

}  // namespace lockstep::lab
