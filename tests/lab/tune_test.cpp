#include "lockstep/lab/tune.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <string>
#include <vector>

using namespace lockstep;
using namespace lockstep::lab;
using Json = nlohmann::json;

namespace {

// Alerts whose truth follows one kind of evidence, and whose confidence is always 0.9.
std::vector<JudgedAlert> overconfident(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random{seed};
  std::uniform_real_distribution<double> nats(0, 20), unit(0, 1);
  std::vector<JudgedAlert> alerts;
  for (std::size_t i = 0; i < count; ++i) {
    JudgedAlert alert{"run" + std::to_string(i % 20), 0.9, {}, false};
    for (std::size_t e = 0; e < evidence_names().size(); ++e)
      alert.evidence.push_back(nats(random));
    const double log_odds = 0.5 * (alert.evidence[2] - 12);  // infrastructure
    alert.right = unit(random) < 1 / (1 + std::exp(-log_odds));
    alerts.push_back(std::move(alert));
  }
  return alerts;
}

Tuning tuned(const std::vector<JudgedAlert>& alerts, const TuneOptions& options = {}) {
  const auto result = tune(alerts, options);
  INFO(message_of(result.status()));
  REQUIRE(result.ok());
  return *result;
}

constexpr const char* kLines =
    R"({"schema":"lockstep.alert/1","alert_id":"1","campaign_id":"c1","version":1,"confidence":70,"detected_at":"2026-01-05T12:00:00Z","families":{"content":{"weight":4.5}},"benign_checks":[{"outcome":"possible"},{"outcome":"excluded"}],"accounts":[{"account":"a"},{"account":"b"},{"account":"c"}]}
{"schema":"lockstep.alert/1","alert_id":"1","campaign_id":"c1","version":2,"confidence":80,"detected_at":"2026-01-05T13:00:00Z","families":{"content":{"weight":9},"identity":{"weight":2}},"benign_checks":[{"outcome":"explains"}],"accounts":[{"account":"a"},{"account":"b"},{"account":"c"}]}
{"schema":"lockstep.alert/1","alert_id":"2","campaign_id":"c2","confidence":60,"detected_at":"2026-01-05T12:00:00Z","accounts":[{"account":"x"}]}
)";

AlertVersions alerts_of(const std::string& text) {
  AlertVersions versions;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) versions.push_back(*read_alert(line));
  return versions;
}
const AlertVersions kAlerts = alerts_of(kLines);

}  // namespace

TEST_CASE("the evidence that decides is found, the rest weighs next to nothing") {
  const Tuning t = tuned(overconfident(1, 3000));
  CHECK(t.evidence[2].name == "infrastructure");
  CHECK(t.evidence[2].weight == Approx(0.5).epsilon(0.2));
  CHECK(t.evidence[2].auc > 0.85);
  for (std::size_t i = 0; i < t.evidence.size(); ++i) {
    if (i == 2) continue;
    CAPTURE(t.evidence[i].name);
    CHECK(std::abs(t.evidence[i].weight) < 0.06);
    CHECK(t.evidence[i].auc == Approx(0.5).margin(0.05));
  }
}

TEST_CASE("overconfidence is measured, and both maps take it away on unseen groups") {
  const Tuning t = tuned(overconfident(2, 3000));
  const double share = static_cast<double>(t.right) / static_cast<double>(t.alerts);
  CHECK(t.as_it_is.calibration_error == Approx(0.9 - share).margin(1e-6));
  CHECK(t.isotonic.calibration_error < 0.05);
  CHECK(t.platt.calibration_error < 0.05);
  CHECK(t.weights.log_loss < t.isotonic.log_loss);
  CHECK(t.isotonic.log_loss < t.as_it_is.log_loss);
  REQUIRE(t.calibration.size() == 1);
  CHECK(t.calibration[0].probability == Approx(share).margin(0.01));
}

TEST_CASE("what only a group knows does not count, since groups are judged unseen") {
  // Each group has one verdict and an evidence value of its own; nothing carries over.
  std::mt19937_64 random{3};
  std::uniform_real_distribution<double> nats(0, 20);
  std::vector<JudgedAlert> alerts;
  for (int group = 0; group < 40; ++group) {
    std::vector<double> evidence;
    for (std::size_t e = 0; e < evidence_names().size(); ++e) evidence.push_back(nats(random));
    const bool right = (random() & 1) == 1;
    for (int i = 0; i < 50; ++i)
      alerts.push_back({"g" + std::to_string(group), 0.5, evidence, right});
  }
  CHECK(tuned(alerts).weights.log_loss > 0.6);  // guessing is 0.693
}

TEST_CASE("an expected share moves intercepts and map, not weights") {
  const auto alerts = overconfident(4, 2000);
  const Tuning as_judged = tuned(alerts), rare = tuned(alerts, {0.01});
  const double share = static_cast<double>(as_judged.right) / static_cast<double>(as_judged.alerts);
  const double shift = std::log(0.01 / 0.99) - std::log(share / (1 - share));
  CHECK(rare.intercept == Approx(as_judged.intercept + shift));
  CHECK(rare.platt_intercept == Approx(as_judged.platt_intercept + shift));
  CHECK(rare.evidence[2].weight == as_judged.evidence[2].weight);
  CHECK(rare.calibration[0].probability == Approx(0.01).epsilon(0.05));
}

TEST_CASE("the order of the alerts does not matter") {
  auto alerts = overconfident(5, 400);
  const std::string first = to_json(tuned(alerts));
  const std::string again = to_json(tuned(alerts));
  CHECK(first == again);
}

TEST_CASE("too little to learn from is refused") {
  auto alerts = overconfident(6, 100);
  auto one_group = alerts, all_right = alerts;
  for (JudgedAlert& alert : one_group) alert.group = "only";
  for (JudgedAlert& alert : all_right) alert.right = true;
  CHECK(tune(one_group, {}).status().code() == StatusCode::kInvalidArgument);
  CHECK(tune(all_right, {}).status().code() == StatusCode::kInvalidArgument);
  CHECK(tune({}, {}).status().code() == StatusCode::kInvalidArgument);
  CHECK(tune(alerts, {}).ok());
}

TEST_CASE("an alert counts by its last version, wherever its line is") {
  const CsvFile verdicts{"verdicts", "alert_id,verdict\n1,confirmed\n9,rejected\n"};
  const AlertVersions reversed(kAlerts.rbegin(), kAlerts.rend());
  const auto judged = judge_by_verdicts(reversed, verdicts);
  CHECK(judge_by_verdicts(kAlerts, verdicts)->front().confidence == Approx(0.8));
  REQUIRE(judged.ok());
  REQUIRE(judged->size() == 1);
  const JudgedAlert& alert = judged->front();
  CHECK(alert.right);
  CHECK(alert.group == "c1");
  CHECK(alert.confidence == Approx(0.8));
  CHECK(alert.evidence == std::vector<double>{0, 9, 0, 2, 0, 1, 2, 1, 0});
}

TEST_CASE("verdicts are in the words of the feedback topic, and the last one of an alert counts") {
  const auto judged_by = [](const std::string& rows) {
    const auto judged = judge_by_verdicts(kAlerts, {"verdicts", "alert_id,verdict\n" + rows});
    REQUIRE(judged.ok());
    std::vector<bool> right;
    for (const JudgedAlert& alert : *judged) right.push_back(alert.right);
    return right;
  };
  CHECK(judged_by("1,dismissed\n2,rejected\n") == std::vector<bool>{false, false});
  CHECK(judged_by("1,dismissed\n1,confirmed\n") == std::vector<bool>{true});
  CHECK(judged_by("1,confirmed\n2,dismissed\n2,reopened\n") == std::vector<bool>{true});
  CHECK(judged_by("2,reopened\n2,dismissed\n") == std::vector<bool>{false});
}

TEST_CASE("a verdict may name its group, and another word is none") {
  const auto judged = judge_by_verdicts(
      kAlerts, {"verdicts", "alert_id,group,verdict\n1,week 3,confirmed\n2,week 4,rejected\n"});
  REQUIRE(judged.ok());
  REQUIRE(judged->size() == 2);
  CHECK((*judged)[0].group == "week 3");
  CHECK(!(*judged)[1].right);
  const CsvFile odd{"said.csv", "alert_id,verdict\n1,maybe\n"};
  CHECK(message_of(judge_by_verdicts(kAlerts, odd).status()) ==
        "said.csv:2: not a row of this file");
}

TEST_CASE("truth judges by matches, and a run is one group") {
  const CsvFile truth{"truth", "account,campaign\na,alpha\nb,alpha\nc,alpha\nx,-\n"};
  const auto judged = judge_by_truth(kAlerts, truth, "seed 1");
  REQUIRE(judged.ok());
  REQUIRE(judged->size() == 2);
  CHECK((*judged)[0].right);
  CHECK(!(*judged)[1].right);
  CHECK((*judged)[1].group == "seed 1");
}

TEST_CASE("the proposal's text and JSON say the same") {
  const Tuning t = tuned(overconfident(7, 500));
  const Json json = Json::parse(to_json(t));
  CHECK(json["schema"] == "lockstep.tuning/1");
  CHECK(json["weights"]["evidence"].size() == evidence_names().size());
  CHECK(json["quality"]["weights"]["log_loss"] == Approx(t.weights.log_loss));
  CHECK(to_table(t).find("500 alerts judged") != std::string::npos);
  CHECK(to_table(t).find("proposals") != std::string::npos);
}

TEST_CASE("evidence never speaks for innocence, whatever the verdicts") {
  auto alerts = overconfident(7, 1000);
  for (JudgedAlert& alert : alerts) alert.right = !alert.right;  // infrastructure now misleads
  for (std::size_t i = 0; i < tuned(alerts).evidence.size(); ++i) {
    const EvidenceWorth e = tuned(alerts).evidence[i];
    CAPTURE(e.name);
    if (i < 6) CHECK(e.weight >= 0);
  }
}

TEST_CASE("the piece of configuration holds the better proposal, under the keys that take it") {
  Tuning t = tuned(overconfident(8, 1000));
  REQUIRE(t.weights.log_loss < t.isotonic.log_loss);
  const std::string weights = to_yaml(t);
  CHECK(weights.find("assess:\n  weights:\n    prior: ") != std::string::npos);
  CHECK(weights.find("\n    benign_explains: ") != std::string::npos);
  CHECK(weights.find("\n  calibration: []\n") != std::string::npos);
  t.weights.log_loss = 1;
  t.calibration = {{0.1, 0.02}, {0.101, 0.05}, {0.79, 0.9}};
  const std::string map = to_yaml(t);
  CHECK(map.find("weights:") == std::string::npos);
  CHECK(map.find("    - \"10 means 5\"\n    - \"79 means 90\"\n") != std::string::npos);
  t.as_it_is.log_loss = 0;
  CHECK(to_yaml(t).find("assess") == std::string::npos);
}
