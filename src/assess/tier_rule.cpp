#include "lockstep/assess/tier_rule.h"

#include <array>
#include <utility>

#include "lockstep/core/sentence.h"

namespace lockstep::assess {
namespace {

constexpr std::array<std::pair<std::string_view, Tier>, 4> kTiers{{{"escalate", Tier::kEscalate},
                                                                   {"rebut", Tier::kRebut},
                                                                   {"pre-bunk", Tier::kPreBunk},
                                                                   {"monitor", Tier::kMonitor}}};

std::optional<Tier> tier_named(std::string_view word) {
  for (const auto& [name, tier] : kTiers)
    if (name == word) return tier;
  return std::nullopt;
}

}  // namespace

std::optional<TierRule> parse_tier_rule(std::string_view line) {
  Sentence s(line);
  const auto tier = tier_named(s.next());
  if (!tier) return std::nullopt;
  TierRule rule;
  rule.tier = *tier;
  if (!s.done()) {
    s.expect("at confidence");
    rule.confidence = s.count();
  }
  while (s.ok() && !s.done()) {
    s.expect("and");
    const auto least = s.count();
    const auto what = s.next();
    auto& bar = what == "platforms" ? rule.platforms : rule.accounts;
    if ((what != "platforms" && what != "accounts") || bar > 0 || least == 0) return std::nullopt;
    bar = least;
  }
  if (!s.ok() || rule.confidence > 100) return std::nullopt;
  return rule;
}

std::vector<std::string> shipped_tier_rules() {
  return {"escalate at confidence 70 and 2 platforms", "escalate at confidence 70 and 50 accounts",
          "rebut at confidence 60", "pre-bunk"};
}

}  // namespace lockstep::assess
