#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "lockstep/engine/engine.h"
#include "traced_posts.h"

using namespace lockstep;
using namespace lockstep::engine;
using lockstep::test::at_second;

namespace {

using test::registry;

// How the batch resembles each other.
struct Make {
  bool line = false;     // registered from one address
  bool bios = false;     // one biography
  bool persona = false;  // another one of three, and handles of one pattern
  bool camera = false;   // their portraits are from one camera, ...
  bool copied = false;   // ... and one picture
  bool newborn = true;   // else the records are of accounts a year old
  int accounts = 8;
};

// A biography nobody else has, a list like many.
std::string unlike(const std::string& account) {
  std::mt19937_64 random(std::hash<std::string>{}(account));
  std::string bio;
  for (int i = 0; i < 4; ++i) bio += std::to_string(random()) + " | ";
  return bio;
}

TracedPost record(const std::string& account, double second, const Make& make, bool batch) {
  return test::post(registry(), account, "", second, [&](Post& p) {
    p.event = EventKind::kAccount;
    p.author.created_at = make.newborn ? p.time : p.time - std::chrono::hours{24 * 365};
    p.infra.registration_ip = batch && make.line ? "203.0.113.7" : "at " + account;
    p.infra.registration_ip_prefix = "of " + p.infra.registration_ip;
    p.author.handle = batch && make.persona
                          ? "fan_" + std::to_string(1000 + account.size()) + account.substr(1)
                          : "h_" + account;
    p.author.bio = batch && make.bios      ? "Proud of my town and of its people, every day"
                   : batch && make.persona ? "Tea " + account + " | Trams | Leeds"
                                           : unlike(account);
    const auto number = std::to_string(std::hash<std::string>{}(account));
    p.media.resize(1);
    p.media[0].sha256 = batch && make.copied ? "the same" : "of " + account;
    p.media[0].exif_camera = "D850 serial " + (batch && make.camera ? "3012345" : number);
  });
}

// A day on which a thousand other people join, and the batch within an hour of it.
std::vector<TracedPost> joining(const Make& make) {
  std::mt19937_64 random(5);
  std::vector<TracedPost> posts;
  for (int i = 0; i < 1'000; ++i)
    posts.push_back(
        record("o" + std::to_string(i), static_cast<double>(random() % 86'400), {}, false));
  for (int i = 0; i < make.accounts; ++i)
    posts.push_back(record("b" + std::to_string(i), 40'000 + 400.0 * i, make, true));
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

std::vector<alert::Alert> run(const std::vector<TracedPost>& posts,
                              const EngineConfig& config = {}) {
  Engine engine(config, registry(), {});
  std::vector<alert::Alert> alerts;
  for (const auto& p : posts) engine.on_post(p, alerts);
  engine.on_end(false, alerts);
  return alerts;
}

}  // namespace

TEST_CASE("accounts of one make that were registered from one line are a lead before any post",
          "[integration][engine]") {
  for (const auto& make : {Make{.line = true, .bios = true}, Make{.line = true, .persona = true}}) {
    const auto alerts = run(joining(make));
    REQUIRE_FALSE(alerts.empty());
    const auto& last = alerts.back();
    CHECK(last.accounts.size() == 8);
    CHECK(std::all_of(last.accounts.begin(), last.accounts.end(),
                      [](const auto& m) { return m.account.starts_with("x:b"); }));
    // Nobody is accused of having been made: they have done nothing.
    CHECK(last.assessment == alert::Assessment::kCoordinated);
    CHECK(last.tier == alert::Tier::kMonitor);
    CHECK(last.confidence <= 39);
    CHECK(last.admiralty == "F6");
    CHECK(last.post_count == 0);
    CHECK(last.summary.find("have not acted together yet") != std::string::npos);
    for (const auto profile : {alert::Profile::kInternal, alert::Profile::kPartner}) {
      alert::StixOptions options;
      options.profile = profile;
      const auto bundle = alert::to_stix(last, options);
      CHECK(bundle.find("look made together") != std::string::npos);
      CHECK(bundle.find("cluster of accounts that look made together") != std::string::npos);
      CHECK(bundle.find("acted together on") == std::string::npos);
    }
    const auto office =
        std::find_if(last.benign_checks.begin(), last.benign_checks.end(),
                     [](const auto& b) { return b.hypothesis == "employer or campus"; });
    REQUIRE(office != last.benign_checks.end());
    CHECK(office->outcome == "possible");
    CHECK(office->reason == "8 of the accounts share an address, of 8 accounts seen with it");
    CHECK(last.window_start >= at_second(40'000));
    CHECK(last.window_end <= at_second(40'000 + 400.0 * 8));
    // Said while they are being made.
    CHECK(alerts.front().detected_at <= at_second(40'000 + 400.0 * 5 + 120));
  }
}

TEST_CASE("one thing in common is no make", "[integration][engine]") {
  CHECK(run(joining({.line = true})).empty());
  CHECK(run(joining({.bios = true})).empty());
  CHECK(run(joining({.persona = true})).empty());
  CHECK(run(joining({})).empty());
}

TEST_CASE("four are too few, and profiles of old accounts are no births", "[integration][engine]") {
  CHECK(run(joining({.line = true, .bios = true, .accounts = 4})).empty());
  CHECK(run(joining({.line = true, .bios = true, .newborn = false})).empty());
}

TEST_CASE("who was made alike and then acts alike is one campaign, and may be called inauthentic",
          "[integration][engine]") {
  auto posts = joining({.line = true, .bios = true});
  std::mt19937_64 random(6);
  for (int i = 0; i < 4'000; ++i) {
    const auto u = static_cast<double>(random() % 1'000'000) / 1e6;
    posts.push_back(test::repost(registry(), "o" + std::to_string(random() % 1'000),
                                 "t" + std::to_string(static_cast<int>(2'000 * u * u * u)),
                                 static_cast<double>(90'000 + random() % 80'000)));
  }
  for (int wave = 0; wave < 10; ++wave) {
    for (int a = 0; a < 8; ++a)
      posts.push_back(test::repost(registry(), "b" + std::to_string(a), "w" + std::to_string(wave),
                                   90'000 + 3'600.0 * wave + static_cast<double>(random() % 200)));
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  const auto alerts = run(posts);
  REQUIRE(alerts.size() >= 2);
  CHECK(alerts.front().post_count == 0);
  CHECK(alerts.back().assessment == alert::Assessment::kCoordinatedInauthentic);
  CHECK(alerts.back().campaign_id == alerts.front().campaign_id);
  CHECK(alerts.back().post_count > 0);
}

TEST_CASE("portraits from one camera are a clue, copies of one portrait are not",
          "[integration][engine]") {
  CHECK_FALSE(run(joining({.line = true, .camera = true})).empty());
  CHECK(run(joining({.line = true, .camera = true, .copied = true})).empty());
}

TEST_CASE("what the configuration says a kind weighs is what it weighs", "[integration][engine]") {
  const auto posts = joining({.line = true, .bios = true});
  EngineConfig config;
  config.evidence.weights = {"registration-ip cap 3"};
  CHECK_FALSE(run(posts, config).empty());
  config.evidence.weights = {"registration-ip cap 2.9"};  // no clue any more
  CHECK(run(posts, config).empty());
}
