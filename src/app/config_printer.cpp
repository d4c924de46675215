// Config as commented YAML, as a reference page, and as a JSON Schema.
#include <absl/strings/ascii.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "config.h"
#include "lockstep/core/ascii.h"

namespace lockstep::app {
namespace {

bool is_secret(std::string_view property) {
  for (const std::string_view part : {"password", "secret", "token", "oauthbearer.config", ".pem"})
    if (property.find(part) != std::string_view::npos) return true;
  return false;
}

// A YAML scalar in double quotes is a JSON string.
std::string in_quotes(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// A word that YAML reads as itself stands bare: no sign of its syntax, nor a name of nothing.
std::string bare_or_quoted(const std::string& text) {
  const auto is_letter = [](char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); };
  const auto is_plain = [&](char c) { return is_letter(c) || c == '-' || c == '_' || c == '.'; };
  const bool bare = !text.empty() && is_letter(text.front()) &&
                    std::all_of(text.begin(), text.end(), is_plain) && !equals_lower(text, "null");
  return bare ? text : in_quotes(text);
}

// A visitor that turns every field into (name, value as text, allowed, doc).
class Printer : public ConfigVisitor {
 public:
  void field(std::string_view n, bool& v, std::string_view doc, Effect e) override {
    line(n, v ? "true" : "false", "true or false", doc, e);
  }
  void field(std::string_view n, std::int64_t& v, Range<std::int64_t> r, std::string_view doc,
             Effect e) override {
    line(n, std::to_string(v), fmt::format("{} to {}", r.min, r.max), doc, e);
  }
  void field(std::string_view n, double& v, Range<double> r, std::string_view doc,
             Effect e) override {
    line(n, fmt::format("{}", v), fmt::format("{} to {}", r.min, r.max), doc, e);
  }
  void field(std::string_view n, Duration& v, Range<Duration> r, std::string_view doc,
             Effect e) override {
    line(n, format_duration(v),
         fmt::format("{} to {}", format_duration(r.min), format_duration(r.max)), doc, e);
  }
  void field(std::string_view n, EventTime& v, std::string_view doc, Effect e) override {
    line(n, format_rfc3339(v), "a time", doc, e);
  }
  void field(std::string_view n, std::string& v, std::string_view doc, Effect e) override {
    line(n, in_quotes(v), "text", doc, e);
  }
  void secret(std::string_view n, std::string& v, std::string_view doc) override {
    line(n, fmt::format("\"{}\"", v.empty() ? "" : kMask), "text", doc, Effect::kOperation);
  }
  void choice(std::string_view n, std::string& v, const std::vector<std::string>& allowed,
              std::string_view doc, Effect e) override {
    line(n, v.empty() ? in_quotes(v) : v, fmt::format("{}", fmt::join(allowed, ", ")), doc, e);
  }
  void field(std::string_view n, std::vector<std::string>& v, std::string_view doc,
             Effect e) override {
    std::vector<std::string> items;
    for (const auto& item : v) items.push_back(bare_or_quoted(item));
    line(n, fmt::format("[{}]", fmt::join(items, ", ")), "a list", doc, e);
  }
  void field(std::string_view n, std::map<std::string, std::string>& v,
             std::string_view doc) override {
    std::vector<std::string> entries;
    for (const auto& [name, value] : v)
      entries.push_back(fmt::format("{}: {}", bare_or_quoted(name),
                                    in_quotes(is_secret(name) ? kMask : std::string_view(value))));
    line(n, fmt::format("{{{}}}", fmt::join(entries, ", ")), "name: value", doc,
         Effect::kOperation);
  }
  const std::string& text() const { return text_; }

 protected:
  virtual void line(std::string_view name, const std::string& value, const std::string& allowed,
                    std::string_view doc, Effect effect) = 0;
  std::string text_;
};

class YamlPrinter final : public Printer {
 public:
  void begin(std::string_view section, std::string_view doc) override {
    text_ += fmt::format("\n{0}# {1}\n{0}{2}:\n", indent_, doc, section);
    indent_ += "  ";
  }
  void end() override { indent_.resize(indent_.size() - 2); }
  // What is not there is shown as it would be, behind a comment sign.
  std::size_t begin_list(std::string_view name, std::size_t size, std::string_view doc) override {
    text_ += fmt::format("\n{0}# {1}\n{0}{2}:{3}\n", indent_, doc, name, size == 0 ? " []" : "");
    indent_ += size == 0 ? "#   " : "    ";
    return std::max<std::size_t>(size, 1);
  }
  void begin_item(std::size_t) override { first_of_item_ = true; }
  void end_item() override {}
  void end_list() override { indent_.resize(indent_.size() - 4); }

 private:
  void line(std::string_view name, const std::string& value, const std::string& allowed,
            std::string_view doc, Effect) override {
    const auto key_indent = first_of_item_ ? indent_.substr(0, indent_.size() - 2) + "- " : indent_;
    first_of_item_ = false;
    text_ += fmt::format("{0}# {1} ({2})\n{5}{3}: {4}\n", indent_, doc, allowed, name, value,
                         key_indent);
  }
  std::string indent_;
  bool first_of_item_ = false;
};

class MarkdownPrinter final : public Printer {
 public:
  void begin(std::string_view section, std::string_view doc) override {
    path_.push_back(std::string{section});
    text_ += fmt::format("\n## {}\n\n{}\n{}", fmt::join(path_, "."), doc, kHead);
  }
  void end() override { path_.pop_back(); }
  std::size_t begin_list(std::string_view name, std::size_t size, std::string_view doc) override {
    begin(std::string{name} + "[]", doc);
    return std::max<std::size_t>(size, 1);
  }
  void begin_item(std::size_t) override {}
  void end_item() override {}
  void end_list() override { end(); }
  static constexpr std::string_view kHead =
      "\n| key | default | allowed | meaning |\n| --- | --- | --- | --- |\n";

 private:
  void line(std::string_view name, const std::string& value, const std::string& allowed,
            std::string_view doc, Effect effect) override {
    if (text_.empty() || (path_.empty() && !text_.ends_with("|\n")))
      text_ += fmt::format("\n## (top level)\n{}", kHead);
    text_ += fmt::format("| `{}` | `{}` | {} | {}{} |\n", name, value, allowed, doc,
                         effect == Effect::kOperation ? " *Cannot change an alert.*" : "");
  }
  std::vector<std::string> path_;
};

class SchemaPrinter final : public ConfigVisitor {
 public:
  SchemaPrinter() {
    root_["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    root_["title"] = "Lockstep configuration";
    open_.push_back(&prepare(root_));
  }
  void begin(std::string_view section, std::string_view doc) override {
    auto& child = (*open_.back())["properties"][std::string{section}];
    child["description"] = doc;
    open_.push_back(&prepare(child));
  }
  void end() override { open_.pop_back(); }
  void field(std::string_view n, bool& v, std::string_view doc, Effect) override {
    add(n, "boolean", v, doc);
  }
  void field(std::string_view n, std::int64_t& v, Range<std::int64_t> r, std::string_view doc,
             Effect) override {
    auto& f = add(n, "integer", v, doc);
    f["minimum"] = r.min;
    f["maximum"] = r.max;
  }
  void field(std::string_view n, double& v, Range<double> r, std::string_view doc,
             Effect) override {
    auto& f = add(n, "number", v, doc);
    f["minimum"] = r.min;
    f["maximum"] = r.max;
  }
  void field(std::string_view n, Duration& v, Range<Duration>, std::string_view doc,
             Effect) override {
    add(n, "string", format_duration(v), doc)["pattern"] = "^[0-9]+(us|ms|s|m|h|d)$";
  }
  void field(std::string_view n, EventTime& v, std::string_view doc, Effect) override {
    add(n, "string", format_rfc3339(v), doc)["format"] = "date-time";
  }
  void field(std::string_view n, std::string& v, std::string_view doc, Effect) override {
    add(n, "string", v, doc);
  }
  void secret(std::string_view n, std::string&, std::string_view doc) override {
    add(n, "string", "", doc)["writeOnly"] = true;
  }
  void choice(std::string_view n, std::string& v, const std::vector<std::string>& allowed,
              std::string_view doc, Effect) override {
    add(n, "string", v, doc)["enum"] = allowed;
  }
  void field(std::string_view n, std::vector<std::string>& v, std::string_view doc,
             Effect) override {
    add(n, "array", v, doc)["items"]["type"] = "string";
  }
  void field(std::string_view n, std::map<std::string, std::string>& v,
             std::string_view doc) override {
    add(n, "object", v, doc)["additionalProperties"]["type"] = "string";
  }
  std::size_t begin_list(std::string_view name, std::size_t, std::string_view doc) override {
    auto& list = (*open_.back())["properties"][std::string{name}];
    list["description"] = doc;
    list["type"] = "array";
    open_.push_back(&prepare(list["items"]));
    return 1;
  }
  void begin_item(std::size_t) override {}
  void end_item() override {}
  void end_list() override { open_.pop_back(); }
  std::string text() const { return root_.dump(2) + "\n"; }

 private:
  static nlohmann::ordered_json& prepare(nlohmann::ordered_json& object) {
    object["type"] = "object";
    object["additionalProperties"] = false;
    object["properties"] = nlohmann::ordered_json::object();
    return object;
  }
  template <class T>
  nlohmann::ordered_json& add(std::string_view name, const char* type, const T& value,
                              std::string_view doc) {
    auto& f = (*open_.back())["properties"][std::string{name}];
    f["description"] = doc;
    f["type"] = type;
    f["default"] = value;
    return f;
  }
  nlohmann::ordered_json root_;
  std::vector<nlohmann::ordered_json*> open_;
};

// As lines of `evidence.weights`, the heaviest first.
std::string weights_table() {
  const auto registry = signals::Registry::with_all();
  auto kinds = std::vector(registry.kinds().begin(), registry.kinds().end());
  std::stable_sort(kinds.begin(), kinds.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.def->weighing, -a.def->weight, -a.def->cap, -a.def->prior) <
           std::tuple(b.def->weighing, -b.def->weight, -b.def->cap, -b.def->prior);
  });
  std::string out =
      "\n## What kinds of evidence weigh\n\nAs the lines of `evidence.weights` that would change "
      "nothing. Acts say how much, in the average over kinds, doing the same things counts; the "
      "surprise itself is measured. Attributes say how many nats a value gives at most that next "
      "to nobody else has. What an operation keeps for long (devices, contacts, analytics ids) is "
      "over addresses, an address over its network and the app. Nobody is tied by an address "
      "alone: a pair needs acts. Copies of a text are an act like others, and without a clue no "
      "number of them says *inauthentic*.\n\n"
      "| line | evidence | family | clue |\n| --- | --- | --- | --- |\n";
  for (const auto& kind : kinds) {
    const auto& def = *kind.def;
    const auto line = def.weighing == Weighing::kCoaction
                          ? fmt::format("{} weight {}", def.name, def.weight)
                          : fmt::format("{} prior {} cap {}", def.name, def.prior, def.cap);
    out += fmt::format("| `{}` | {} | {} | {} |\n", line, def.evidence, name(kind.signal->family),
                       def.clue ? "yes" : "");
  }
  return out;
}

}  // namespace

std::string print_yaml(Config config) {
  YamlPrinter p;
  config.describe(p);
  return "# Lockstep configuration. Every key with its default; leave out what you do not "
         "change.\n" +
         p.text();
}

std::string print_markdown(Config config) {
  MarkdownPrinter p;
  config.describe(p);
  return "# Configuration\n\nPrinted by `lockstep config print --format markdown`; a test keeps it "
         "true. A key can "
         "be set by an environment variable: `join.look_back` by `LOCKSTEP__JOIN__LOOK_BACK`, a "
         "list "
         "by its words with commas between. Not so `name: value` keys and sections that are "
         "entries "
         "of a list (`[]`): in the file, `${NAME}` stands for a variable in any value but a "
         "list's. "
         "Durations are written "
         "`90s`, `5m`, `24h`, `14d`.\n" +
         p.text() + weights_table();
}

std::string print_json_schema(Config config) {
  SchemaPrinter p;
  config.describe(p);
  return p.text();
}

}  // namespace lockstep::app
