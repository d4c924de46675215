#include "adapters/mapping/mapping_file.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "post_fields.h"

namespace lockstep::normalize::mapping {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::pair<std::string_view, TimeFormat>, 6> kTimeFormats{
    {{"auto", TimeFormat::kAuto},
     {"rfc3339", TimeFormat::kRfc3339},
     {"epoch_s", TimeFormat::kEpochS},
     {"epoch_ms", TimeFormat::kEpochMs},
     {"epoch_us", TimeFormat::kEpochUs},
     {"ctime", TimeFormat::kCtime}}};

template <class Names>
std::string listed(const Names& names) {
  std::string out;
  for (const auto& name : names) out.append(out.empty() ? "" : ", ").append(name);
  return out;
}

// "mapping: 'created_at.format': found \"iso\"; allowed: rfc3339, ..."
Status wrong(const std::string& key, const Json& found, const std::string& allowed) {
  auto text = found.is_structured() ? std::string{found.type_name()} : found.dump();
  return invalid_argument("mapping: '" + key + "': found " + text + "; allowed: " + allowed);
}

bool is_pointer(const Json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  if (!text.empty() && text.front() != '/') return false;
  for (auto at = text.find('~'); at != std::string::npos; at = text.find('~', at + 1)) {
    if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) return false;
  }
  return true;
}

Status read_pointer(const std::string& key, const Json& value, std::string& out) {
  if (!is_pointer(value)) return wrong(key, value, "a JSON Pointer such as \"/data/id\"");
  out = value.get<std::string>();
  return absl::OkStatus();
}

// Reads the rule of one field, key by key, collecting constants on the way.
class RuleReader {
 public:
  RuleReader(FieldRule& rule, Json& constants) : rule_{rule}, constants_{constants} {}

  Status read(const Json& value) {
    if (value.is_string()) return add_pointer(rule_.field, value);
    if (!value.is_object()) return wrong(rule_.field, value, "a JSON Pointer or an object");
    for (const auto& [name, part] : value.items()) {
      LOCKSTEP_TRY(read_part(rule_.field + '.' + name, name, part));
    }
    if (rule_.pointers.empty() && !rule_.constant) {
      return wrong(rule_.field, value, "an object with \"pointer\" or \"const\"");
    }
    return absl::OkStatus();
  }

 private:
  Status read_part(const std::string& key, const std::string& name, const Json& part) {
    if (name == "pointer") return read_pointers(key, part);
    if (name == "const") return read_constant(key, part, rule_.constant.emplace());
    if (name == "format") return read_format(key, part);
    if (name == "items") return read_items(key, part);
    if (name == "values") return read_values(key, part);
    if (name == "html") return read_html(key, part);
    return wrong(key, name, "pointer, const, format, items, values, html");
  }

  Status add_pointer(const std::string& key, const Json& value) {
    return read_pointer(key, value, rule_.pointers.emplace_back());
  }

  Status read_pointers(const std::string& key, const Json& part) {
    if (!part.is_array()) return add_pointer(key, part);
    if (part.empty()) return wrong(key, part, "at least one JSON Pointer");
    for (const auto& pointer : part) LOCKSTEP_TRY(add_pointer(key, pointer));
    return absl::OkStatus();
  }

  Status read_constant(const std::string& key, const Json& part, ConstantIndex& index) {
    if (!part.is_string() && !part.is_number() && !part.is_boolean()) {
      return wrong(key, part, "a string, a number, true or false");
    }
    index = constants_.size();
    constants_.push_back(part);
    return absl::OkStatus();
  }

  Status read_format(const std::string& key, const Json& part) {
    Post any;
    if (time_field(any, rule_.field) == nullptr) {
      return wrong(key, part, "no format, for this field holds no time");
    }
    for (const auto& [name, format] : kTimeFormats) {
      if (!part.is_string() || part.get_ref<const std::string&>() != name) continue;
      rule_.format = format;
      return absl::OkStatus();
    }
    std::vector<std::string_view> names;
    for (const auto& [name, format] : kTimeFormats) names.push_back(name);
    return wrong(key, part, listed(names));
  }

  Status read_items(const std::string& key, const Json& part) {
    if (!is_list(rule_.field)) return wrong(key, part, "no items, for this field is no list");
    if (part.is_string()) return read_pointer(key, part, rule_.items.emplace_back().second);
    const auto names = item_field_names(rule_.field);
    if (!part.is_object() || part.empty() || names.empty())
      return wrong(key, part, "a JSON Pointer");
    for (const auto& [name, pointer] : part.items()) {
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        return wrong(key + '.' + name, name, listed(names));
      }
      LOCKSTEP_TRY(
          read_pointer(key + '.' + name, pointer, rule_.items.emplace_back(name, "").second));
    }
    return absl::OkStatus();
  }

  Status read_values(const std::string& key, const Json& part) {
    if (!part.is_object()) return wrong(key, part, "an object from values found to values meant");
    for (const auto& [found, meant] : part.items()) {
      LOCKSTEP_TRY(
          read_constant(key + '.' + found, meant, rule_.values.emplace_back(found, 0).second));
    }
    return absl::OkStatus();
  }

  Status read_html(const std::string& key, const Json& part) {
    if (!part.is_boolean() || rule_.field != "text")
      return wrong(key, part, "true or false, for text");
    rule_.html = part.get<bool>();
    return absl::OkStatus();
  }

  FieldRule& rule_;
  Json& constants_;
};

Status check_complete(const MappingFile& file) {
  const auto maps = [&](std::string_view field) {
    return std::any_of(file.rules.begin(), file.rules.end(),
                       [&](const FieldRule& rule) { return rule.field == field; });
  };
  for (const auto* field : {"author.id", "created_at"}) {
    if (!maps(field)) return invalid_argument("mapping: '" + std::string{field} + "' is required");
  }
  if (!maps("post_id") && !maps("event")) {
    return invalid_argument(
        "mapping: 'post_id' is required, unless 'event' says that records are no posts");
  }
  return absl::OkStatus();
}

StatusOr<Json> parse_json(std::string_view content) {
  try {
    return Json::parse(content);
  } catch (const Json::exception& error) {
    return invalid_argument(std::string{"mapping: not JSON: "} + error.what());
  }
}

}  // namespace

StatusOr<MappingFile> parse_mapping_file(std::string_view content) {
  LOCKSTEP_ASSIGN(const Json json, parse_json(content));
  if (!json.is_object()) return invalid_argument("mapping: the file must hold one JSON object");
  MappingFile file;
  Json constants = Json::array();
  const auto known = field_names();
  for (const auto& [key, value] : json.items()) {
    if (key == "description") continue;
    if (key == "records") {
      LOCKSTEP_TRY(read_pointer(key, value, file.records));
      file.has_records = true;
      continue;
    }
    const bool is_known = is_list(key) || std::find(known.begin(), known.end(), key) != known.end();
    if (!is_known) return wrong(key, "unknown field", "records, description, " + listed(known));
    auto& rule = file.rules.emplace_back();
    rule.field = key;
    LOCKSTEP_TRY((RuleReader{rule, constants}.read(value)));
  }
  LOCKSTEP_TRY(check_complete(file));
  file.constants = constants.dump();
  return file;
}

}  // namespace lockstep::normalize::mapping
