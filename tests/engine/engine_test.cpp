#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "planted_world.h"

using namespace lockstep;
using namespace lockstep::engine;
using test::at_second;
using test::bytes_of;
using test::named;
using test::post;
using test::registry;
using test::repost;
using test::run;
using test::world;

TEST_CASE("a planted group is found, whole, and nobody else", "[integration][engine]") {
  const auto r = run(world(1, 12, 8));
  const auto accounts = named(r.alerts);
  REQUIRE_FALSE(r.alerts.empty());
  CHECK(accounts.size() == 12);
  CHECK(std::all_of(accounts.begin(), accounts.end(),
                    [](const auto& a) { return a.starts_with("x:p"); }));
  // Nothing but behaviour is known of them.
  for (const auto& a : r.alerts) CHECK(a.assessment == alert::Assessment::kCoordinated);
}

TEST_CASE("an alert is as reliable as the source of most of its evidence",
          "[integration][engine]") {
  auto posts = world(1, 12, 8);
  for (auto& p : posts) p.source.input = p.account_id < "p3" ? 0 : 1;  // most of them from 1
  alert::Provenance provenance;
  provenance.source_reliability = "C";
  const auto letters = [&](std::vector<std::string> reliability) {
    provenance.reliability = std::move(reliability);
    std::set<char> out;
    for (const auto& a : run(posts, false, {}, provenance).alerts) out.insert(a.admiralty[0]);
    return out;
  };
  CHECK(letters({}) == std::set{'C'});
  CHECK(letters({"A", "D"}) == std::set{'D'});
  CHECK(letters({"A", ""}) == std::set{'C'});
  for (auto& p : posts) p.source.input = 0;
  CHECK(letters({"A", "D"}) == std::set{'A'});
}

TEST_CASE("what the collector said of a record is told with it", "[integration][engine]") {
  auto posts = world(1, 12, 8);
  for (auto& p : posts) {
    if (p.account_id.starts_with("p")) p.collector = "crawler-2";
    if (p.account_id == "p1") p.request_id = "req-7";
  }
  const auto r = run(posts);
  REQUIRE_FALSE(r.alerts.empty());
  for (const auto& item : r.alerts.back().evidence) {
    for (const auto& p : item.posts) {
      CHECK(p.collector == "crawler-2");
      CHECK(p.request_id == (p.account == "x:p1" ? "req-7" : ""));
    }
  }
}

TEST_CASE("organic accounts alone raise no alert", "[integration][engine]") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) CHECK(run(world(seed, 0, 0)).alerts.empty());
}

TEST_CASE("the same posts give the same bytes", "[property][engine]") {
  const auto posts = world(4, 10, 8);
  const auto first = run(posts);
  CHECK_FALSE(first.bytes.empty());
  CHECK(run(posts).bytes == first.bytes);
}

// Causality: what is said at a tick depends on nothing after it.
TEST_CASE("the posts up to T give the alerts up to T", "[property][engine]") {
  const auto posts = world(5, 10, 12);
  const auto whole = run(posts);
  for (const double hours : {4.0, 7.0, 10.0}) {
    const auto cut = at_second(hours * 3'600);
    std::vector<TracedPost> before;
    for (const auto& p : posts) {
      if (p.time < cut) before.push_back(p);
    }
    std::string want;
    for (const auto& a : whole.alerts) {
      if (a.detected_at <= cut) want += alert::to_flat_json(a) + '\n';
    }
    CHECK(run(before).bytes == want);
  }
}

TEST_CASE("watermarks told between posts make alerts sooner, never different",
          "[property][engine]") {
  auto posts = world(4, 12, 8);
  posts.push_back(
      repost(registry(), "later", "much later", 86'400.0 * 5));  // timers fire on the way
  const auto expected = run(posts);
  REQUIRE_FALSE(expected.bytes.empty());
  std::mt19937_64 random(11);
  std::size_t sooner = 0;
  for (int round = 0; round < 4; ++round) {
    Engine engine({}, registry(), {});
    std::vector<alert::Alert> alerts;
    for (std::size_t i = 0; i < posts.size(); ++i) {
      engine.on_post(posts[i], alerts);
      const auto before = alerts.size();
      const auto next = i + 1 < posts.size() ? posts[i + 1].time : posts[i].time;
      const auto gap = static_cast<std::uint64_t>((next - posts[i].time).count());
      engine.advance(posts[i].time + Duration{static_cast<std::int64_t>(random() % (gap + 1))},
                     alerts);
      sooner += alerts.size() - before;
    }
    engine.on_end(false, alerts);
    CHECK(bytes_of(alerts) == expected.bytes);
  }
  CHECK(sooner > 0);
}

TEST_CASE("strangers in other places change no alert", "[property][engine]") {
  auto posts = world(6, 10, 12);
  const auto before = named(run(posts).alerts);
  for (int i = 0; i < 500; ++i) {
    posts.push_back(
        repost(registry(), "s" + std::to_string(i), "alone" + std::to_string(i), 80.0 * i));
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  CHECK(named(run(posts).alerts) == before);
}

// The world with devices: the first `sharing` planted accounts have one, the others one each.
std::vector<TracedPost> world_with_devices(std::size_t sharing) {
  auto posts = world(7, 10, 8);
  for (auto& p : posts) {
    const bool planted = p.account_id.starts_with("p");
    p = post(registry(), p.account_id, p.post_id, 0, [&](Post& q) {
      q.action = Action::kRepost;
      q.repost_of = p.traces[0].text.substr(2);  // without the platform
      q.created_at = q.time = p.time;
      const bool shares = planted && std::stoul(p.account_id.substr(1)) < sharing;
      q.infra.device_id = shares ? "shared" : "device-" + p.account_id;
    });
  }
  return posts;
}

TEST_CASE("a shared device opens the gate to inauthentic", "[integration][engine]") {
  const auto r = run(world_with_devices(5));
  REQUIRE_FALSE(r.alerts.empty());
  const auto& last = r.alerts.back();
  CHECK(last.assessment == alert::Assessment::kCoordinatedInauthentic);
  CHECK(last.confidence >= 60);
  CHECK(std::any_of(last.evidence.begin(), last.evidence.end(),
                    [](const auto& e) { return e.kind == "device"; }));
}

TEST_CASE("confidence without a clue is low, and lower where one could have been seen",
          "[integration][engine]") {
  const auto seen = run(world_with_devices(1)), unseen = run(world(7, 10, 8));
  REQUIRE_FALSE(seen.alerts.empty());
  REQUIRE_FALSE(unseen.alerts.empty());
  for (const auto& a : seen.alerts) CHECK(a.confidence <= 30);
  CHECK(unseen.alerts.back().confidence == 59);
}

// Half of the group are outlets, too few to explain the whole; but they alone hold the clue.
TEST_CASE("a clue that only outlets hold is excused", "[integration][engine]") {
  for (const bool outlets : {false, true}) {
    auto posts = world(7, 10, 8);
    for (auto& p : posts) {
      const bool holder = p.account_id.starts_with("p") && p.account_id < "p5";
      p = post(registry(), p.account_id, p.post_id, 0, [&](Post& q) {
        q.action = Action::kRepost;
        q.repost_of = p.traces[0].text.substr(2);
        q.created_at = q.time = p.time;
        q.infra.device_id = holder ? "shared" : "device-" + p.account_id;
        q.author.verified = holder && outlets;
      });
    }
    EngineConfig config;
    config.assess.alert_explained = true;
    const auto r = run(posts, false, config);
    REQUIRE_FALSE(r.alerts.empty());
    const auto& last = r.alerts.back();
    const auto check = std::find_if(
        last.benign_checks.begin(), last.benign_checks.end(),
        [](const auto& b) { return b.hypothesis == "attributes with an innocent reason"; });
    REQUIRE(check != last.benign_checks.end());
    CHECK(check->outcome == (outlets ? "explains" : "excluded"));
    CHECK((last.assessment == alert::Assessment::kCoordinatedInauthentic) == !outlets);
  }
}

// Fans of what is popular meet a campaign there again and again, and are no part of it.
TEST_CASE("who meets a campaign only where everybody goes is not named", "[integration][engine]") {
  auto posts = world(13, 10, 8);
  for (int hit = 0; hit < 8; ++hit) {
    const auto target = "hit" + std::to_string(hit);
    const double at = 3'600.0 * (hit + 1) + 1'800;
    int n = 0;
    const auto share = [&](const std::string& account) {
      posts.push_back(repost(registry(), account, target, at + 3.0 * n++));
    };
    for (int a = 0; a < 16; ++a) share("h" + std::to_string(hit) + "-" + std::to_string(a));
    for (int a = 0; a < 10; ++a) share("p" + std::to_string(a));
    for (int a = 0; a < 2; ++a) share("fan" + std::to_string(a));
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  const auto accounts = named(run(posts).alerts);
  CHECK(accounts.size() == 10);
  CHECK(std::all_of(accounts.begin(), accounts.end(),
                    [](const auto& a) { return a.starts_with("x:p"); }));
}

TEST_CASE("declared automation explains it, and the word inauthentic is not used",
          "[integration][engine]") {
  auto posts = world(8, 10, 8);
  for (auto& p : posts) {
    if (p.account_id.starts_with("p")) p.author.automated = true;
  }
  CHECK(run(posts).alerts.empty());  // said on demand only
  EngineConfig config;
  config.assess.alert_explained = true;
  const auto r = run(posts, false, config);
  REQUIRE_FALSE(r.alerts.empty());
  for (const auto& a : r.alerts) {
    CHECK(a.assessment == alert::Assessment::kCoordinated);
    CHECK(std::any_of(a.benign_checks.begin(), a.benign_checks.end(), [](const auto& b) {
      return b.hypothesis == "declared automation" && b.outcome == "explains";
    }));
  }
}

TEST_CASE("a gap of a century costs one step", "[unit][engine]") {
  Engine engine({}, registry(), {});
  std::vector<alert::Alert> out;
  engine.on_post(repost(registry(), "a", "t", 0), out);
  engine.on_post(repost(registry(), "b", "t", 3.2e9), out);
  engine.on_end(false, out);
  CHECK(engine.stats().ticks == 2);
}

TEST_CASE("a campaign that goes quiet is closed, at the end only when flushed", "[unit][engine]") {
  auto posts = world(9, 10, 8);
  const auto open = run(posts);
  for (const auto& a : open.alerts) CHECK(a.status != alert::Status::kClosed);
  const auto flushed = run(posts, true);
  REQUIRE(flushed.alerts.size() == open.alerts.size() + 1);
  CHECK(flushed.alerts.back().status == alert::Status::kClosed);
  // Who is of no open alert is chance again.
  CHECK(open.stats.evidence.flagged >= 8);
  CHECK(flushed.stats.evidence.flagged == 0);
  posts.push_back(repost(registry(), "late", "t", 86'400.0 * 30));
  CHECK(run(posts).alerts.back().status == alert::Status::kClosed);
}

// Two groups, each of which meets for some hours, and one tick in which both are news.
TEST_CASE("a campaign that makes room for another is closed, and its accounts are chance again",
          "[unit][engine]") {
  auto posts = world(9, 10, 8);
  for (auto& p : world(10, 12, 8)) {
    if (!p.account_id.starts_with("p")) continue;
    posts.push_back(repost(registry(), "q" + p.account_id, "later-" + p.traces[0].text,
                           std::chrono::duration<double>(p.time - at_second(0)).count() + 30'000));
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  const auto both = run(posts);
  EngineConfig config;
  config.campaign.max_campaigns = 1;
  const auto one = run(posts, false, config);
  CHECK(both.stats.evidence.flagged == 22);
  CHECK(one.stats.evidence.flagged == 12);
  CHECK(std::count_if(one.alerts.begin(), one.alerts.end(), [](const auto& a) {
          return a.status == alert::Status::kClosed &&
                 a.accounts.front().account.starts_with("x:p");
        }) == 1);
}

TEST_CASE("evidence points at the raw records", "[unit][engine]") {
  const auto r = run(world(10, 10, 8));
  REQUIRE_FALSE(r.alerts.empty());
  const auto& e = r.alerts.back().evidence.at(0);
  CHECK(e.kind == "repost");
  REQUIRE_FALSE(e.posts.empty());
  CHECK(e.posts[0].sha256.size() == 64);
  CHECK(e.posts[0].account.starts_with("x:p"));
  CHECK(std::is_sorted(e.posts.begin(), e.posts.end(),
                       [](const auto& a, const auto& b) { return a.at < b.at; }));
}

// Half the group shares every wave; the others take part in every second one. Those whose waves the
// alert's pairs still remember are counted in; who passed by twice is not.
TEST_CASE("accounts that keep company with a found group are counted in", "[integration][engine]") {
  std::mt19937_64 random(11);
  auto posts = world(11, 5, 14);
  for (int a = 0; a < 5; ++a) {
    for (int wave = a % 2; wave < 14; wave += 2) {
      posts.push_back(repost(registry(), "fringe" + std::to_string(a), "w" + std::to_string(wave),
                             3'600.0 * (wave + 1) + static_cast<double>(random() % 120)));
    }
  }
  // A passer-by who touched two of the fourteen is not.
  posts.push_back(repost(registry(), "passer-by", "w3", 4 * 3'600.0 + 60));
  posts.push_back(repost(registry(), "passer-by", "w9", 10 * 3'600.0 + 60));
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  const auto accounts = named(run(posts).alerts);
  CHECK(accounts.size() >= 8);
  CHECK(accounts.size() <= 10);
  CHECK_FALSE(accounts.contains("x:passer-by"));
}

TEST_CASE("fans of one account are explained, and said only on demand", "[integration][engine]") {
  auto posts = world(8, 12, 10);
  for (auto& p : posts) {
    if (p.account_id.starts_with("p")) p.target_author = "star";
  }
  CHECK(run(posts).alerts.empty());
  EngineConfig config;
  config.assess.alert_explained = true;
  const auto r = run(posts, false, config);
  REQUIRE_FALSE(r.alerts.empty());
  const auto& checks = r.alerts.back().benign_checks;
  CHECK(std::any_of(checks.begin(), checks.end(), [](const auto& b) {
    return b.hypothesis == "audience of one account" && b.outcome == "explains";
  }));
  CHECK(r.alerts.back().assessment == alert::Assessment::kCoordinated);
}
