// An engine that was written to bytes and read into a fresh one goes on as if nothing had happened.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "lockstep/engine/engine.h"
#include "state_bytes.h"
#include "traced_posts.h"

using namespace lockstep;
using namespace lockstep::engine;
using lockstep::test::at_second;
using lockstep::test::bytes_of;
using lockstep::test::read_into;

namespace {

using test::registry;

std::string sentence(std::mt19937_64& random, std::size_t words) {
  static constexpr const char* kWords[] = {"harbour", "council", "minister", "resign", "bridge",
                                           "water",   "vote",    "market",   "doctor", "school",
                                           "border",  "winter",  "train",    "river",  "protest"};
  std::string text;
  for (std::size_t i = 0; i < words; ++i)
    text += std::string(kWords[random() % 15]) + std::to_string(random() % 40) + ' ';
  return text;
}

// What the post shows beside its action: everything the engine keeps a table for.
void dress(Post& p, std::mt19937_64& random, const std::string& clue) {
  p.author.handle = "h" + p.author.id;
  p.author.followers = static_cast<std::int64_t>(random() % 1'000);
  p.author.created_at = at_second(-1e6 - static_cast<double>(random() % 1'000'000));
  p.author.bio = "biography of " + p.author.id + " and of nobody else in the whole wide world";
  p.infra.device_id = clue.empty() ? "own-" + p.author.id : clue;
  p.engagement.views = static_cast<std::int64_t>(random() % 5'000);
  p.lang = random() % 3 == 0 ? "de" : "en";
  if (random() % 3 == 0) p.translation_text = "biography and all, translated";
  if (random() % 4 == 0) p.target_author = "star" + std::to_string(random() % 5);
}

// Reposts, copied texts, links, pictures and tags of a crowd, and three groups that act in waves,
// one of them behind a common device, over four days with a silent one among them. Some posts are
// deleted later.
std::vector<TracedPost> world(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<TracedPost> posts;
  int n = 0;
  const auto add = [&](const std::string& account, double second, const std::string& clue,
                       auto&& fill) {
    posts.push_back(
        test::post(registry(), account, "p" + std::to_string(n++), second, [&](Post& p) {
          dress(p, random, clue);
          fill(p);
        }));
  };
  const auto link = [](Post& p, const std::string& page) {
    Url u;
    u.url = u.canonical = "https://site.example/" + page;
    u.domain = "site" + std::to_string(page.size() % 7) + ".example";
    u.hop_domains = {"hop" + std::to_string(page.size() % 3) + ".example"};
    p.urls = {u};
  };
  const auto picture = [](Post& p, std::uint64_t which, int flipped) {
    Media m;
    m.pdq = std::string(64, '0');
    for (std::size_t i = 0; i < 64; ++i) m.pdq[i] = "0123456789abcdef"[mix64(which * 64 + i) % 16];
    if (flipped > 0) m.pdq[static_cast<std::size_t>(flipped) % 64] = '5';
    m.dhash = m.pdq.substr(0, 16);
    m.kind = "image";
    p.media = {m};
  };
  const auto meaning = [](Post& p, std::uint64_t which, std::uint64_t noise) {
    for (std::uint64_t i = 0; i < 32; ++i) {
      const auto x = static_cast<float>(mix64(which * 64 + i) % 1000) - 500;
      p.embedding.push_back(x + static_cast<float>(mix64(noise * 64 + i) % 200));
    }
  };
  for (int i = 0; i < 2'500; ++i) {
    const auto day = random() % 3;
    const auto second =
        86'400.0 * static_cast<double>(day == 2 ? 3 : day) + static_cast<double>(random() % 86'400);
    const auto u = static_cast<double>(random() % 1'000'000) / 1e6;
    const auto popular = std::to_string(static_cast<int>(700 * u * u * u));
    add("o" + std::to_string(random() % 300), second, {}, [&](Post& p) {
      switch (random() % 5) {
        case 0:
          p.action = Action::kRepost;
          p.repost_of = "t" + popular;
          break;
        case 1:
          p.plain_text = p.folded_text = sentence(random, 12);
          meaning(p, static_cast<std::uint64_t>(i) % 200, static_cast<std::uint64_t>(i));
          break;
        case 2:
          link(p, "page" + popular);
          break;
        case 3:
          picture(p, random() % 150, static_cast<int>(random() % 3));
          break;
        default:
          p.hashtags = {"tag" + popular, "tag" + std::to_string(random() % 200), "always"};
      }
    });
  }
  for (int wave = 0; wave < 14; ++wave) {
    const auto text = sentence(random, 14);
    for (int a = 0; a < 8; ++a) {
      const double second =
          3'600.0 * 6 * (wave + 1) + static_cast<double>(random() % 90) + 0.25 * a;
      add("r" + std::to_string(a), second, {}, [&](Post& p) {
        p.action = Action::kRepost;
        p.repost_of = "wave" + std::to_string(wave);
      });
      add("c" + std::to_string(a), second + 900, "shared-device", [&](Post& p) {
        p.plain_text = p.folded_text = text + std::to_string(a);
        link(p, "push" + std::to_string(wave));
      });
      if (a % 2 == wave % 2) {
        add("m" + std::to_string(a), second + 1'800, {}, [&](Post& p) {
          picture(p, 10'000 + static_cast<std::uint64_t>(wave), a);
          p.hashtags = {"rare" + std::to_string(wave), "set" + std::to_string(wave)};
        });
      }
    }
  }
  for (std::size_t i = 0, all = posts.size(); i < all; ++i) {
    const bool copied = posts[i].account_id.starts_with('c');  // and may be quoted by then
    if (i % 5 != 0 && !copied) continue;
    const auto second = static_cast<double>(to_micros(posts[i].time) - test::kStart) / 1e6;
    posts.push_back(test::post(registry(), posts[i].account_id, posts[i].post_id,
                               second + (copied ? 50'000 : 1'500),
                               [](Post& p) { p.event = EventKind::kDelete; }));
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

// Tables so small that everything is evicted on the way.
EngineConfig tight() {
  EngineConfig c;
  c.similar.max_text_clusters = 60;
  c.similar.max_media_clusters = 60;
  c.similar.max_embedding_clusters = 60;
  c.similar.bucket_size = 3;
  c.join.max_keys = 500;
  c.join.max_arrivals = 1'000;
  c.evidence.max_accounts = 250;
  c.evidence.max_first_coactions = 1'500;
  c.evidence.max_pairs = 60;
  c.evidence.max_shared_keys = 200;
  c.evidence.max_recent_posts = 700;
  c.evidence.max_attribute_values = 300;
  return c;
}

EngineConfig patient() {
  EngineConfig c;
  c.assess.alert_explained = true;
  c.campaign.dormant_after = std::chrono::hours{10};
  return c;
}

struct Machine {
  explicit Machine(const EngineConfig& config) : engine(config, registry(), {}) {}
  void feed(const std::vector<TracedPost>& posts, std::size_t from, std::size_t to) {
    std::vector<alert::Alert> out;
    for (auto i = from; i < to; ++i) {
      engine.on_post(posts[i], out);
      if (i % 7 == 0) engine.advance(posts[i].time, out);
      for (const auto& a : out) alerts += alert::to_flat_json(a) + '\n';
      out.clear();
    }
  }
  void end() {
    std::vector<alert::Alert> out;
    engine.on_end(true, out);
    for (const auto& a : out) alerts += alert::to_flat_json(a) + '\n';
  }
  Engine engine;
  std::string alerts;
};

}  // namespace

TEST_CASE("cut anywhere, written, read and gone on with, an engine says the same, byte for byte",
          "[property][engine]") {
  std::mt19937_64 random(1);
  for (const auto& config : {EngineConfig{}, tight(), patient()}) {
    const auto posts = world(random());
    Machine whole(config);
    whole.feed(posts, 0, posts.size());
    const auto state_of_whole = bytes_of(whole.engine);
    whole.end();
    std::size_t alerts_after_cuts = 0;
    for (int round = 0; round < 5; ++round) {
      const auto cut = random() % (posts.size() + 1);
      Machine before(config);
      before.feed(posts, 0, cut);
      const auto bytes = bytes_of(before.engine);
      Machine after(config);
      REQUIRE(read_into(after.engine, bytes).ok());
      REQUIRE(bytes_of(after.engine) == bytes);
      after.feed(posts, cut, posts.size());
      REQUIRE(bytes_of(after.engine) == state_of_whole);
      after.end();
      REQUIRE(before.alerts + after.alerts == whole.alerts);
      alerts_after_cuts += after.alerts.size();
    }
    if (config.evidence.max_accounts > 1'000) CHECK(alerts_after_cuts > 1'000);
  }
}

namespace {

using Told = std::vector<std::pair<EventTime, SideFact>>;

// Of those told, what takes effect later than `after`.
void tell(Machine& m, const Told& told, EventTime after) {
  for (const auto& [tick, fact] : told)
    if (tick > after) m.engine.take_fact(tick, fact);
}

// By which of two operators a site is run.
Trace run_together(int which) {
  const auto id = "UA-" + std::to_string(which);
  return {*registry().find_kind("analytics"), signals::key_of("analytics", id), id};
}

// For two days from then on, as of an indicator of STIX.
assess::Indicator watched(const std::string& account, EventTime from) {
  return {.type = "account",
          .value = account,
          .note = "seen before",
          .id = "indicator--" + account,
          .valid_from = from,
          .valid_until = from + std::chrono::hours{48},
          .keys = {assess::watched_account(account)}};
}

EventTime minute_of(EventTime t) { return t - t.time_since_epoch() % std::chrono::minutes{1}; }

}  // namespace

TEST_CASE("what people said before a cut is kept, and what they said for later is told again",
          "[property][engine]") {
  const auto posts = world(5);
  Machine silent(patient());
  silent.feed(posts, 0, posts.size());
  std::vector<std::string> ids;
  for (std::size_t at = 0; (at = silent.alerts.find("\"alert_id\":\"", at)) != std::string::npos;
       ++at)
    ids.push_back(silent.alerts.substr(at + 12, 20));
  REQUIRE(ids.size() > 3);
  Told told;
  for (int i = 0; i < 60; ++i) {
    const auto tick = at_second(3'600.0 * 1.5 * i);
    const auto name = "x:" + std::string(1, "rcm"[i % 3]) + std::to_string(i % 8);
    if (i % 5 == 4)
      told.emplace_back(
          tick, SiteFact{signals::key_of("domain", "site" + std::to_string(i % 7) + ".example"),
                         {run_together(i % 2)}});
    else if (i % 4 == 3)
      told.emplace_back(tick, VerdictFact{ids[static_cast<std::size_t>(i) % ids.size()],
                                          static_cast<alert::Verdict>(i / 4 % 3), "so they say"});
    else if (i % 4 == 2)
      told.emplace_back(tick, WatchFact{"entry" + std::to_string((i - 2) % 9), {}});
    else
      told.emplace_back(tick, WatchFact{"entry" + std::to_string(i % 9),
                                        {watched(name, tick), watched("x:r1", tick)}});
  }
  Machine whole(patient());
  tell(whole, told, EventTime::min());
  whole.feed(posts, 0, posts.size());
  whole.end();
  CHECK(whole.alerts != silent.alerts);
  CHECK(whole.alerts.find("seen before") != std::string::npos);
  CHECK(whole.alerts.find("so they say") != std::string::npos);
  CHECK(whole.engine.stats().sites > 3);
  std::mt19937_64 random(6);
  for (int round = 0; round < 6; ++round) {
    const auto cut = 1 + random() % (posts.size() - 1);
    Machine before(patient()), after(patient());
    tell(before, told, EventTime::min());
    before.feed(posts, 0, cut);
    REQUIRE(read_into(after.engine, bytes_of(before.engine)).ok());
    tell(after, told, minute_of(posts[cut - 1].time));
    after.feed(posts, cut, posts.size());
    after.end();
    REQUIRE(before.alerts + after.alerts == whole.alerts);
  }
}

TEST_CASE("every table of the world above is in use, so that its state is put to the test",
          "[unit][engine]") {
  Machine m{EngineConfig{}};
  const auto posts = world(3);
  m.feed(posts, 0, posts.size());
  const auto s = m.engine.stats();
  CHECK(s.similar.text_clusters > 100);
  CHECK(s.similar.media_clusters > 100);
  CHECK(s.similar.embedding_clusters > 100);
  CHECK(s.join.keys > 500);
  CHECK(s.evidence.accounts > 300);
  CHECK(s.evidence.pairs.records > 50);
  CHECK(s.evidence.pairs.doorkeeper > 1'000);
  CHECK(s.evidence.pairs.accepted > 20);
  CHECK(s.evidence.shared_keys > 100);
  CHECK(s.evidence.translations > 300);
  CHECK(s.similar.erased > 50);
  CHECK(s.evidence.erased > 100);
  CHECK(s.erased_from_alerts > 3);
  CHECK(s.evidence.attribute_values > 300);
  CHECK(s.evidence.clue_groups > 0);
  CHECK(s.evidence.recent_posts > 300);
  CHECK(s.campaigns > 1);

  Machine t{tight()};
  t.feed(posts, 0, posts.size());
  const auto e = t.engine.stats();
  CHECK(e.similar.evicted > 100);
  CHECK(e.join.evicted_keys > 100);
  CHECK(e.evidence.accounts_evicted > 10);
  CHECK(e.evidence.pairs.evicted > 10);
  CHECK(e.evidence.shared_keys_evicted > 10);
  CHECK(e.evidence.attribute_values_evicted > 10);
}

TEST_CASE("a state that is cut short or has bits flipped is refused or read, and never harms",
          "[property][engine]") {
  Machine m{tight()};
  const auto posts = world(4);
  m.feed(posts, 0, 600);
  const auto bytes = bytes_of(m.engine);
  std::mt19937_64 random(9);
  for (int round = 0; round < 60; ++round) {
    Machine cut{tight()};
    REQUIRE(read_into(cut.engine, bytes.substr(0, random() % bytes.size())).code() ==
            StatusCode::kDataLoss);
  }
  std::size_t refused = 0;
  for (int round = 0; round < 200; ++round) {
    auto damaged = bytes;
    auto& byte = damaged[random() % bytes.size()];
    byte = static_cast<char>(byte ^ (1 << (random() % 8)));
    Machine broken{tight()};
    if (!read_into(broken.engine, damaged).ok()) ++refused;
  }
  CHECK(refused > 20);
}

TEST_CASE("an engine with other kinds of traces has room for them, and refuses the state",
          "[unit][engine]") {
  Machine m{EngineConfig{}};
  m.feed(world(4), 0, 300);
  const auto bytes = bytes_of(m.engine);
  const std::vector<std::string> names = {"repost", "url"};
  const signals::Registry few(names);
  Engine other({}, few, {});
  CHECK(read_into(other, bytes).code() == StatusCode::kDataLoss);
}
