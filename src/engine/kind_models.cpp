#include "lockstep/engine/kind_models.h"

#include <map>
#include <string_view>

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
    m.quotes = def.quotes;
    m.of_target = def.of_target;
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

}  // namespace lockstep::engine
