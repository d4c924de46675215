// Accounts are erased: nothing that is said or kept names them, and what others did goes on.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "engine_run.h"
#include "lockstep/engine/engine.h"
#include "state_bytes.h"
#include "traced_posts.h"

namespace lockstep::engine {
namespace {

using test::at_second;
using test::post;
using test::registry;

constexpr int kWaves = 9, kLate = 6, kTogether = 14, kCrowd = 300;
constexpr double kWave = 3'600, kEnd = kWave * (kWaves + 1);

using Timed = test::TimedErasure;

// What nobody else has or says.
std::string mark_of(const std::string& account) { return "only" + account + "zz"; }
std::string id_of(const std::string& account) { return mark_of(account) + "id"; }
std::string handle_of(const std::string& account) { return mark_of(account) + "handle"; }
std::string name_of(const std::string& account) { return "x:" + id_of(account); }

std::string babble(std::uint64_t seed, int words) {
  std::mt19937_64 random(seed);
  std::string out;
  for (int i = 0; i < words; ++i) {
    for (int k = 0; k < 8; ++k) out += static_cast<char>('a' + random() % 26);
    out += ' ';
  }
  return out;
}

// A person with everything a table is kept for; a group shares a device and most of a biography.
void dress(Post& p, const std::string& account, bool together) {
  p.author.id = id_of(account);
  p.author.handle = handle_of(account);
  p.author.location = mark_of(account) + " town";
  p.author.bio = (together ? babble(1, 12) : babble(stable_hash(account), 12)) + mark_of(account);
  p.author.created_at = at_second(-1e6);
  p.author.followers = 50;
  p.infra.device_id = together ? "shared-device" : mark_of(account) + "device";
  p.engagement.views = 900;
}

template <class Fill>
TracedPost by(const std::string& account, int number, double second, Fill&& fill) {
  return post(registry(), account, mark_of(account) + "p" + std::to_string(number), second,
              [&](Post& p) {
                dress(p, account, account[0] == 't');
                fill(p);
              });
}

void say(Post& p, const std::string& account, const std::string& words) {
  p.plain_text = p.folded_text = words + mark_of(account);
  p.translation_text = "auf deutsch: " + mark_of(account);
}

// A group says the same in waves, in channels of the crowd, repeats one of it and names another;
// some come late.
std::vector<TracedPost> world(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<TracedPost> posts;
  int n = 0;
  const auto act_upon = [](Post& p, const std::string& other) {
    p.action = Action::kRepost;
    p.repost_of = mark_of(other) + "p0";
    p.target_author = id_of(other);
  };
  for (int i = 0; i < 2'000; ++i) {
    const auto who = "o" + std::to_string(random() % kCrowd);
    const auto other = "o" + std::to_string(random() % 40);
    const auto at = static_cast<double>(random() % static_cast<int>(kEnd));
    posts.push_back(by(who, ++n, at, [&](Post& p) {
      if (random() % 3 == 0) return act_upon(p, other);
      if (random() % 3 == 0) p.mentions = {random() % 2 == 0 ? id_of(other) : handle_of(other)};
      say(p, who, babble(random(), 9));
    }));
  }
  for (int wave = 0; wave < kWaves; ++wave) {
    for (int a = 0; a < (wave < kLate ? kTogether - 2 : kTogether); ++a) {
      const auto who = "t" + std::to_string(a);
      const double at = kWave * (wave + 1) + 7.0 * a;
      posts.push_back(by(who, ++n, at, [&](Post& p) {
        say(p, who, babble(1'000 + static_cast<std::uint64_t>(wave), 14));
        p.hashtags = {"tag" + std::to_string(wave)};
        p.community_kind = "channel";
        p.community_id = id_of(a % 2 == 0 ? "o1" : "o3");
      }));
      posts.push_back(by(who, ++n, at + 400, [&](Post& p) { act_upon(p, "o2"); }));
      posts.push_back(by(who, ++n, at + 800, [&](Post& p) {
        p.mentions = {wave % 2 == 0 ? id_of("o1") : handle_of("o1")};
        say(p, who, babble(random(), 9));
      }));
    }
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

ErasureFact erased(const std::string& account) {
  return {name_of(account),
          true,
          {signals::key_of("mention", "x:" + id_of(account)),
           signals::key_of("mention", "x:" + handle_of(account))}};
}
ErasureFact lifted(const std::string& account) { return {name_of(account), false, {}}; }

EventTime tick_at(double second) {
  const auto step = std::chrono::minutes{1};
  return EventTime{(at_second(second).time_since_epoch() / step + 1) * step};
}

test::EngineRun run(std::vector<TracedPost> posts, const std::vector<Timed>& facts,
                    bool ahead = false) {
  return test::run_engine(std::move(posts), ahead, facts);
}

std::string written(const alert::Alert& a) {
  std::string out = alert::to_flat_json(a) + alert::to_stix(a, {});
  for (const auto& m : a.further) out += m.account + m.handle;
  return out;
}

std::set<std::string> members_of(const alert::Alert& a) {
  std::set<std::string> out;
  for (const auto& m : a.accounts) out.insert(m.account);
  return out;
}

bool says(const alert::Alert& a, const std::string& change) {
  return std::find(a.changes.begin(), a.changes.end(), change) != a.changes.end();
}

const std::string kLine = "an account was erased, with all it said";

}  // namespace

TEST_CASE("an open alert loses the account at the next tick, and says so",
          "[integration][engine]") {
  const auto before = run(world(1), {});
  REQUIRE(members_of(before.alerts.back()).contains(name_of("t0")));
  const auto tick = tick_at(kWave * kWaves + 1'800);
  const auto r = run(world(1), {{tick, erased("t0")}});
  const auto first = std::find_if(r.alerts.begin(), r.alerts.end(),
                                  [&](const auto& a) { return a.detected_at > tick; });
  REQUIRE(first != r.alerts.end());
  CHECK(says(*first, kLine));
  CHECK(first->detected_at <= tick + std::chrono::minutes{2});
  CHECK_FALSE(members_of(*first).contains(name_of("t0")));
  CHECK(members_of(*first).size() == kTogether - 1);
  CHECK(first->account_count == kTogether - 1);
  CHECK(written(*first).find(mark_of("t0")) == std::string::npos);
  CHECK(written(*first).find("shared-device") == std::string::npos);  // until another shows it
  CHECK(r.state.find(mark_of("t0")) == std::string::npos);
  CHECK(r.stats.erased_accounts == 1);
}

TEST_CASE("the others' evidence goes on, and what they share is named by them",
          "[integration][engine]") {
  const auto tick = tick_at(kWave * 4 + 1'800);
  const auto r = run(world(1), {{tick, erased("t0")}});
  const auto& last = r.alerts.back();
  CHECK(members_of(last).size() == kTogether - 1);  // with those that came late
  CHECK(last.alert_id == r.alerts.front().alert_id);
  CHECK(last.post_count > r.alerts.front().post_count);
  CHECK(written(last).find("shared-device") != std::string::npos);
  CHECK(r.stats.erased_posts == 3 * (kWaves - 4));
  CHECK(std::count_if(r.alerts.begin(), r.alerts.end(),
                      [](const auto& a) { return says(a, kLine); }) == 1);
}

TEST_CASE("whom others name and repeat is not named when he is erased", "[integration][engine]") {
  const bool early = GENERATE(false, true);
  const auto before = run(world(1), {});
  const auto tick = early ? EventTime::min() : tick_at(kWave * 4 + 1'800);
  const auto r = run(world(1), {{tick, erased("o1")}, {tick, erased("o2")}});
  CHECK(members_of(r.alerts.back()) == members_of(before.alerts.back()));
  CHECK(r.alerts.back().evidence.size() == before.alerts.back().evidence.size());
  for (const auto* who : {"o1", "o2"}) {
    const auto names = [&](const alert::Alert& a) {
      return written(a).find(mark_of(who)) != std::string::npos;
    };
    CHECK(std::any_of(before.alerts.begin(), before.alerts.end(), names));
    CHECK(std::none_of(r.alerts.begin(), r.alerts.end(),
                       [&](const auto& a) { return a.detected_at > tick && names(a); }));
    CHECK(r.state.find(mark_of(who)) == std::string::npos);
  }
}

TEST_CASE("an account that is no longer erased is seen anew", "[integration][engine]") {
  const auto r =
      run(world(1), {{EventTime::min(), erased("t0")}, {tick_at(kWave * 3 + 1'800), lifted("t0")}});
  CHECK(r.stats.erased_accounts == 0);
  CHECK(r.stats.erased_posts == 9);
  CHECK(members_of(r.alerts.back()).contains(name_of("t0")));
  for (const auto& a : r.alerts) {
    if (a.detected_at <= tick_at(kWave * 3 + 1'800))
      CHECK(written(a).find(mark_of("t0")) == std::string::npos);
  }
}

TEST_CASE("whoever is erased, and when, nothing of him is said or kept afterwards",
          "[property][engine]") {
  std::mt19937_64 random(11);
  std::size_t named_before = 0;
  for (int round = 0; round < 6; ++round) {
    std::map<EventTime, std::string> gone;
    for (int i = 0; i < 10; ++i) {
      const auto who = i % 2 == 0 ? "t" + std::to_string(random() % kTogether)
                                  : "o" + std::to_string(random() % 60);
      gone[tick_at(static_cast<double>(random() % static_cast<int>(kEnd)))] = who;
    }
    std::vector<Timed> facts;
    for (const auto& [tick, who] : gone) facts.emplace_back(tick, erased(who));
    const auto posts = world(random());
    const auto r = run(posts, facts);
    for (const auto& [tick, who] : gone) {
      CAPTURE(who, mark_of(who), format_rfc3339(tick));
      REQUIRE(r.state.find(mark_of(who)) == std::string::npos);
      for (const auto& a : r.alerts) {
        const bool named = written(a).find(mark_of(who)) != std::string::npos;
        named_before += named;
        REQUIRE((!named || a.detected_at <= tick));
      }
    }
    const auto ahead = run(posts, facts, true);
    REQUIRE(ahead.state == r.state);
    REQUIRE(ahead.alerts.size() == r.alerts.size());
    for (std::size_t i = 0; i < r.alerts.size(); ++i)
      REQUIRE(written(ahead.alerts[i]) == written(r.alerts[i]));
  }
  CHECK(named_before > 20);
}

TEST_CASE("erasures before a cut are kept, and those of later are told again",
          "[property][engine]") {
  const auto posts = world(3);
  std::vector<Timed> facts;
  for (int i = 0; i < 24; ++i) {
    const auto who = (i % 3 == 0 ? "o" : "t") + std::to_string(i % 7);
    facts.emplace_back(tick_at(kEnd / 24 * i), i % 5 == 4 ? lifted(who) : erased(who));
  }
  const auto whole = run(posts, facts);
  std::mt19937_64 random(12);
  for (int round = 0; round < 6; ++round) {
    const auto cut = 1 + random() % (posts.size() - 1);
    Engine before({}, registry(), {}), after({}, registry(), {});
    std::vector<alert::Alert> alerts;
    for (const auto& [tick, fact] : facts) before.take_fact(tick, fact);
    for (std::size_t i = 0; i < cut; ++i) before.on_post(posts[i], alerts);
    const auto now = posts[cut - 1].time;
    before.advance(now, alerts);
    REQUIRE(test::read_into(after, test::bytes_of(before)).ok());
    for (const auto& [tick, fact] : facts)
      if (tick > now) after.take_fact(tick, fact);
    for (std::size_t i = cut; i < posts.size(); ++i) after.on_post(posts[i], alerts);
    after.on_end(false, alerts);
    REQUIRE(alerts.size() == whole.alerts.size());
    for (std::size_t i = 0; i < alerts.size(); ++i)
      REQUIRE(written(alerts[i]) == written(whole.alerts[i]));
    REQUIRE(test::bytes_of(after) == whole.state);
  }
}

}  // namespace lockstep::engine
