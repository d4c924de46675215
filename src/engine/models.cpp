#include "models.h"

#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "lockstep/assess/burst_rule.h"

namespace lockstep::engine {

std::vector<evidence::KindModel> models_of(const signals::Registry& registry) {
  std::vector<evidence::KindModel> out;
  std::map<std::string_view, std::uint8_t> groups;
  double weights = 0;
  for (const auto& kind : registry.kinds()) {
    evidence::KindModel m;
    const auto& def = *kind.def;
    m.coaction = def.weighing == Weighing::kCoaction;
    m.family = static_cast<std::uint8_t>(kind.signal->family);
    m.weight = m.coaction ? def.weight : 0;
    m.prior = def.prior;
    m.cap = def.cap;
    m.clue = def.clue;
    m.ties = def.ties;
    m.place = def.group == "address" && def.name != "registration-ip";
    m.of_birth = def.group == "creation";
    // A kind without a group is one of its own.
    const auto group = def.group.empty() ? def.name : def.group;
    m.group = groups.try_emplace(group, static_cast<std::uint8_t>(groups.size())).first->second;
    const auto own = static_cast<KindId>(out.size());
    m.base = registry.find_kind(def.among).value_or(own);
    m.of_pages = !m.coaction && m.base != own;
    weights += m.weight;
    out.push_back(m);
  }
  for (auto& m : out) m.weight = weights > 0 ? m.weight / weights : 0;
  return out;
}

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
