#include "lockstep/runtime/side_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "fact_reader.h"
#include "side_record.h"

namespace lockstep::runtime {
namespace {

// By input and key.
using Facts = std::map<std::pair<SideInput, std::string>, std::vector<engine::SideFact>>;

const SideTopics kTopics = {"watchlist", "", "enrichment", "erasure"};

const std::string& topic_of(SideInput input) {
  switch (input) {
    case SideInput::kWatchlist:
      return kTopics.watchlist;
    case SideInput::kEnrichment:
      return kTopics.enrichment;
    case SideInput::kErasure:
      break;
  }
  return kTopics.erasure;
}

StatusOr<std::string> key_of(SideInput input, const nlohmann::json& record) {
  if (input == SideInput::kWatchlist) {
    const auto id = word(record, "id"), value = word(record, "value");
    if (id.empty() && value.empty()) return invalid_argument("id or value is missing");
    return id.empty() ? word(record, "type") + ' ' + value : id;
  }
  const char* const field = input == SideInput::kErasure ? "account" : "domain";
  auto key = word(record, field);
  if (key.empty()) return invalid_argument(fmt::format("{} is missing", field));
  return key;
}

Status read_line(SideInput input, std::string_view line, FactReader& reader, Facts& out) {
  LOCKSTEP_ASSIGN(const auto record, parse_side_record(line));
  LOCKSTEP_ASSIGN(auto key, key_of(input, record));
  Decision decision{DecisionKind::kFact, topic_of(input), 0, 0, EventTime::min()};
  decision.key = key;
  decision.value = std::string(line);
  LOCKSTEP_ASSIGN(auto facts, reader.read(decision));
  out.insert_or_assign({input, std::move(key)}, std::move(facts));
  return absl::OkStatus();
}

Status read_file(const SideFile& file, FactReader& reader, Facts& out) {
  std::string_view rest = file.lines;
  for (int number = 1; !rest.empty(); ++number) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (line.empty() || line == "\r") continue;
    if (const auto status = read_line(file.input, line, reader, out); !status.ok())
      return invalid_argument(
          fmt::format("{}: line {}: {}", file.name, number, message_of(status)));
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::vector<engine::SideFact>> read_side_files(std::span<const SideFile> files,
                                                        const normalize::NormalizeConfig& config,
                                                        const signals::Registry& registry) {
  LOCKSTEP_ASSIGN(auto reader, FactReader::make(kTopics, config, registry));
  Facts by_key;
  for (const auto& file : files) LOCKSTEP_TRY(read_file(file, reader, by_key));
  std::vector<engine::SideFact> out;
  for (auto& [key, facts] : by_key)
    for (auto& fact : facts) out.push_back(std::move(fact));
  return out;
}

}  // namespace lockstep::runtime
