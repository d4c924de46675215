#include "watch_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "side_record.h"
#include "stix_pattern.h"

namespace lockstep::runtime {
namespace {

using Json = nlohmann::json;
using assess::Indicator;
using Indicators = std::vector<Indicator>;

// Absent, it is false.
StatusOr<bool> read_flag(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return false;
  if (!found->is_boolean())
    return invalid_argument(fmt::format("{} is neither true nor false", name));
  return found->get<bool>();
}

bool is_indicator(const Json& object) {
  return object.is_object() && word(object, "type") == "indicator";
}

bool is_id_of_indicator(std::string_view id) {
  static constexpr std::string_view kPrefix = "indicator--";
  return id.starts_with(kPrefix) && id.size() == kPrefix.size() + 36 &&
         id.find_first_not_of("0123456789abcdef-", kPrefix.size()) == std::string_view::npos;
}

// Absent, it stays as it is.
Status read_time(const Json& object, const char* name, EventTime& out) {
  if (!object.contains(name)) return absl::OkStatus();
  const auto time = parse_rfc3339(word(object, name));
  if (!time) return invalid_argument(fmt::format("{} is no time", name));
  out = *time;
  return absl::OkStatus();
}

bool is_about_what_is_benign(const Json& indicator) {
  const auto types = indicator.find("indicator_types");
  return types != indicator.end() && types->is_array() &&
         std::find(types->begin(), types->end(), "benign") != types->end();
}

Status read_indicator(const Json& json, Indicators& out) {
  Indicator indicator;
  indicator.id = word(json, "id");
  if (!is_id_of_indicator(indicator.id)) return invalid_argument("id is none of an indicator");
  LOCKSTEP_ASSIGN(const bool revoked, read_flag(json, "revoked"));
  if (revoked) return absl::OkStatus();
  if (word(json, "pattern_type") != "stix") return invalid_argument("pattern_type is not stix");
  if (is_about_what_is_benign(json)) return invalid_argument("indicator_types says benign");
  LOCKSTEP_TRY(read_time(json, "valid_from", indicator.valid_from));
  LOCKSTEP_TRY(read_time(json, "valid_until", indicator.valid_until));
  if (indicator.valid_from >= indicator.valid_until)
    return invalid_argument("valid_until is not later than valid_from");
  indicator.note = note(json, "name");
  if (indicator.note.empty()) indicator.note = note(json, "description");
  LOCKSTEP_ASSIGN(auto listed, read_stix_pattern(word(json, "pattern")));
  for (Observable& one : listed) {
    indicator.type = one.type;
    indicator.value = std::move(one.value);
    out.push_back(indicator);
  }
  return absl::OkStatus();
}

// The indicators of a bundle, of each its newest version. Whatever else is there explains them, or
// is what somebody shared or suffered: nobody says that it is bad.
std::vector<const Json*> indicators_of(const Json& bundle) {
  std::vector<const Json*> out;
  const auto objects = bundle.find("objects");
  if (objects == bundle.end() || !objects->is_array()) return out;
  const auto version = [](const Json& json) { return parse_rfc3339(word(json, "modified")); };
  for (const Json& object : *objects) {
    if (!is_indicator(object)) continue;
    const auto same = std::find_if(out.begin(), out.end(), [&](const Json* other) {
      return word(*other, "id") == word(object, "id");
    });
    if (same == out.end())
      out.push_back(&object);
    else if (version(object) >= version(**same))
      *same = &object;
  }
  return out;
}

StatusOr<Indicators> read_stix(const std::vector<const Json*>& indicators) {
  if (indicators.empty()) return invalid_argument("a bundle without an indicator");
  Indicators out;
  for (const Json* indicator : indicators) LOCKSTEP_TRY(read_indicator(*indicator, out));
  if (out.size() > kMaxValues)
    return invalid_argument(fmt::format("more than {} values", kMaxValues));
  return out;
}

// Empty: no observable of STIX that the watchlist knows. A url is one of our own records as well.
std::optional<Observable> read_observable(const Json& record) {
  const auto type = word(record, "type");
  if (type == "user-account")
    return account_of(word(record, "account_type"), word(record, "user_id"));
  if (type != "file") return observable_of(type + ":value", word(record, "value"));
  const auto hashes = record.find("hashes");
  return observable_of("file:hashes.'SHA-256'",
                       hashes == record.end() ? std::string() : word(*hashes, "SHA-256"));
}

}  // namespace

StatusOr<Indicators> read_watch_record(const Json& record) {
  if (is_indicator(record)) return read_stix({&record});
  if (word(record, "type") == "bundle") return read_stix(indicators_of(record));
  Indicator indicator;
  indicator.type = word(record, "type");
  indicator.value = word(record, "value");
  indicator.note = note(record, "note");
  LOCKSTEP_ASSIGN(const bool defanged, read_flag(record, "defanged"));
  if (defanged) return invalid_argument("its value is defanged");
  if (auto observable = read_observable(record)) {
    indicator.type = observable->type;
    indicator.value = std::move(observable->value);
  }
  return Indicators{std::move(indicator)};
}

}  // namespace lockstep::runtime
