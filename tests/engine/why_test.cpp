#include "lockstep/engine/why.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "lockstep/engine/engine.h"
#include "traced_posts.h"

using namespace lockstep;
using namespace lockstep::engine;
using Met = evidence::PairStanding::Met;
using Place = WhyAccount::Place;

namespace {

using test::registry;

// What the planted accounts are.
struct Plant {
  bool one_device = false, fans = false;
  int accounts = 12, waves = 8;
};

TracedPost act(const std::string& account, const std::string& target, double second,
               const Plant& plant) {
  const bool planted = account.starts_with("p");
  return test::post(registry(), account, account + target, second, [&](Post& p) {
    p.action = Action::kRepost;
    p.repost_of = target;
    p.infra.device_id = planted && plant.one_device ? "shared" : account;
    if (planted && plant.fans) p.target_author = "star";
  });
}

// Eight hundred people repost at random from a heavy-tailed set of posts; planted accounts also
// all repost the same target once an hour, and two acquaintances meet once.
std::vector<TracedPost> world(const Plant& plant) {
  std::mt19937_64 random(1);
  std::vector<TracedPost> posts;
  for (int i = 0; i < 6'000; ++i) {
    const auto account = "o" + std::to_string(random() % 800);
    const auto u = static_cast<double>(random() % 1'000'000) / 1e6;
    const auto target = "t" + std::to_string(static_cast<int>(3'000 * u * u * u));
    posts.push_back(act(account, target, static_cast<double>(random() % 86'400), plant));
  }
  for (int wave = 0; wave < plant.waves; ++wave) {
    for (int a = 0; a < plant.accounts; ++a)
      posts.push_back(act("p" + std::to_string(a), "w" + std::to_string(wave),
                          3'600.0 * (wave + 1) + static_cast<double>(random() % 120), plant));
  }
  posts.push_back(act("a0", "once", 5'000, plant));
  posts.push_back(act("a1", "once", 5'060, plant));
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

struct Run {
  std::vector<alert::Alert> alerts;
  Why why;
};

Run ask(const std::vector<TracedPost>& posts, const std::vector<std::string>& accounts) {
  Engine engine({}, registry(), {});
  Run r;
  for (const auto& p : posts) engine.on_post(p, r.alerts);
  engine.on_end(false, r.alerts);
  r.why = engine.why(accounts);
  return r;
}
Run ask(const Plant& plant, const std::vector<std::string>& accounts) {
  return ask(world(plant), accounts);
}

const WhyCommunity& only_community(const Why& why) {
  REQUIRE(why.communities.size() == 1);
  REQUIRE_FALSE(why.communities[0].supposed);
  return why.communities[0];
}

}  // namespace

TEST_CASE("of accounts that are called inauthentic it is told by which alert, pairs and clues",
          "[integration][engine]") {
  const auto r = ask(Plant{.one_device = true}, {"x:p0", "x:p1", "x:p0"});
  REQUIRE_FALSE(r.alerts.empty());
  REQUIRE(r.why.accounts.size() == 2);
  for (const auto& a : r.why.accounts) {
    CHECK(a.known);
    CHECK(a.posts == 8);
    CHECK(a.place == Place::kMember);
    REQUIRE(a.campaign);
    CHECK(a.campaign->current);
    CHECK(a.campaign->alert_id == r.alerts.back().alert_id);
    CHECK(a.campaign->version == r.alerts.back().version);
    REQUIRE_FALSE(a.clues.empty());
    CHECK(a.clues[0].others == 11);
  }
  REQUIRE(r.why.pairs.size() == 1);
  CHECK(r.why.pairs[0].standing.accepted);
  const auto& c = only_community(r.why);
  CHECK(c.named == std::vector<std::size_t>{0, 1});
  CHECK(c.members == 12);
  CHECK(c.clue_holders == 12);
  CHECK(c.holders_needed == 3);
  CHECK(c.finding.verdict == assess::Verdict::kCoordinatedInauthentic);
  CHECK(c.finding.confidence == r.alerts.back().confidence);
  REQUIRE(c.clue_groups.size() == 1);
  const auto& group = c.clue_groups[0].standing;
  CHECK(c.finding.shared.at(c.clue_groups[0].shared).text == "shared");
  CHECK(group.holders == 12);
  CHECK(group.regulars == 12);
  CHECK(group.nats > group.bar);
  CHECK_FALSE(c.finding.claims.empty());
}

// A fan meets the group on what sixteen others pass on as well, and on nothing of its own.
TEST_CASE("of who meets a community on what is popular it is told that it is left out of it",
          "[integration][engine]") {
  const Plant plant{.accounts = 10};
  auto posts = world(plant);
  for (int hit = 0; hit < 8; ++hit) {
    double at = 3'600.0 * (hit + 1) + 1'800;
    const auto share = [&](const std::string& account) {
      posts.push_back(act(account, "hit" + std::to_string(hit), at, plant));
      at += 3;
    };
    for (int a = 0; a < 16; ++a) share("h" + std::to_string(hit) + "-" + std::to_string(a));
    for (int a = 0; a < 10; ++a) share("p" + std::to_string(a));
    share("fan");
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  const auto r = ask(posts, {"x:p0", "x:fan"});
  REQUIRE(r.why.accounts.size() == 2);
  CHECK(r.why.accounts[0].place == Place::kMember);
  CHECK(r.why.accounts[1].place == Place::kLeftOut);
  CHECK(r.why.accounts[1].accepted_pairs >= 2);
  REQUIRE(r.why.communities.size() == 2);
  CHECK(r.why.communities[0].named == std::vector<std::size_t>{0});
  CHECK(r.why.communities[0].members == 10);
}

TEST_CASE("of accounts without clues it is told how many clues are missing, and the cap",
          "[integration][engine]") {
  const auto r = ask(Plant{}, {"x:p0", "x:p1"});
  REQUIRE_FALSE(r.alerts.empty());
  const auto& c = only_community(r.why);
  REQUIRE(c.campaign);
  CHECK(c.campaign->version > 0);
  CHECK(c.finding.verdict == assess::Verdict::kCoordinated);
  CHECK_FALSE(c.explained);
  CHECK(c.clue_holders == 0);
  CHECK(c.holders_needed == 3);
  CHECK(c.cap.most == 30);  // devices are known of all
  CHECK(c.finding.confidence <= c.cap.most);
}

TEST_CASE("of fans it is told what explains them, and that they were never alerted",
          "[integration][engine]") {
  const auto r = ask(Plant{.fans = true}, {"x:p0", "x:p1"});
  CHECK(r.alerts.empty());
  const auto& c = only_community(r.why);
  CHECK(c.explained);
  REQUIRE(c.campaign);
  CHECK(c.campaign->version == 0);
  CHECK(std::any_of(c.finding.benign.begin(), c.finding.benign.end(), [](const auto& b) {
    return b.hypothesis == "audience of one account" && b.outcome == "explains";
  }));
}

TEST_CASE("accounts in no community are taken as one, and unknown ones stay apart",
          "[integration][engine]") {
  const auto r = ask(Plant{}, {"x:a0", "x:nobody", "x:a1", "x:p0"});
  REQUIRE(r.why.accounts.size() == 4);
  CHECK_FALSE(r.why.accounts[1].known);
  CHECK(r.why.accounts[0].place == Place::kNone);
  CHECK_FALSE(r.why.accounts[0].campaign);
  REQUIRE(r.why.pairs.size() == 3);  // none with the unknown one
  CHECK(r.why.pairs[0].first == 0);
  CHECK(r.why.pairs[0].second == 2);
  CHECK(r.why.pairs[0].standing.met == Met::kOnce);
  CHECK(r.why.pairs[1].standing.met == Met::kNever);
  REQUIRE(r.why.communities.size() == 2);  // that of p0, and the supposed one
  const auto& supposed = r.why.communities[1];
  CHECK(supposed.supposed);
  CHECK(supposed.named == std::vector<std::size_t>{0, 2, 3});
  CHECK(supposed.two_pairs == 0);
  CHECK_FALSE(supposed.campaign);
}

TEST_CASE("a pair that met too rarely is told what it lacks", "[integration][engine]") {
  const auto r = ask(Plant{.accounts = 2, .waves = 2}, {"x:p0", "x:p1"});
  REQUIRE(r.why.pairs.size() == 1);
  const auto& s = r.why.pairs[0].standing;
  CHECK(s.met == Met::kAgain);
  CHECK_FALSE(s.accepted);
  CHECK(s.total < r.why.bar.nats);
  CHECK(s.further);
  REQUIRE(r.why.communities.size() == 1);
  CHECK(r.why.communities[0].supposed);
  CHECK(r.why.communities[0].members < r.why.min_accounts);
}

TEST_CASE("to be asked before any post is no accident", "[unit][engine]") {
  const std::vector<std::string> accounts{"x:p0"};
  const auto why = Engine({}, registry(), {}).why(accounts);
  CHECK(why.as_of == EventTime::min());
  CHECK_FALSE(why.accounts.at(0).known);
  CHECK(why.communities.empty());
}
