#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "lockstep/lab/evaluate.h"

using namespace lockstep;
using namespace lockstep::lab;

namespace {

AssessmentResult ranked(std::uint64_t relevant, std::vector<RankedAccount> ranking) {
  AssessmentResult result;
  result.accounts.relevant = relevant;
  result.ranking = std::move(ranking);
  return result;
}

CampaignResult campaign(std::string tactic, std::uint64_t members, std::uint64_t flagged,
                        std::optional<Duration> latency = {}) {
  CampaignResult result;
  result.tactic = std::move(tactic);
  result.members = members;
  result.flagged = flagged;
  result.latency = latency;
  result.coordinated_posts = 4;
  if (latency) {
    result.clusters = 1;
    result.posts_before_detection = 0.25;
  }
  return result;
}

}  // namespace

// Reference values: Wilson score interval with z = 1.6449.
TEST_CASE("the lower bound is Wilson's") {
  CHECK(wilson_lower(0, 0) == 0);
  CHECK(wilson_lower(0, 10) == 0);
  CHECK(wilson_lower(10, 10) == Approx(0.7871).margin(1e-4));
  CHECK(wilson_lower(50, 100) == Approx(0.4189).margin(1e-4));
  CHECK(wilson_lower(980, 1000) == Approx(0.9714).margin(1e-4));
}

TEST_CASE("the lower bound covers the truth in nineteen of twenty experiments") {
  std::mt19937_64 random{7};
  for (const double truth : {0.5, 0.9, 0.98}) {
    std::binomial_distribution<std::uint64_t> draw(400, truth);
    int covered = 0;
    for (int i = 0; i < 4000; ++i) covered += wilson_lower(draw(random), 400) <= truth;
    CAPTURE(truth);
    CHECK(covered >= 4000 * 0.93);
    CHECK(covered <= 4000 * 0.98);
  }
}

TEST_CASE("average precision is the mean precision at each account to be found") {
  // hit, miss, hit; one never flagged: (1/1 + 2/3) / 3
  CHECK(ranked(3, {{0.9, true}, {0.8, false}, {0.7, true}}).average_precision() ==
        Approx((1.0 + 2.0 / 3) / 3));
  CHECK(ranked(2, {{0.9, true}, {0.8, true}}).average_precision() == 1.0);
  CHECK(ranked(2, {}).average_precision() == 0.0);
  CHECK(ranked(0, {}).average_precision() == 1.0);
}

TEST_CASE("accounts of equal rank count alike in any order") {
  const double first = ranked(2, {{0.5, true}, {0.5, false}, {0.5, true}}).average_precision();
  const double last = ranked(2, {{0.5, false}, {0.5, true}, {0.5, true}}).average_precision();
  CHECK(first == last);
  CHECK(first == Approx(2.0 / 3));
}

TEST_CASE("calibration error is the gap between confidence and matches, bin by bin") {
  AssessmentResult result;
  CHECK(!result.calibration_error());
  result.judged = {{0.75, true}, {0.75, true}, {0.75, true}, {0.75, false}};
  CHECK(*result.calibration_error() == Approx(0));
  result.judged = {{1.0, false}, {0.05, false}};
  CHECK(*result.calibration_error() == Approx((1.0 + 0.05) / 2));
}

TEST_CASE("tactics come worst first, and what was not found counts as found after all its posts") {
  AssessmentResult result;
  result.by_campaign = {campaign("fast", 10, 10, std::chrono::minutes{2}),
                        campaign("fast", 10, 8, std::chrono::minutes{4}), campaign("slow", 20, 5),
                        campaign("slow", 2, 2)};
  const auto tactics = result.by_tactic();
  REQUIRE(tactics.size() == 2);
  CHECK(tactics[0].tactic == "slow");
  CHECK(tactics[0].recall() == Approx(7.0 / 22));
  CHECK(tactics[0].campaigns == 1);  // two accounts are no campaign to be found
  CHECK(tactics[0].posts_before_detection == 1.0);
  CHECK(!tactics[0].median_latency);
  CHECK(tactics[1].found == 2);
  CHECK(tactics[1].median_latency == std::chrono::minutes{3});
  CHECK(tactics[1].posts_before_detection == 0.25);
}

TEST_CASE("nobody knows what came before detection where truth_posts were not read") {
  AssessmentResult result;
  result.by_campaign = {campaign("slow", 20, 5), campaign("fast", 10, 10, std::chrono::minutes{2}),
                        campaign("fast", 10, 0)};
  result.by_campaign[0].coordinated_posts = result.by_campaign[2].coordinated_posts = 0;
  const auto tactics = result.by_tactic();
  REQUIRE(tactics.size() == 2);
  CHECK(!tactics[0].posts_before_detection);
  CHECK(tactics[1].posts_before_detection == 0.25);  // of the one that is known
}

TEST_CASE("pooled runs add up, and a rate needs every run's posts") {
  Evaluation first, second;
  first.accounts = 100;
  first.all.accounts = {8, 10, 20};
  first.all.false_alerts = 1;
  first.all.organic_posts = 400'000;
  first.all.by_confounder["fans"] = {50, 2, 1};
  first.all.by_campaign = {campaign("fast", 10, 8)};
  second = first;
  second.all.accounts = {10, 10, 10};
  const std::vector<Evaluation> runs = {first, second};
  const Evaluation both = pool(runs);
  CHECK(both.runs == 2);
  CHECK(both.accounts == 200);
  CHECK(both.all.accounts.precision() == Approx(0.9));
  CHECK(both.all.accounts.recall() == Approx(0.6));
  CHECK(both.all.by_confounder.at("fans").accounts == 100);
  CHECK(both.all.by_campaign.size() == 2);
  CHECK(*both.all.false_alerts_per_million() == Approx(2 / 0.8));
  second.all.organic_posts = 0;
  const std::vector<Evaluation> unknown = {first, second, first};
  CHECK(!pool(unknown).all.false_alerts_per_million());
}
