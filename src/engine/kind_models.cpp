#include "lockstep/engine/kind_models.h"

#include <map>
#include <string_view>

#include "lockstep/evidence/weight_rule.h"

namespace lockstep::engine {
namespace {

void reweigh(std::span<const std::string> weights, const signals::Registry& registry,
             std::vector<evidence::KindModel>& models) {
  for (const auto& line : weights) {
    const auto rule = evidence::parse_weight_rule(line);
    const auto id = rule.ok() ? registry.find_kind(rule->kind) : std::nullopt;
    if (!id || models[*id].coaction != rule->of_act()) continue;
    auto& m = models[*id];
    m.weight = rule->weight.value_or(m.weight);
    m.prior = rule->prior.value_or(m.prior);
    m.cap = rule->cap.value_or(m.cap);
  }
}

}  // namespace

std::vector<evidence::KindModel> models_of(const signals::Registry& registry,
                                           std::span<const std::string> weights) {
  std::vector<evidence::KindModel> out;
  std::map<std::string_view, std::uint8_t> groups;
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
    m.copied = def.copied;
    m.quotes = def.quotes;
    m.of_target = def.of_target;
    // Colleagues sit for one photographer, too.
    m.place = (def.group == "address" && def.name != "registration-ip") || def.group == "portrait";
    m.of_birth = def.group == "creation";
    // A kind without a group is one of its own.
    const auto group = def.group.empty() ? def.name : def.group;
    m.group = groups.try_emplace(group, static_cast<std::uint8_t>(groups.size())).first->second;
    const auto own = static_cast<KindId>(out.size());
    m.base = registry.find_kind(def.among).value_or(own);
    m.of_pages = !m.coaction && m.base != own;
    out.push_back(m);
  }
  reweigh(weights, registry, out);
  double sum = 0;
  for (const auto& m : out) sum += m.weight;
  for (auto& m : out) m.weight = sum > 0 ? m.weight / sum : 0;
  return out;
}

}  // namespace lockstep::engine
