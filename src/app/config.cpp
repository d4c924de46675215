#include "config.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lockstep/core/hash.h"

namespace lockstep::app {

void Config::describe(ConfigVisitor& v) {
  v.section("normalize", normalize, "From a platform's post to a canonical one.");
  v.section("sequence", sequence, "From any order of arrival to one order of events.");
  engine.describe(v);
  v.section(
      "sharing", live.sharing,
      "What STIX bundles are made for whom (docs/ALERTS.md, \"Profiles\"); none of it changes "
      "what is found.");
  v.section("live", live, "The live service: what it reads and writes (docs/OPERATIONS.md).");
  v.section("kafka", kafka, "The way to the brokers.");
  v.section("admin", admin, "What operators ask the live service.");
}

namespace {

// "section.key=value" lines of everything that can change an alert.
class Fingerprint final : public ConfigVisitor {
 public:
  void begin(std::string_view section, std::string_view) override {
    path_.push_back(std::string{section});
  }
  void end() override { path_.pop_back(); }
  void field(std::string_view n, bool& v, std::string_view, Effect e) override {
    add(n, v ? "true" : "false", e);
  }
  void field(std::string_view n, std::int64_t& v, Range<std::int64_t>, std::string_view,
             Effect e) override {
    add(n, std::to_string(v), e);
  }
  void field(std::string_view n, double& v, Range<double>, std::string_view, Effect e) override {
    add(n, fmt::format("{}", v), e);
  }
  void field(std::string_view n, Duration& v, Range<Duration>, std::string_view,
             Effect e) override {
    add(n, format_duration(v), e);
  }
  void field(std::string_view n, EventTime& v, std::string_view, Effect e) override {
    add(n, format_rfc3339(v), e);
  }
  void field(std::string_view n, std::string& v, std::string_view, Effect e) override {
    add(n, v, e);
  }
  void secret(std::string_view, std::string&, std::string_view) override {}
  void choice(std::string_view n, std::string& v, const std::vector<std::string>&, std::string_view,
              Effect e) override {
    add(n, v, e);
  }
  void field(std::string_view n, std::vector<std::string>& v, std::string_view, Effect e) override {
    std::string all;
    for (const auto& item : v) all += item + ',';
    add(n, all, e);
  }
  void field(std::string_view, std::map<std::string, std::string>&, std::string_view) override {}
  std::size_t begin_list(std::string_view name, std::size_t size, std::string_view) override {
    path_.push_back(std::string{name});
    return size;
  }
  void begin_item(std::size_t index) override { path_.push_back(std::to_string(index)); }
  void end_item() override { path_.pop_back(); }
  void end_list() override { path_.pop_back(); }
  const std::string& text() const { return text_; }

 private:
  void add(std::string_view name, const std::string& value, Effect effect) {
    if (effect == Effect::kOperation) return;
    for (const auto& section : path_) text_ += section + '.';
    text_ += fmt::format("{}={}\n", name, value);
  }
  std::vector<std::string> path_;
  std::string text_;
};

}  // namespace

std::string fingerprint(Config config) {
  config.engine.baseline_file.clear();  // what is in it has a hash of its own
  Fingerprint visitor;
  config.describe(visitor);
  return to_hex(sha256(visitor.text()));
}

Config as_run(Config config) {
  if (!config.live.is_shadow()) return config;
  config.kafka.group += "-shadow";
  config.live.decisions_topic += ".shadow";
  return config;
}

alert::Provenance provenance_of(const Config& config, std::vector<std::string> inputs) {
  alert::Provenance provenance;
  provenance.inputs = std::move(inputs);
  for (const auto& input : provenance.inputs) {
    const auto topic = std::find_if(config.live.topics.begin(), config.live.topics.end(),
                                    [&](const auto& t) { return t.topic == input; });
    provenance.reliability.push_back(topic == config.live.topics.end() ? "" : topic->reliability);
  }
  provenance.config_sha256 = fingerprint(config);
  // The built-in baseline is of no archive.
  const auto& baseline = config.engine.baseline;
  provenance.baseline_sha256 = baseline != nullptr ? baseline->sha256 : to_hex(sha256(""));
  provenance.engine_version = LOCKSTEP_VERSION;
  provenance.source_reliability = config.engine.source_reliability;
  provenance.excerpts = config.engine.excerpts;
  provenance.retention = config.engine.alert_retention;
  return provenance;
}

}  // namespace lockstep::app
