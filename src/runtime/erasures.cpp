// Accounts to be forgotten, from a file.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "fact_reader.h"
#include "lockstep/runtime/replay.h"

namespace lockstep::runtime {

StatusOr<std::vector<engine::ErasureFact>> read_erasures(std::string_view lines,
                                                         const signals::Registry& registry) {
  SideTopics topics;
  topics.erasure = "file";
  LOCKSTEP_ASSIGN(auto reader, FactReader::make(topics, {}, registry));
  std::vector<engine::ErasureFact> out;
  for (std::int64_t number = 1; !lines.empty(); ++number) {
    const auto line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    if (line.empty()) continue;
    Decision decision{DecisionKind::kFact, topics.erasure, 0, number, EventTime::min()};
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (json.is_object() && json.contains("account") && json["account"].is_string())
      decision.key = json["account"].get<std::string>();
    decision.value = std::string(line);
    const auto facts = reader.read(decision);
    if (!facts.ok())
      return invalid_argument(fmt::format("line {}: {}", number, message_of(facts.status())));
    for (const auto& fact : *facts) out.push_back(std::get<engine::ErasureFact>(fact));
  }
  return out;
}

}  // namespace lockstep::runtime
