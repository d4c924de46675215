#include "judge.h"

#include <catch2/catch.hpp>

namespace lockstep::assess {
namespace {

// Ten members who acted, with clues, confirmed.
Finding finding() {
  Finding f;
  f.members.resize(10);
  f.pairs = 45;
  f.coactions = 100;
  f.clue_coverage = 0.8;
  f.confirmed = true;
  f.families = {8, 0, 6, 0, 0};
  return f;
}

Finding judged(Finding f, const AssessConfig& config = {}, std::size_t platforms = 1) {
  judge(platforms, config, judgement_of(config), f);
  return f;
}

}  // namespace

TEST_CASE("the gate asks for clues, unless it is switched off", "[unit][assess]") {
  Finding f = finding();
  CHECK(judged(f).verdict == Verdict::kCoordinatedInauthentic);
  f.clue_coverage = 0;
  CHECK(judged(f).verdict == Verdict::kCoordinated);
  CHECK(judged(f).tier == Tier::kMonitor);
  AssessConfig open;
  open.require_clue = false;
  CHECK(judged(f, open).verdict == Verdict::kCoordinatedInauthentic);
  f.benign.push_back({"one publisher", "explains", ""});
  CHECK(judged(f, open).verdict == Verdict::kCoordinated);
}

TEST_CASE("what is not established is not said to be likely", "[unit][assess]") {
  Finding f = finding();
  f.families = {8, 0, 20, 0, 0};  // an address or so, and plenty of it
  CHECK(judged(f).inauthenticity > 0.9);
  f.clue_coverage = 0;  // but no clue
  CHECK(judged(f).inauthenticity == 0.5);
  f.families = {8, 0, 1, 0, 0};
  CHECK(judged(f).inauthenticity < 0.1);
}

TEST_CASE("weights are log-odds a unit", "[unit][assess]") {
  AssessConfig config;
  config.weights = {-2, 0.125, 0, 0.25, 0, 0, 0, 0, 0, 0};
  CHECK(judged(finding(), config).confidence == 62);  // -2 + 8/8 + 6/4 = 0.5
  config.weights.families = 0.5;                      // two over three nats: 1.5
  CHECK(judged(finding(), config).confidence == 82);
  config.weights.benign_possible = -1.5;
  Finding f = finding();
  f.benign.push_back({"public event", "possible", ""});
  CHECK(judged(f, config).confidence == 50);
}

TEST_CASE("no weight lifts a confidence over what its evidence allows", "[unit][assess]") {
  AssessConfig sure;
  sure.weights.prior = 20;
  Finding f = finding();
  CHECK(judged(f, sure).confidence == 97);
  f.confirmed = false;
  CHECK(judged(f, sure).confidence == 79);
  f.clue_coverage = 0;
  CHECK(judged(f, sure).confidence == 59);
  f.clues_visible = true;
  CHECK(judged(f, sure).confidence == 30);
  sure.calibration = {"0 means 90"};
  CHECK(judged(f, sure).confidence == 30);
}

TEST_CASE("a calibration says what a confidence has meant", "[unit][assess]") {
  AssessConfig config;
  config.calibration = {"20 means 5", "60 means 40", "97 means 96"};
  CHECK(judged(finding(), config).confidence == 40);
  config.weights.prior = 20;
  CHECK(judged(finding(), config).confidence == 96);
  config.weights.prior = -6.1;  // below the first step it means what it says
  CHECK(judged(finding(), config).confidence < 60);
}

TEST_CASE("steps of a calibration are two numbers", "[unit][assess]") {
  CHECK(parse_calibration_step("40 means 25")->means == 25);
  for (const auto* line : {"", "40", "40 means", "40 means 101", "101 means 1", "40 is 25",
                           "40 means 25 %", "-1 means 2"})
    CHECK_FALSE(parse_calibration_step(line).has_value());
}

TEST_CASE("sentences that say nothing are left out of the judgement", "[unit][assess]") {
  AssessConfig config;
  config.calibration = {"20 means 5", "nonsense", "60 means 40"};
  config.tiers = {"ban", "rebut at confidence 60"};
  const auto judgement = judgement_of(config);
  REQUIRE(judgement.calibration.size() == 2);
  CHECK(judgement.calibration[1].confidence == 60);
  REQUIRE(judgement.tiers.size() == 1);
  CHECK(judgement.tiers[0].tier == Tier::kRebut);
}

TEST_CASE("the first tier rule that holds decides", "[unit][assess]") {
  AssessConfig config;
  config.weights.prior = 20;
  Finding f = finding();
  CHECK(judged(f, config, 1).tier == Tier::kRebut);
  CHECK(judged(f, config, 2).tier == Tier::kEscalate);
  f.members.resize(50);
  CHECK(judged(f, config, 1).tier == Tier::kEscalate);
  config.tiers = {"pre-bunk at confidence 90 and 50 accounts and 3 platforms"};
  CHECK(judged(f, config, 3).tier == Tier::kPreBunk);
  CHECK(judged(f, config, 2).tier == Tier::kMonitor);
  config.tiers = {};
  CHECK(judged(f, config, 3).tier == Tier::kMonitor);
}

TEST_CASE("what is no tier rule is none", "[unit][assess]") {
  for (const auto& line : shipped_tier_rules()) CHECK(parse_tier_rule(line).has_value());
  for (const auto* line :
       {"", "ban", "rebut at", "rebut at confidence", "rebut at confidence 101",
        "rebut at confidence 60 and", "rebut at confidence 60 and 2",
        "rebut at confidence 60 2 accounts", "rebut at confidence 60 and 0 accounts",
        "rebut at confidence 60 and 2 friends",
        "rebut at confidence 60 and 2 accounts and 3 accounts", "rebut and 2 accounts"})
    CHECK_FALSE(parse_tier_rule(line).has_value());
}

}  // namespace lockstep::assess
