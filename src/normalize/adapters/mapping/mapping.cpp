// Any collector's JSON, read with a mapping file instead of code (mapping_file.h; presets in
// config/mappings).
#include <cmath>
#include <memory>
#include <utility>

#include "adapters/mapping/mapping_file.h"
#include "lockstep/normalize/adapter.h"
#include "post_fields.h"
#include "post_parts.h"

namespace lockstep::normalize::adapters {
namespace {

using namespace lockstep::normalize::mapping;

bool is_there(JsonView value) {
  return value.present() && !(value.is_string() && value.str().empty());
}

// A number, or a string of digits, times `scale` microseconds.
std::optional<EventTime> epoch(JsonView value, std::int64_t scale) {
  if (const auto whole = value.integer()) {
    std::int64_t micros = 0;
    if (__builtin_mul_overflow(*whole, scale, &micros)) return std::nullopt;
    return from_micros(micros);
  }
  const auto real = value.number();
  if (!real) return std::nullopt;
  const double micros = std::nearbyint(*real * static_cast<double>(scale));
  if (!(std::fabs(micros) < 9.0e18)) return std::nullopt;
  return from_micros(static_cast<std::int64_t>(micros));
}

std::optional<EventTime> read_time(JsonView value, TimeFormat format) {
  switch (format) {
    case TimeFormat::kAuto:
      return value.time();
    case TimeFormat::kRfc3339:
      return parse_rfc3339(value.str());
    case TimeFormat::kCtime:
      return parse_ctime_offset(value.str());
    case TimeFormat::kEpochS:
      return epoch(value, 1'000'000);
    case TimeFormat::kEpochMs:
      return epoch(value, 1'000);
    case TimeFormat::kEpochUs:
      return epoch(value, 1);
  }
  return std::nullopt;
}

// What `values` are looked up by: text and whole numbers as written, true and false by name.
std::string lookup_key(JsonView value) {
  if (const auto truth = value.boolean()) return *truth ? "true" : "false";
  return value.id();
}

void add_items(const FieldRule& rule, JsonView list, Post& post) {
  std::vector<ItemPart> parts(rule.items.size());
  const auto add = [&](JsonView item) {
    if (rule.items.front().first.empty())
      return append_item(post, rule.field, item.pointer(rule.items.front().second));
    for (std::size_t i = 0; i < parts.size(); ++i) {
      parts[i] = {rule.items[i].first, item.pointer(rule.items[i].second)};
    }
    append_item(post, rule.field, parts);
  };
  if (!list.is_array()) add(list);
  list.each(add);
}

class Mapping final : public Adapter {
 public:
  Mapping(MappingFile file, std::string platform)
      : file_{std::move(file)}, platform_{std::move(platform)} {}

  // Constants become JSON values, so that they are read like those of records.
  bool read_constants() { return !constants_reader_.parse(file_.constants, constants_); }

  void parse(std::string_view record, ParseOutput& out) override {
    JsonView root;
    if (auto bad = reader_.parse(record, root)) {
      out.rejections.push_back(*std::move(bad));
      return;
    }
    if (!file_.has_records) return map_record(root, out);
    const auto page = root.pointer(file_.records);
    if (!page.is_array())
      return out.reject(Reason::kUnknownShape, "no array at " + normalize::quoted(file_.records));
    each_post(page, out, [&](JsonView item) { map_record(item, out); });
  }

 private:
  void map_record(JsonView record, ParseOutput& out) {
    auto& post = out.posts.emplace_back();
    if (auto bad = fill(record, post)) {
      out.posts.pop_back();
      out.rejections.push_back(*std::move(bad));
    }
  }

  std::optional<Rejection> fill(JsonView record, Post& post) const {
    if (!record.is_object()) return Rejection{Reason::kUnknownShape, "not a JSON object"};
    post.platform = platform_;
    bool action_is_stated = false;
    for (const auto& rule : file_.rules) {
      const auto value = find(rule, record);
      if (!is_there(value)) continue;
      if (!apply(rule, value, post)) {
        const bool is_time = rule.field == "created_at";
        return Rejection{is_time ? Reason::kBadTime : Reason::kUnknownShape,
                         describe_value(rule.field, value)};
      }
      action_is_stated |= rule.field == "action";
    }
    if (!action_is_stated) infer_action(post);
    return check_required(post);
  }

  // The value of a field: found, translated, or the constant.
  JsonView find(const FieldRule& rule, JsonView record) const {
    for (const auto& pointer : rule.pointers) {
      if (const auto value = record.pointer(pointer); is_there(value))
        return translate(rule, value);
    }
    const bool is_overridden = rule.field == "platform" && !platform_.empty();
    return rule.constant && !is_overridden ? constants_.at(*rule.constant) : JsonView{};
  }

  JsonView translate(const FieldRule& rule, JsonView value) const {
    if (rule.values.empty()) return value;
    const auto key = lookup_key(value);
    for (const auto& [found, meant] : rule.values) {
      if (found == key || found == "*") return constants_.at(meant);
    }
    return value;
  }

  static bool apply(const FieldRule& rule, JsonView value, Post& post) {
    if (auto* time = time_field(post, rule.field)) {
      *time = read_time(value, rule.format);
      return time->has_value() || rule.field != "created_at";
    }
    if (!rule.items.empty()) {
      add_items(rule, value, post);
      return true;
    }
    if (!set_field(post, rule.field, value)) return false;
    if (rule.html) post.text_is_html = *rule.html;
    return true;
  }

  MappingFile file_;
  std::string platform_;
  JsonReader reader_, constants_reader_;
  JsonView constants_;
};

bool recognises(std::string_view) { return false; }  // which mapping would it be?

StatusOr<std::unique_ptr<Adapter>> make(const AdapterOptions& options) {
  LOCKSTEP_ASSIGN(auto file, parse_mapping_file(options.mapping));
  bool names_platform = !options.platform.empty();
  for (const auto& rule : file.rules) names_platform |= rule.field == "platform";
  if (!names_platform)
    return invalid_argument("mapping: 'platform' is required, unless --platform is given");
  auto adapter = std::make_unique<Mapping>(std::move(file), options.platform);
  if (!adapter->read_constants())
    return invalid_argument("mapping: a constant is not usable, such as a huge number");
  return std::unique_ptr<Adapter>{std::move(adapter)};
}

}  // namespace

extern const AdapterDef mapping;  // const alone would hide it from the registry
const AdapterDef mapping{
    .name = "mapping",
    .summary =
        "any JSON, by a file of JSON Pointers: --format mapping:FILE (presets in config/mappings)",
    .framing = Framing::kJson,
    .recognises = recognises,
    .rank = 1000,
    .make = make,
};

}  // namespace lockstep::normalize::adapters
