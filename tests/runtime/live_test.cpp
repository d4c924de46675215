#include "lockstep/runtime/live.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "live_fakes.h"

namespace lockstep::runtime {
namespace {

using namespace std::chrono_literals;
using testing::FakeBroker;
using testing::LiveSetup;
using testing::run_once;
using Random = std::mt19937_64;

constexpr std::int64_t kStart = 1'767'571'200;  // 2026-01-05T00:00:00Z

std::string repost(const std::string& account, const std::string& target, std::int64_t second) {
  return fmt::format(
      R"({{"platform":"x","post_id":"{0}-{1}","author":{{"id":"{0}"}},"created_at":{2},)"
      R"("action":"repost","repost_of":"{1}"}})",
      account, target, kStart + second);
}

struct Record {
  std::int64_t second;
  std::string bytes;
};

// Four planted groups of twelve that repost in waves among organic accounts, copies, garbage, and
// posts that are hours too late.
std::vector<Record> world(Random& random) {
  std::vector<Record> records;
  for (int i = 0; i < 5'000; ++i) {
    const auto u = static_cast<double>(random() % 1'000'000) / 1e6;
    const auto second = static_cast<std::int64_t>(random() % 86'400);
    records.push_back(
        {second, repost("o" + std::to_string(random() % 700),
                        "t" + std::to_string(static_cast<int>(2'500 * u * u * u)), second)});
  }
  for (int wave = 0; wave < 32; ++wave) {
    const auto group = std::string(1, "pqrs"[wave % 4]);
    for (int a = 0; a < 12; ++a) {
      const auto second = 2'400 * (wave + 1) + static_cast<std::int64_t>(random() % 120);
      records.push_back(
          {second, repost(group + std::to_string(a), "w" + std::to_string(wave), second)});
    }
  }
  const auto honest = records.size();
  for (std::size_t i = 0; i < honest; i += 50) records.push_back(records[i]);
  for (int i = 0; i < 40; ++i) {
    const auto second = 20'000 + static_cast<std::int64_t>(random() % 60'000);
    records.push_back({second, "{garbage " + std::to_string(i)});
    records.push_back({second, repost("late" + std::to_string(i), "t1", second - 10'000)});
  }
  std::stable_sort(records.begin(), records.end(),
                   [](const Record& a, const Record& b) { return a.second < b.second; });
  for (int i = 0; i < 4; ++i)
    records.push_back({100'000, repost("end" + std::to_string(i), "end", 100'000)});
  return records;
}

// Two topics, of one and two partitions; the last four records go to all.
FakeBroker make_broker(std::uint64_t seed) {
  Random random(seed);
  FakeBroker broker;
  broker.partitions = {{{0, 0}, {}}, {{1, 0}, {}}, {{1, 1}, {}}};
  const auto records = world(random);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const EventTime time = from_micros((kStart + records[i].second) * 1'000'000);
    const bool everywhere = i + 4 >= records.size();
    const auto chosen = random() % 11 / 5;  // the last one has a tenth
    for (std::size_t p = 0; p < 3; ++p)
      if (everywhere || p == chosen)
        broker.partitions[p].second.push_back({records[i].bytes, time});
  }
  return broker;
}

LiveSetup setup_for(std::int64_t threads) {
  LiveSetup setup;
  auto& live = setup.options.live;
  live.topics.resize(2);
  live.topics[0].topic = "a";
  live.topics[1].topic = "b";
  live.topics[1].lateness = 90s;
  live.threads = threads;
  live.idle_timeout = 1h;
  live.commit_interval = 100ms;
  setup.options.provenance.inputs = {"a", "b"};
  return setup;
}

const signals::Registry& registry() {
  static const signals::Registry all = signals::Registry::with_all();
  return all;
}

std::size_t count(const FakeBroker& broker, const std::string& topic) {
  std::size_t n = 0;
  for (const auto& [place, records] : broker.outputs)
    if (place.first == topic) n += records.size();
  return n;
}

}  // namespace

TEST_CASE("a live run publishes alerts, dead letters and late posts", "[integration][runtime]") {
  auto broker = make_broker(1);
  const auto ended = run_once(broker, setup_for(1), registry());
  REQUIRE(ended.ok());
  CHECK(count(broker, "cib.alerts.json.v1") >= 4);
  CHECK(count(broker, "cib.alerts.json.v1") == count(broker, "cib.alerts.stix.v1"));
  CHECK(count(broker, "a.dlq") + count(broker, "b.dlq") == 40);
  CHECK(count(broker, "a.late") + count(broker, "b.late") == 40);
  CHECK(ended->late == 40);
  // Double entry: every record gave a post, a rejection, or a copy of a post.
  CHECK(ended->records == ended->posts + ended->duplicates + ended->late + 40 + ended->held_posts);
  for (const auto& [place, records] : broker.outputs)
    if (place.first.ends_with(".dlq")) {
      CHECK(place.second >= 0);
      CHECK(records.front().find("key {garbage") == 0);
      CHECK(records.front().find("cib.errors.reason=malformed") != std::string::npos);
    }
}

TEST_CASE("where polls and transactions fall changes no output", "[property][runtime]") {
  auto expected = make_broker(2);
  REQUIRE(run_once(expected, setup_for(1), registry()).ok());
  for (std::uint64_t seed = 2; seed < 6; ++seed) {
    auto broker = make_broker(2);
    auto setup = setup_for(seed % 2 == 0 ? 3 : 1);
    setup.seed = seed;
    setup.options.live.commit_interval = seed % 2 == 0 ? Duration{1s} : Duration{100ms};
    REQUIRE(run_once(broker, setup, registry()).ok());
    REQUIRE(broker.outputs == expected.outputs);
  }
}

TEST_CASE("killed before or after any commit, again and again, the outputs are those of one run",
          "[property][runtime]") {
  auto expected = make_broker(3);
  REQUIRE(run_once(expected, setup_for(1), registry()).ok());
  Random random(33);
  for (int round = 0; round < 3; ++round) {
    auto broker = make_broker(3);
    int kills = 0;
    for (bool done = false; !done;) {
      auto setup = setup_for(1);
      setup.seed = random();
      setup.dies_at = kills < 20 ? 1 + random() % 4 : 0;
      setup.after = random() % 2 == 0;
      const auto ended = run_once(broker, setup, registry());
      done = ended.ok();
      if (done) break;
      REQUIRE(ended.status().code() == StatusCode::kAborted);
      ++kills;
    }
    CHECK(kills > 5);
    REQUIRE(broker.outputs == expected.outputs);
  }
}

TEST_CASE("a decision once committed is obeyed by every run after", "[property][runtime]") {
  // Partition (1, 1) is silent for a long while, is declared idle, and then sends what is too late.
  const auto silent = [](FakeBroker& broker) {
    auto& records = broker.partitions[2].second;
    auto rest = std::vector<testing::FakeRecord>(records.begin() + 200, records.end());
    records.resize(200);
    return rest;
  };
  auto expected = make_broker(4);
  auto rest = silent(expected);
  auto setup = setup_for(1);
  setup.options.live.idle_timeout = 500ms;
  const auto first = run_once(expected, setup, registry());
  REQUIRE(first.ok());
  CHECK(first->decisions > 0);
  auto broker = expected;
  auto& later = expected.partitions[2].second;
  later.insert(later.end(), rest.begin(), rest.end());
  const auto second = run_once(expected, setup, registry());
  REQUIRE(second.ok());
  CHECK(second->late > 100);

  Random random(44);
  for (int round = 0; round < 2; ++round) {
    auto killed = broker;
    killed.partitions[2].second = later;
    for (int kills = 0;;) {
      setup.seed = random();
      setup.dies_at = kills < 5 ? 1 + random() % 2 : 0;
      setup.after = random() % 2 == 0;
      if (run_once(killed, setup, registry()).ok()) break;
      ++kills;
    }
    CHECK(killed.outputs == expected.outputs);
  }
}

TEST_CASE("a standby that followed any part of a run takes over without a trace",
          "[property][runtime]") {
  auto setup = setup_for(1);
  setup.options.live.idle_timeout = 500ms;  // so that there are decisions to learn of
  Random random(55);
  for (int round = 0; round < 6; ++round) {
    auto expected = make_broker(8);
    REQUIRE(run_once(expected, setup, registry()).ok());
    auto broker = make_broker(8);
    auto first = setup;
    first.seed = random();
    first.dies_at = 3 + random() % 5;
    first.after = random() % 2 == 0;
    REQUIRE_FALSE(run_once(broker, first, registry()).ok());
    REQUIRE(broker.history.size() >= 2);

    // It came up when `known` transactions were there, and saw the others come.
    const auto known = random() % (broker.history.size() - 1);
    auto early = broker;
    early.notes.clear();
    for (const auto& [id, note] : broker.history[known].notes) early.notes[id] = note;
    early.decisions = broker.history[known].decisions;
    const auto start = early.start();
    testing::FakeSuccession succession(broker.history, known);
    auto second = setup;
    second.seed = random();
    const auto ended = run_once(broker, second, registry(), &succession, &start);
    REQUIRE(ended.ok());
    CHECK_FALSE(ended->standby);
    CHECK(broker.outputs == expected.outputs);
  }
}

TEST_CASE("a reorder buffer that is full lets go by decision, and every rebuild obeys",
          "[property][runtime]") {
  auto expected = make_broker(5);
  auto setup = setup_for(1);
  setup.options.sequence.reorder_bytes = 64 << 10;  // a fraction of what the lateness would hold
  setup.options.live.topics[0].lateness = 2h;
  setup.options.live.topics[1].lateness = 2h;
  const auto ended = run_once(expected, setup, registry());
  REQUIRE(ended.ok());
  REQUIRE(ended->decisions > 10);
  // Whoever starts again finds everything committed and adds nothing.
  const auto outputs = expected.outputs;
  for (std::uint64_t seed = 7; seed < 10; ++seed) {
    setup.seed = seed;
    REQUIRE(run_once(expected, setup, registry()).ok());
    CHECK(expected.outputs == outputs);
  }
}

TEST_CASE("a partition that was not there joins without holding back or rewriting the past",
          "[integration][runtime]") {
  auto broker = make_broker(6);
  const auto third = broker.partitions[2];
  broker.partitions.pop_back();
  REQUIRE(run_once(broker, setup_for(1), registry()).ok());
  const auto before = broker.outputs;
  broker.partitions.push_back(third);
  const auto ended = run_once(broker, setup_for(1), registry());
  REQUIRE(ended.ok());
  CHECK(ended->late > 300);
  REQUIRE(count(broker, "cib.alerts.json.v1") > 0);
  CHECK(broker.outputs.at({"cib.alerts.json.v1", -1}) == before.at({"cib.alerts.json.v1", -1}));
  CHECK(std::any_of(broker.decisions.begin(), broker.decisions.end(), [](const Decision& d) {
    return d.kind == DecisionKind::kJoined && d.topic == "b" && d.partition == 1;
  }));
}

TEST_CASE("an output that is refused stops the run and loses nothing", "[integration][runtime]") {
  auto broker = make_broker(7);
  auto setup = setup_for(1);
  setup.dies_at = 1;
  CHECK(run_once(broker, setup, registry()).status().code() == StatusCode::kAborted);
  CHECK(broker.outputs.empty());
  setup.dies_at = 0;
  REQUIRE(run_once(broker, setup, registry()).ok());
  CHECK(count(broker, "a.late") + count(broker, "b.late") == 40);
}

}  // namespace lockstep::runtime
