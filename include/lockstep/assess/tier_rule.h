// Response tiers: what an analyst should do next about what is called inauthentic. Written in the
// configuration, one line a rule, and the first that holds decides:
//
//   TIER
//   TIER at confidence N [and M accounts] [and K platforms]
//
// TIER is escalate, rebut, pre-bunk or monitor. Where none holds it is monitor, as it is for
// whatever is merely coordinated: nothing is asked for on coordination alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/assess/finding.h"

namespace lockstep::assess {

struct TierRule {
  Tier tier = Tier::kMonitor;
  std::uint32_t confidence = 0, accounts = 0, platforms = 0;  // at least
};

// Empty if `line` is no rule.
std::optional<TierRule> parse_tier_rule(std::string_view line);

std::vector<std::string> shipped_tier_rules();

}  // namespace lockstep::assess
