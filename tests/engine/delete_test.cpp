// Posts are deleted: their words go, what is known of who did what stays.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "engine_run.h"
#include "lockstep/engine/engine.h"
#include "state_bytes.h"
#include "traced_posts.h"

namespace lockstep::engine {
namespace {

using test::post;
using test::registry;

constexpr int kWaves = 8, kCopyists = 12;
constexpr double kEnd = 3'600.0 * (kWaves + 1);

// Every wave says something else.
std::string words_of(int wave, bool brief) {
  std::mt19937_64 random(static_cast<std::uint64_t>(wave));
  auto words = "mark" + std::to_string(100 + wave);
  for (int i = 0; i < (brief ? 0 : 4); ++i) words += ' ' + std::to_string(random());
  return words + " it is so";
}

// The post of a copyist in a wave; of each wave, that of the first comes first.
std::string id_of(int wave, int copyist) {
  return "w" + std::to_string(wave) + "-" + std::to_string(copyist);
}

TracedPost said(const std::string& account, const std::string& id, double second,
                const std::string& text) {
  return post(registry(), account, id, second, [&](Post& p) {
    p.plain_text = p.folded_text = text;
    if (account != "c0") return;
    p.translation_lang = "de";
    p.translation_text = "auf deutsch: " + text;
  });
}

TracedPost deleted(const std::string& id, double second) {
  return post(registry(), "", id, second, [](Post& p) { p.event = EventKind::kDelete; });
}

std::vector<TracedPost> world(bool brief) {
  std::mt19937_64 random(5);
  std::vector<TracedPost> posts;
  for (int i = 0; i < 2'000; ++i)
    posts.push_back(
        said("o" + std::to_string(random() % 400), "o" + std::to_string(i),
             static_cast<double>(random() % static_cast<int>(kEnd)),
             "what " + std::to_string(random()) + " says of " + std::to_string(random())));
  for (int wave = 0; wave < kWaves; ++wave)
    for (int a = 0; a < kCopyists; ++a)
      posts.push_back(said("c" + std::to_string(a), id_of(wave, a),
                           3'600.0 * (wave + 1) + 10.0 * a + static_cast<double>(random() % 9),
                           words_of(wave, brief)));
  return posts;
}

using Run = test::EngineRun;

Run run(std::vector<TracedPost> posts, bool ahead = false) {
  posts.push_back(said("o1", "last", kEnd + 7'200, "this is the end of it, said by nobody else"));
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return test::run_engine(std::move(posts), ahead);
}

Run run_with(std::vector<TracedPost> posts, const std::vector<TracedPost>& deletes) {
  posts.insert(posts.end(), deletes.begin(), deletes.end());
  return run(std::move(posts));
}

std::string written(const alert::Alert& a) { return to_flat_json(a) + to_stix(a, {}) + to_text(a); }

// What must not change: the call, and what it is made of.
std::string call_of(const alert::Alert& a) {
  std::string out = a.admiralty + std::to_string(a.confidence) + ' ' +
                    std::to_string(a.coordination) + ' ' + std::to_string(a.account_count);
  out += std::string(name(a.assessment)) + std::string(name(a.tier)) + a.summary;
  for (const auto& m : a.accounts) out += m.account + std::to_string(m.score);
  for (const auto& f : a.families) out += f.name + std::to_string(f.weight);
  std::vector<std::string> items;
  for (const auto& e : a.evidence)
    items.push_back(e.kind + std::to_string(e.weight) + e.text + std::to_string(e.posts.size()));
  std::sort(items.begin(), items.end());
  for (const auto& item : items) out += item;
  return out;
}

}  // namespace

TEST_CASE("an open alert that quoted deleted posts loses their words, and keeps the call",
          "[integration][engine]") {
  const bool brief = GENERATE(false, true);
  CAPTURE(brief);
  const auto before = run(world(brief));
  REQUIRE_FALSE(before.alerts.empty());
  const auto last = before.alerts.back();
  REQUIRE(written(last).find("mark1") != std::string::npos);
  std::vector<TracedPost> deletes;
  for (int wave = 0; wave < kWaves; ++wave) {
    REQUIRE(before.state.find(words_of(wave, brief)) != std::string::npos);
    // The first founded the cluster; a brief text is the key itself, named by who made it shared.
    for (const int a : {0, 1}) deletes.push_back(deleted(id_of(wave, a), kEnd + 60 + wave));
  }
  const auto after = run_with(world(brief), deletes);
  REQUIRE(after.alerts.size() == before.alerts.size() + 1);
  const auto& next = after.alerts.back();
  CHECK(next.alert_id == last.alert_id);
  CHECK(next.version == last.version + 1);
  CHECK(next.changes ==
        std::vector<std::string>{"a quoted text was removed because its post was deleted"});
  CHECK(call_of(next) == call_of(last));
  CHECK(next.narratives.empty());
  CHECK(written(next).find("mark1") == std::string::npos);
  CHECK(after.state.find("mark1") == std::string::npos);
  CHECK(after.stats.deletes == 2 * kWaves);
  CHECK(after.stats.erased() > 3 * kWaves);
}

TEST_CASE("deleting what nobody quotes is no news", "[integration][engine]") {
  const auto before = run(world(false));
  std::vector<TracedPost> deletes;
  for (int wave = 0; wave < kWaves; ++wave)
    for (int a = 2; a < kCopyists; ++a) deletes.push_back(deleted(id_of(wave, a), kEnd + 60));
  const auto after = run_with(world(false), deletes);
  CHECK(after.alerts.size() == before.alerts.size());
  CHECK(written(after.alerts.back()) == written(before.alerts.back()));
}

TEST_CASE("a post whose delete came first is taken up without its words", "[integration][engine]") {
  const bool brief = GENERATE(false, true);
  CAPTURE(brief);
  std::vector<TracedPost> deletes;
  for (int wave = 0; wave < kWaves; ++wave)
    for (int a = 0; a < kCopyists; ++a)
      deletes.push_back(deleted(id_of(wave, a), 3'600.0 * (wave + 1) - 60));
  const auto before = run(world(brief));
  const auto after = run_with(world(brief), deletes);
  REQUIRE(after.alerts.size() == before.alerts.size());
  for (std::size_t i = 0; i < after.alerts.size(); ++i) {
    CHECK(call_of(after.alerts[i]) == call_of(before.alerts[i]));
    CHECK(written(after.alerts[i]).find("mark1") == std::string::npos);
  }
  CHECK(after.state.find("mark1") == std::string::npos);
}

TEST_CASE("after a delete, the next post that says the same is quoted", "[integration][engine]") {
  auto posts = world(false);
  posts.push_back(said("c12", "later", kEnd + 600, words_of(0, false) + "!"));
  std::vector<TracedPost> deletes{deleted(id_of(0, 0), kEnd + 60), deleted(id_of(0, 1), kEnd + 60)};
  const auto quoted = run_with(posts, deletes);
  CHECK(quoted.state.find(words_of(0, false) + "!") != std::string::npos);
  deletes.push_back(deleted("later", kEnd + 660));
  const auto gone = run_with(posts, deletes);
  CHECK(gone.state.find("mark100") == std::string::npos);
  CHECK(gone.state.find("mark101") != std::string::npos);
}

TEST_CASE("an alert that must not quote has nothing to lose", "[integration][engine]") {
  auto posts = world(false);
  for (int wave = 0; wave < kWaves; ++wave) posts.push_back(deleted(id_of(wave, 0), kEnd + 60));
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  alert::Provenance provenance;
  provenance.excerpts = false;
  Engine engine({}, registry(), provenance);
  std::vector<alert::Alert> alerts;
  for (const auto& p : posts) engine.on_post(p, alerts);
  engine.on_end(false, alerts);
  REQUIRE_FALSE(alerts.empty());
  for (const auto& a : alerts) {
    CHECK(written(a).find("mark1") == std::string::npos);
    for (const auto& change : a.changes) CHECK(change.find("removed") == std::string::npos);
  }
}

TEST_CASE("whatever is deleted, and when, nothing of it is said or kept afterwards",
          "[property][engine]") {
  std::mt19937_64 random(9);
  std::size_t quoted = 0;
  for (int round = 0; round < 4; ++round) {
    std::vector<TracedPost> posts;
    std::vector<std::pair<std::string, EventTime>> gone;  // a word of one post only, and since when
    for (int i = 0; i < 400 + kWaves * kCopyists; ++i) {
      const int wave = i / kCopyists;
      const bool copied = wave < kWaves;
      const auto mark = "only" + std::to_string(1'000 + i) + "here";
      const double at = copied ? 3'600.0 * (wave + 1) + static_cast<double>(random() % 300)
                               : static_cast<double>(random() % static_cast<int>(kEnd));
      const auto text = copied ? words_of(wave, false) : "what " + std::to_string(random()) + " is";
      const auto id = "p" + std::to_string(i);
      posts.push_back(post(registry(), (copied ? "c" : "o") + std::to_string(i % kCopyists), id, at,
                           [&](Post& p) {
                             p.plain_text = p.folded_text = text + ' ' + mark;
                             p.translation_text = "auf deutsch: " + mark;
                           }));
      if (random() % 3 == 0) continue;
      posts.push_back(deleted(id, at - 200 + static_cast<double>(random() % 20'000)));
      gone.emplace_back(mark, posts.back().time);
    }
    const auto r = run(posts);
    for (const auto& [mark, since] : gone) REQUIRE(r.state.find(mark) == std::string::npos);
    for (const auto& a : r.alerts) {
      const auto words = written(a);
      for (const auto& [mark, since] : gone) {
        const bool found = words.find(mark) != std::string::npos;
        quoted += found;
        REQUIRE((!found || since >= a.detected_at));
      }
    }
  }
  CHECK(quoted > 20);
}

TEST_CASE("keys and erasures may be seen to long before a post's turn", "[property][engine]") {
  auto posts = world(false);
  std::mt19937_64 random(8);
  for (int i = 0; i < 60; ++i)
    posts.push_back(
        deleted(id_of(static_cast<int>(random() % kWaves), static_cast<int>(random() % 4)),
                static_cast<double>(random() % static_cast<int>(kEnd))));
  const auto in_turn = run(posts), ahead = run(posts, true);
  CHECK(ahead.state == in_turn.state);
  REQUIRE(ahead.alerts.size() == in_turn.alerts.size());
  for (std::size_t i = 0; i < ahead.alerts.size(); ++i)
    CHECK(written(ahead.alerts[i]) == written(in_turn.alerts[i]));
}

}  // namespace lockstep::engine
