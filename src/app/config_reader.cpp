// YAML and environment into Config: strict, with every problem reported at once.
#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <sstream>

#include "config.h"
#include "lockstep/engine/baseline_file.h"

extern char** environ;

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
    for (const auto& entry : section.node) {
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

// A kind may be missing because its signal is switched off, but not because no signal has it.
void check_burst_rules(const Config& config, const std::string& name,
                       std::vector<std::string>& problems) {
  const auto registry = signals::Registry::with_all();
  for (const auto& line : config.engine.assess.burst_rules) {
    const auto rule = assess::parse_burst_rule(line);
    if (!rule) {
      problems.push_back(fmt::format("{}: assess.burst_rules: not a rule: '{}'", name, line));
      continue;
    }
    for (const auto& kind : rule->kinds) {
      const auto id = registry.find_kind(kind);
      const auto wanted = rule->of_birth ? Weighing::kAttribute : Weighing::kCoaction;
      if (!id || registry.kind(*id).def->weighing != wanted) {
        problems.push_back(fmt::format("{}: assess.burst_rules: there is no kind of {} '{}'", name,
                                       rule->of_birth ? "attribute" : "act", kind));
      }
    }
  }
}

void check_judgement(const assess::AssessConfig& config, const std::string& name,
                     std::vector<std::string>& problems) {
  for (const auto& line : config.tiers)
    if (!assess::parse_tier_rule(line))
      problems.push_back(fmt::format("{}: assess.tiers: not a rule: '{}'", name, line));
  std::optional<assess::CalibrationStep> last;
  for (const auto& line : config.calibration) {
    const auto step = assess::parse_calibration_step(line);
    if (!step) {
      problems.push_back(fmt::format("{}: assess.calibration: not a step: '{}'", name, line));
    } else if (last && (step->confidence <= last->confidence || step->means < last->means)) {
      problems.push_back(
          fmt::format("{}: assess.calibration: steps have to ascend: '{}'", name, line));
    }
    if (step) last = step;
  }
}

}  // namespace

StatusOr<Config> parse_config(const std::string& text, const std::string& name,
                              const std::vector<std::string>& environment) {
  YAML::Node root;
  try {
    root = YAML::Load(text);
  } catch (const YAML::Exception& e) {
    return invalid_argument(fmt::format("{}:{}: {}", name, e.mark.line + 1, e.msg));
  }
  Config config;
  Reader reader(root, name, variables_of(environment));
  config.describe(reader);
  reader.finish();
  auto problems = reader.problems();
  std::vector<std::string> unknown;
  signals::Registry(config.engine.signals, &unknown);
  for (const auto& signal : unknown)
    problems.push_back(fmt::format("{}: signals: there is no signal '{}'", name, signal));
  const auto add_problem = [&](const Status& status) {
    if (!status.ok()) problems.push_back(fmt::format("{}: {}", name, message_of(status)));
  };
  add_problem(config.kafka.check());
  if (!config.live.topics.empty()) add_problem(config.live.check());
  check_burst_rules(config, name, problems);
  check_judgement(config.engine.assess, name, problems);
  if (!problems.empty()) return invalid_argument(fmt::format("{}", fmt::join(problems, "\n")));
  return config;
}

namespace {

StatusOr<std::string> text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return invalid_argument(fmt::format("{}: cannot be read", path));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

StatusOr<Config> with_baseline(Config config) {
  const auto& path = config.engine.baseline_file;
  if (path.empty()) return config;
  LOCKSTEP_ASSIGN(const auto text, text_of(path));
  auto baseline = engine::baseline_of(text, signals::Registry(config.engine.signals));
  if (!baseline.ok())
    return invalid_argument(fmt::format("{}: {}", path, message_of(baseline.status())));
  config.engine.baseline = std::make_shared<const evidence::Baseline>(*std::move(baseline));
  return config;
}

}  // namespace

StatusOr<Config> load_config(const std::string& path) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) environment.emplace_back(*entry);
  std::string text;
  if (!path.empty()) {
    LOCKSTEP_ASSIGN(text, text_of(path));
  }
  LOCKSTEP_ASSIGN(auto config, parse_config(text, path.empty() ? "defaults" : path, environment));
  return with_baseline(std::move(config));
}

}  // namespace lockstep::app
