#include "config_reader.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <sstream>

namespace lockstep::app {
namespace {

constexpr std::string_view kPrefix = "LOCKSTEP__";

std::string upper(std::string_view text) {
  std::string out{text};
  for (auto& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return out;
}

std::map<std::string, std::string> variables_of(const std::vector<std::string>& environment) {
  std::map<std::string, std::string> out;
  for (const auto& entry : environment) {
    if (const auto eq = entry.find('='); eq != std::string::npos)
      out[entry.substr(0, eq)] = entry.substr(eq + 1);
  }
  return out;
}

class Reader final : public ConfigVisitor {
 public:
  Reader(YAML::Node root, std::string name, std::map<std::string, std::string> variables)
      : name_(std::move(name)), variables_(std::move(variables)) {
    open_.push_back({std::move(root), "", {}});
    if (open_.back().node.IsDefined() && !open_.back().node.IsNull() &&
        !open_.back().node.IsMap()) {
      problem(open_.back().node.Mark(), "the file is not a list of `key: value` lines");
      open_.back().node = YAML::Node();
    }
  }

  void begin(std::string_view section, std::string_view) override {
    auto& parent = open_.back();
    const std::string key{section};
    parent.known.insert(key);
    YAML::Node child;
    if (parent.node.IsMap() && parent.node[key]) child = parent.node[key];
    if (child.IsDefined() && !child.IsNull() && !child.IsMap()) {
      problem(child.Mark(),
              parent.path + key + " is a section, so `key: value` lines are expected under it");
      child = YAML::Node();
    }
    open_.push_back({child, parent.path + key + ".", {}});
  }
  void end() override {
    report_unknown();
    open_.pop_back();
  }
  void finish() {
    report_unknown();
    for (const auto& [variable, value] : variables_) {
      if (variable.starts_with(kPrefix) && !used_.contains(variable)) {
        problems_.push_back(fmt::format("environment {}: no such key", variable));
      }
    }
  }

  void field(std::string_view name, bool& value, std::string_view, Effect) override {
    scalar(name, "true or false", [&](const std::string& text) {
      if (text != "true" && text != "false") return false;
      value = text == "true";
      return true;
    });
  }
  void field(std::string_view name, std::int64_t& value, Range<std::int64_t> r, std::string_view,
             Effect) override {
    scalar(name, fmt::format("a whole number from {} to {}", r.min, r.max),
           [&](const std::string& text) {
             std::int64_t parsed = 0;
             const auto [end, error] =
                 std::from_chars(text.data(), text.data() + text.size(), parsed);
             if (error != std::errc{} || end != text.data() + text.size() || parsed < r.min ||
                 parsed > r.max)
               return false;
             value = parsed;
             return true;
           });
  }
  void field(std::string_view name, double& value, Range<double> r, std::string_view,
             Effect) override {
    scalar(name, fmt::format("a number from {} to {}", r.min, r.max), [&](const std::string& text) {
      double parsed = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
      if (error != std::errc{} || end != text.data() + text.size() ||
          !(parsed >= r.min && parsed <= r.max))
        return false;
      value = parsed;
      return true;
    });
  }
  void field(std::string_view name, Duration& value, Range<Duration> r, std::string_view,
             Effect) override {
    const auto allowed = fmt::format("a duration from {} to {}, such as 90s, 5m, 24h or 14d",
                                     format_duration(r.min), format_duration(r.max));
    scalar(name, allowed, [&](const std::string& text) {
      const auto parsed = parse_duration(text);
      if (!parsed || *parsed < r.min || *parsed > r.max) return false;
      value = *parsed;
      return true;
    });
  }
  void field(std::string_view name, EventTime& value, std::string_view, Effect) override {
    scalar(name, "a time such as 2026-04-16T09:44:02Z", [&](const std::string& text) {
      const auto parsed = parse_rfc3339(text);
      if (parsed) value = *parsed;
      return parsed.has_value();
    });
  }
  void field(std::string_view name, std::string& value, std::string_view, Effect) override {
    scalar(name, "text", [&](const std::string& text) {
      value = text;
      return true;
    });
  }
  // What `config print` shows in its place is no secret.
  void secret(std::string_view name, std::string& value, std::string_view) override {
    scalar(name, "a secret", [&](const std::string& text) {
      if (text == kMask) return false;
      value = text;
      return true;
    });
  }
  void choice(std::string_view name, std::string& value, const std::vector<std::string>& allowed,
              std::string_view, Effect) override {
    scalar(name, fmt::format("one of {}", fmt::join(allowed, ", ")), [&](const std::string& text) {
      if (std::find(allowed.begin(), allowed.end(), text) == allowed.end()) return false;
      value = text;
      return true;
    });
  }
  // A list in YAML; names separated by commas in the environment.
  void field(std::string_view name, std::vector<std::string>& value, std::string_view,
             Effect) override {
    if (const auto* text = from_environment(name)) {
      value.clear();
      std::stringstream items(*text);
      for (std::string item; std::getline(items, item, ',');) value.push_back(item);
      return;
    }
    const auto node = take(name);
    if (!node.IsDefined()) return;
    if (!node.IsSequence())
      return problem(node.Mark(), fmt::format("{}{}: a list is expected", open_.back().path, name));
    value.clear();
    for (const auto& item : node) {
      if (!item.IsScalar())
        return problem(item.Mark(),
                       fmt::format("{}{}: a list of words is expected", open_.back().path, name));
      value.push_back(item.Scalar());
    }
  }

  void field(std::string_view name, std::map<std::string, std::string>& value,
             std::string_view) override {
    const auto node = take(name);
    if (!node.IsDefined() || node.IsNull()) return;
    if (!node.IsMap())
      return problem(node.Mark(), fmt::format("{}{}: `name: value` lines are expected",
                                              open_.back().path, name));
    value.clear();
    for (const auto& entry : node) {
      std::string text;
      if (!entry.first.IsScalar() || !entry.second.IsScalar())
        problem(entry.first.Mark(),
                fmt::format("{}{}: a name and a word are expected", open_.back().path, name));
      else if (interpolate(entry.second, text))
        value[entry.first.Scalar()] = text;
    }
  }
  std::size_t begin_list(std::string_view name, std::size_t size, std::string_view) override {
    const auto node = take(name);
    const bool usable = node.IsDefined() && node.IsSequence();
    if (node.IsDefined() && !node.IsNull() && !usable)
      problem(node.Mark(), fmt::format("{}{}: a list of `- key: value` sections is expected",
                                       open_.back().path, name));
    open_.push_back({usable ? node : YAML::Node(), open_.back().path + std::string{name}, {}});
    return usable ? node.size() : size;
  }
  void begin_item(std::size_t index) override {
    const auto& list = open_.back();
    YAML::Node item;
    if (list.node.IsSequence() && index < list.node.size()) item = list.node[index];
    if (item.IsDefined() && !item.IsNull() && !item.IsMap()) {
      problem(item.Mark(), list.path + ": `key: value` lines are expected in each");
      item = YAML::Node();
    }
    open_.push_back({item, fmt::format("{}[{}].", list.path, index), {}});
  }
  void end_item() override {
    report_unknown();
    open_.pop_back();
  }
  void end_list() override { open_.pop_back(); }

  const std::vector<std::string>& problems() const { return problems_; }

 private:
  struct Open {
    YAML::Node node;
    std::string path;
    std::set<std::string> known;
  };

  void problem(const YAML::Mark& mark, const std::string& text) {
    problems_.push_back(fmt::format("{}:{}: {}", name_, mark.line + 1, text));
  }
  YAML::Node take(std::string_view name) {
    auto& section = open_.back();
    const std::string key{name};
    section.known.insert(key);
    if (!section.node.IsMap() || !section.node[key]) return YAML::Node(YAML::NodeType::Undefined);
    return section.node[key];
  }
  const std::string* from_environment(std::string_view name) {
    std::string variable{kPrefix};
    for (const char c : upper(open_.back().path))
      variable += c == '.' ? std::string{"__"} : std::string{c};
    variable += upper(name);
    const auto found = variables_.find(variable);
    if (found == variables_.end()) return nullptr;
    used_.insert(variable);
    open_.back().known.insert(std::string{name});
    return &found->second;
  }
  template <class Parse>
  void scalar(std::string_view name, const std::string& allowed, Parse&& parse) {
    if (const auto* text = from_environment(name)) {
      if (!parse(*text)) {
        problems_.push_back(fmt::format("environment, {}{}: found '{}', allowed is {}",
                                        open_.back().path, name, *text, allowed));
      }
      return;
    }
    const auto node = take(name);
    if (!node.IsDefined()) return;
    std::string text;
    if (node.IsScalar() && !interpolate(node, text)) return;
    if (!node.IsScalar() || !parse(text)) {
      problem(node.Mark(), fmt::format("{}{}: found '{}', allowed is {}", open_.back().path, name,
                                       node.IsScalar() ? text : "a list or a section", allowed));
    }
  }
  bool interpolate(const YAML::Node& node, std::string& out) {
    std::string_view text = node.Scalar();
    for (auto start = text.find("${"); start != std::string_view::npos; start = text.find("${")) {
      const auto end = text.find('}', start);
      if (end == std::string_view::npos) break;
      const std::string variable{text.substr(start + 2, end - start - 2)};
      const auto found = variables_.find(variable);
      if (found == variables_.end()) {
        problem(node.Mark(), fmt::format("the environment has no variable {}", variable));
        return false;
      }
      out += text.substr(0, start);
      out += found->second;
      text.remove_prefix(end + 1);
    }
    out += text;
    return true;
  }
  void report_unknown() {
    const auto& section = open_.back();
    if (!section.node.IsMap()) return;
    std::set<std::string> seen;
    for (const auto& entry : section.node) {
      if (entry.first.IsScalar() && !seen.insert(entry.first.Scalar()).second)
        problem(entry.first.Mark(),
                fmt::format("{}{} is set twice", section.path, entry.first.Scalar()));
      if (!entry.first.IsScalar() || section.known.contains(entry.first.Scalar())) continue;
      problem(entry.first.Mark(),
              fmt::format("{}{}: no such key; here there are {}", section.path,
                          entry.first.Scalar(), fmt::join(section.known, ", ")));
    }
  }

  std::string name_;
  std::map<std::string, std::string> variables_;
  std::set<std::string> used_;
  std::vector<Open> open_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> read_into(Config& config, const std::string& text, const std::string& name,
                                   const std::vector<std::string>& environment) {
  YAML::Node root;
  try {
    const auto documents = YAML::LoadAll(text);
    if (documents.size() > 1)
      return {fmt::format("{}:{}: a second document; a configuration is one", name,
                          documents[1].Mark().line + 1)};
    if (!documents.empty()) root = documents[0];
  } catch (const YAML::Exception& e) {
    return {fmt::format("{}:{}: {}", name, e.mark.line + 1, e.msg)};
  }
  Reader reader(root, name, variables_of(environment));
  config.describe(reader);
  reader.finish();
  return reader.problems();
}

}  // namespace lockstep::app
