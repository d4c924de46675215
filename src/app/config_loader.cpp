// What the fields of a configuration say together, and with the files they name.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <sstream>

#include "config.h"
#include "config_reader.h"
#include "lockstep/engine/baseline_file.h"
#include "lockstep/evidence/weight_rule.h"

extern char** environ;

namespace lockstep::app {
namespace {

StatusOr<std::string> text_of(const std::string& path) {
  std::error_code none;
  if (std::filesystem::is_directory(path, none))
    return invalid_argument(fmt::format("{}: is a folder", path));
  std::ifstream file(path, std::ios::binary);
  if (!file) return invalid_argument(fmt::format("{}: cannot be read", path));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

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

void check_weights(const evidence::EvidenceConfig& config, const std::string& name,
                   std::vector<std::string>& problems) {
  const auto registry = signals::Registry::with_all();
  std::set<std::string> named;
  const auto refuse = [&](std::string_view why) {
    problems.push_back(fmt::format("{}: evidence.weights: {}", name, why));
  };
  for (const auto& line : config.weights) {
    const auto rule = evidence::parse_weight_rule(line);
    if (!rule.ok()) {
      refuse(message_of(rule.status()));
      continue;
    }
    const auto id = registry.find_kind(rule->kind);
    if (!id) {
      refuse(fmt::format("there is no kind '{}'", rule->kind));
    } else if (rule->of_act() != (registry.kind(*id).def->weighing == Weighing::kCoaction)) {
      refuse(rule->of_act()
                 ? fmt::format("'{}' is an attribute: it has a prior and a cap", rule->kind)
                 : fmt::format("'{}' is an act: it has a weight", rule->kind));
    }
    if (!named.insert(rule->kind).second) refuse(fmt::format("'{}' is named twice", rule->kind));
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

StatusOr<std::string> key_in(const std::string& path, std::size_t min) {
  LOCKSTEP_ASSIGN(std::string key, text_of(path));
  while (key.ends_with('\n') || key.ends_with('\r')) key.pop_back();
  const auto max = alert::SharingConfig::kMaxKey;
  if (key.size() < min || key.size() > max)
    return invalid_argument(
        fmt::format("{}: {} bytes, a key has {} to {}", path, key.size(), min, max));
  return key;
}

// Reads the keys, which the engine needs too.
void take_sharing(Config& config, const std::string& name, std::vector<std::string>& problems) {
  auto& sharing = config.live.sharing;
  for (const auto& problem : sharing.problems())
    problems.push_back(fmt::format("{}: {}", name, problem));
  const auto read = [&](std::string_view field, const std::string& path, std::size_t min) {
    auto key = key_in(path, min);
    if (key.ok()) return *std::move(key);
    problems.push_back(fmt::format("{}: sharing.{}: {}", name, field, message_of(key.status())));
    return std::string();
  };
  if (!sharing.deployment_key_file.empty())
    sharing.key_of_file =
        read("deployment_key_file", sharing.deployment_key_file, alert::SharingConfig::kMinKey);
  for (const auto& path : sharing.former_key_files)
    sharing.former_keys.push_back(read("former_key_files", path, 1));
  config.engine.grouping_keys = sharing.known_keys();
}

// Of two fields that bound each other.
void check_bounds(const engine::EngineConfig& engine, const std::string& name,
                  std::vector<std::string>& problems) {
  const auto& evidence = engine.evidence;
  const auto& join = engine.join;
  if (evidence.min_key_cap > evidence.max_key_cap)
    problems.push_back(fmt::format("{}: evidence.min_key_cap {} is more than max_key_cap {}", name,
                                   evidence.min_key_cap, evidence.max_key_cap));
  if (join.hot_sample > join.hot_key)
    problems.push_back(fmt::format("{}: join.hot_sample {} is more than hot_key {}", name,
                                   join.hot_sample, join.hot_key));
}

}  // namespace

StatusOr<Config> parse_config(const std::string& text, const std::string& name,
                              const std::vector<std::string>& environment) {
  Config config;
  auto problems = read_into(config, text, name, environment);
  std::vector<std::string> unknown;
  signals::Registry(config.engine.signals, &unknown);
  for (const auto& signal : unknown)
    problems.push_back(fmt::format("{}: signals: there is no signal '{}'", name, signal));
  const auto add_problem = [&](const Status& status) {
    if (!status.ok()) problems.push_back(fmt::format("{}: {}", name, message_of(status)));
  };
  add_problem(config.kafka.check());
  if (!config.live.topics.empty()) add_problem(config.live.check());
  check_bounds(config.engine, name, problems);
  check_burst_rules(config, name, problems);
  check_weights(config.engine.evidence, name, problems);
  check_judgement(config.engine.assess, name, problems);
  take_sharing(config, name, problems);
  if (!problems.empty()) return invalid_argument(fmt::format("{}", fmt::join(problems, "\n")));
  return config;
}

namespace {

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
