#include "opinions.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "side_record.h"

namespace lockstep::runtime {
namespace {

using Json = nlohmann::json;
using alert::Verdict;

constexpr std::size_t kMaxVerdicts = 64;  // of a record
constexpr std::string_view kGrouping = "grouping--";
constexpr std::size_t kGroupingSize = kGrouping.size() + 36;

bool is_opinion(const Json& json) { return json.is_object() && word(json, "type") == "opinion"; }

struct Meaning {
  std::string_view opinion;
  std::optional<Verdict> verdict;  // none: neutral
};

// Who takes a disagreement back opens the alert again; any other opinion just goes.
std::optional<Verdict> verdict_of(const Json& opinion, const Meaning& meaning) {
  const auto revoked = opinion.find("revoked");
  if (revoked == opinion.end() || *revoked != true) return meaning.verdict;
  if (meaning.verdict == Verdict::kDismissed) return Verdict::kReopened;
  return std::nullopt;
}

StatusOr<Meaning> meaning_of(const Json& opinion) {
  static constexpr Meaning kMeanings[] = {{"strongly-disagree", Verdict::kDismissed},
                                          {"disagree", Verdict::kDismissed},
                                          {"neutral", std::nullopt},
                                          {"agree", Verdict::kConfirmed},
                                          {"strongly-agree", Verdict::kConfirmed}};
  const std::string said = word(opinion, "opinion");
  const auto* const found = std::find_if(std::begin(kMeanings), std::end(kMeanings),
                                         [&](const Meaning& m) { return m.opinion == said; });
  if (found == std::end(kMeanings))
    return invalid_argument(
        "opinion is none of strongly-disagree, disagree, neutral, agree, "
        "strongly-agree");
  return *found;
}

// What it is about; references to anything but a grouping are passed over.
std::vector<std::string> subjects_of(const Json& opinion, const std::string& key) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& id) {
    if (std::find(out.begin(), out.end(), id) == out.end()) out.push_back(id);
  };
  if (is_alert_id(key)) add(key);
  const auto refs = opinion.find("object_refs");
  if (refs == opinion.end() || !refs->is_array()) return out;
  for (const Json& ref : *refs) {
    const std::string id = ref.is_string() ? ref.get<std::string>() : std::string();
    if (id.size() == kGroupingSize && id.starts_with(kGrouping)) add(id);
    if (out.size() > kMaxVerdicts) break;
  }
  return out;
}

Status read_opinion(const Json& opinion, const std::string& key,
                    std::vector<engine::SideFact>& out) {
  LOCKSTEP_ASSIGN(const Meaning meaning, meaning_of(opinion));
  const auto subjects = subjects_of(opinion, key);
  if (subjects.empty())
    return invalid_argument("object_refs of an opinion name no grouping, and its key no alert");
  const auto verdict = verdict_of(opinion, meaning);
  if (!verdict) return absl::OkStatus();
  if (out.size() + subjects.size() > kMaxVerdicts)
    return invalid_argument(fmt::format("more than {} verdicts", kMaxVerdicts));
  for (const std::string& subject : subjects)
    out.emplace_back(engine::VerdictFact{subject, *verdict, note(opinion, "explanation")});
  return absl::OkStatus();
}

}  // namespace

bool is_alert_id(const std::string& id) { return id.starts_with("cib-") && id.size() <= 64; }

bool is_of_stix(const Json& record) {
  return is_opinion(record) || word(record, "type") == "bundle";
}

StatusOr<std::vector<engine::SideFact>> read_opinions(const std::string& key, const Json& record) {
  std::vector<const Json*> opinions;
  if (is_opinion(record)) opinions.push_back(&record);
  if (const auto objects = record.find("objects"); opinions.empty() && objects != record.end())
    for (const Json& object : *objects)
      if (is_opinion(object)) opinions.push_back(&object);
  if (opinions.empty()) return invalid_argument("a bundle without an opinion");
  std::vector<engine::SideFact> out;
  // Of several, the key cannot say which one it belongs to.
  const std::string named = opinions.size() == 1 ? key : std::string();
  for (const Json* opinion : opinions) LOCKSTEP_TRY(read_opinion(*opinion, named, out));
  return out;
}

}  // namespace lockstep::runtime
