// The vocabulary of case graphs: fields, verbs, ids and labels.
#include <algorithm>
#include <array>

#include "lockstep/core/check.h"
#include "lockstep/core/hash.h"
#include "lockstep/report/case_graph.h"

namespace lockstep::report {
namespace {

using enum FieldType;

constexpr FieldDef of_nodes(std::string_view name, FieldType type) {
  return {name, type, true, false};
}
constexpr FieldDef of_edges(std::string_view name, FieldType type) {
  return {name, type, false, true};
}
constexpr FieldDef of_both(std::string_view name, FieldType type) {
  return {name, type, true, true};
}

// In the order of Field.
constexpr std::array kFieldDefs{
    of_edges("as", kText),
    of_nodes("value", kText),
    of_nodes("platform", kText),
    of_nodes("handle", kText),
    of_nodes("platform_kind", kText),
    of_nodes("created_at", kTime),
    of_nodes("first_seen", kTime),
    of_both("at", kTime),
    of_edges("first_at", kTime),
    of_edges("last_at", kTime),
    of_nodes("topic", kText),
    of_nodes("partition", kWhole),
    of_nodes("offset", kWhole),
    of_nodes("sha256", kText),
    of_nodes("collector", kText),
    of_nodes("request_id", kText),
    of_edges("records", kTexts),
    of_nodes("shortened", kFlag),
    of_nodes("lang", kText),
    of_nodes("translation", kText),
    of_nodes("alerts", kWhole),
    of_nodes("campaigns", kWhole),
    of_nodes("version", kWhole),
    of_nodes("status", kText),
    of_nodes("assessment", kText),
    of_nodes("tier", kText),
    of_nodes("confidence", kWhole),
    of_nodes("admiralty", kText),
    of_nodes("coordination", kNumber),
    of_nodes("inauthenticity", kNumber),
    of_nodes("detected_at", kTime),
    of_nodes("window_start", kTime),
    of_nodes("window_end", kTime),
    of_nodes("first_post_at", kTime),
    of_both("accounts", kWhole),
    of_both("posts", kWhole),
    of_nodes("platforms", kTexts),
    of_nodes("languages", kTexts),
    of_nodes("techniques", kTexts),
    of_nodes("countries", kTexts),
    of_nodes("families", kTexts),
    of_nodes("summary", kText),
    of_nodes("data_minimisation", kText),
    of_nodes("retention_until", kTime),
    of_edges("signal", kText),
    of_edges("weight", kNumber),
    of_edges("sentence", kText),
    of_edges("role", kText),
    of_edges("basis", kText),
    of_edges("score", kNumber),
    of_edges("share", kNumber),
    of_edges("delay_s", kNumber),
    of_edges("jump", kNumber),
    of_edges("followers", kWhole),
    of_edges("views", kWhole),
    of_edges("top_views", kWhole),
    of_edges("from_followers", kWhole),
    of_edges("to_followers", kWhole),
    of_edges("object", kText),
};
static_assert(kFieldDefs.size() == static_cast<std::size_t>(Field::kObject) + 1);

// In the order of Verb, which is that of the names.
constexpr std::array<std::string_view, 19> kVerbs{
    "CARRIES",  "HOLDS",       "LEADS_TO",        "MENTIONS",       "NAMES",
    "ON_SITE",  "PART_OF",     "PASSED_TO",       "PASSES_THROUGH", "PLACED_IN",
    "POSTED",   "RECORDED_AS", "REGISTERED_FROM", "REPLIES_TO",     "REPOSTS",
    "RESTS_ON", "SHARES",      "SUCCEEDS",        "TELLS"};
static_assert(kVerbs.size() == static_cast<std::size_t>(Verb::kTells) + 1);
static_assert(std::is_sorted(kVerbs.begin(), kVerbs.end()));

constexpr std::size_t kMostPlainBytes = 280, kHashBytes = 16;
constexpr std::string_view kHashed = "sha256-";

bool says_nothing(const FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->empty();
  const auto* list = std::get_if<std::vector<std::string>>(&value);
  return list != nullptr && list->empty();
}

bool is_plain(std::string_view value) {
  return !value.empty() && value.size() <= kMostPlainBytes && !value.starts_with(kHashed) &&
         std::all_of(value.begin(), value.end(),
                     [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; });
}

}  // namespace

std::span<const FieldDef> field_defs() noexcept { return kFieldDefs; }

std::string_view name(Verb verb) noexcept { return kVerbs[static_cast<std::size_t>(verb)]; }

FieldValue* Fields::find_or_add(Field field, bool& added) {
  auto at = std::lower_bound(values_.begin(), values_.end(), field,
                             [](const auto& v, Field f) { return v.first < f; });
  added = at == values_.end() || at->first != field;
  if (added) at = values_.insert(at, {field, {}});
  return &at->second;
}

const FieldValue* Fields::find(Field field) const {
  const auto at =
      std::find_if(values_.begin(), values_.end(), [&](const auto& v) { return v.first == field; });
  return at == values_.end() ? nullptr : &at->second;
}

void Fields::set(Field field, FieldValue value) {
  if (says_nothing(value)) return;
  bool added = false;
  FieldValue* slot = find_or_add(field, added);
  if (added) *slot = std::move(value);
}

void Fields::set_earliest(Field field, EventTime time) {
  bool added = false;
  FieldValue* slot = find_or_add(field, added);
  if (added || time < std::get<EventTime>(*slot)) *slot = time;
}

void Fields::set_latest(Field field, EventTime time) {
  bool added = false;
  FieldValue* slot = find_or_add(field, added);
  if (added || time > std::get<EventTime>(*slot)) *slot = time;
}

void Fields::add_to(Field field, std::string text) {
  bool added = false;
  FieldValue* slot = find_or_add(field, added);
  if (added) *slot = std::vector<std::string>{};
  auto& list = std::get<std::vector<std::string>>(*slot);
  const auto at = std::lower_bound(list.begin(), list.end(), text);
  if (at == list.end() || *at != text) list.insert(at, std::move(text));
}

std::string case_node_id(std::string_view kind, std::string_view value) {
  std::string id(kind);
  id += ':';
  if (is_plain(value)) return id += value;
  id += kHashed;
  const Digest digest = sha256(value);
  return id += to_hex(std::span(digest).first(kHashBytes));
}

std::string case_label(std::string_view kind) {
  std::string label;
  bool starts = true;
  for (const char c : kind) {
    if (c == '-') {
      starts = true;
      continue;
    }
    label += starts && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    starts = false;
  }
  return label.empty() ? "Object" : label;
}

}  // namespace lockstep::report
