#include "burst_watch.h"

#include <utility>
#include <vector>

#include "lockstep/assess/burst_rule.h"

namespace lockstep::engine {

assess::BurstWatch watch_of(const assess::AssessConfig& config, const signals::Registry& registry) {
  std::vector<assess::BurstRule> rules;
  std::vector<std::vector<KindId>> kinds;
  for (const auto& line : config.burst_rules) {
    auto rule = assess::parse_burst_rule(line);
    if (!rule) continue;  // refused when the configuration was read
    kinds.emplace_back();
    for (const auto& name : rule->kinds) {
      const auto kind = registry.find_kind(name);
      const auto wanted = rule->of_birth ? Weighing::kAttribute : Weighing::kCoaction;
      if (kind && registry.kind(*kind).def->weighing == wanted) kinds.back().push_back(*kind);
    }
    rules.push_back(*std::move(rule));
  }
  return {std::move(rules), std::move(kinds), config.clues};
}

}  // namespace lockstep::engine
