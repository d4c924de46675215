#include "lockstep/runtime/live.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>
#include <utility>

#include "live_fakes.h"
#include "live_world.h"

namespace lockstep::runtime {
namespace {

using namespace std::chrono_literals;
using testing::count;
using testing::FakeBroker;
using testing::LiveSetup;
using testing::make_broker;
using testing::Random;
using testing::registry;
using testing::run_once;
using testing::setup_for;

// Its third partition is there for the test to add, after a whole run without it.
auto broker_before_it_grew() {
  auto broker = make_broker(6);
  const auto third = broker.partitions[2];
  broker.partitions.pop_back();
  REQUIRE(run_once(broker, setup_for(1), registry()).ok());
  return std::pair{std::move(broker), third};
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

TEST_CASE("no later version quotes a post that was deleted, however late that was told",
          "[integration][runtime]") {
  auto broker = make_broker(1);
  const auto ended = run_once(broker, setup_for(1), registry());
  REQUIRE(ended.ok());
  CHECK(ended->engine.deletes == 72);
  CHECK(ended->engine.erased() > 8);
  std::size_t quote = 0, say_so = 0;
  std::string last;
  for (const auto& [place, records] : broker.outputs) {
    if (place.first != "cib.alerts.json.v1") continue;
    for (const auto& record : records) {
      if (record.find("x:p0") == std::string::npos) continue;
      quote += record.find("we all say") != std::string::npos;
      say_so += record.find("its post was deleted") != std::string::npos;
      last = record;
    }
  }
  CHECK(quote > 0);
  CHECK(say_so > 0);
  CHECK(last.find("we all say") == std::string::npos);
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

TEST_CASE("a transaction whose end is not told is done once, also one that holds decisions only",
          "[property][runtime]") {
  auto expected = make_broker(3);
  REQUIRE(run_once(expected, setup_for(1), registry()).ok());
  for (const bool after : {false, true}) {
    for (const std::uint64_t each : {1U, 2U, 3U}) {
      // When all is read, facts come one by one, and nothing else is to be committed with them.
      auto broker = make_broker(3);
      FakeBroker facts;
      facts.partitions = {{{0, 0}, {}}};
      testing::FakeSource side(facts, 1, 300, [] {});
      auto setup = setup_for(1);
      setup.options.live.watchlist_topic = "w";
      setup.options.side = &side;
      setup.on_wait = [&said = facts.partitions[0].second] {
        said.push_back({R"({"type":"domain","value":"bad.example"})", {}});
      };
      setup.waits = 100;
      setup.vague_each = each;
      setup.after = after;
      auto start = broker.start();
      start.side = {{{0, 0}, "w", 0, 0}};
      const auto ended = run_once(broker, setup, registry(), nullptr, &start);
      REQUIRE(ended.ok());
      CHECK(ended->failed_transactions > 5);
      CHECK(ended->facts > 20);
      CHECK(broker.decisions.size() == ended->facts + ended->decisions + 3);  // and three starts
      CHECK(broker.transactions == ended->transactions);
      CHECK(broker.outputs == expected.outputs);
    }
  }
}

TEST_CASE("what is made for others is exactly once too, and no export goes unsaid",
          "[property][runtime]") {
  static std::set<std::string> said;  // "alert version profile"
  said.clear();
  auto setup = setup_for(1);
  setup.options.live.sharing.profiles = {"internal", "partner", "takedown"};
  setup.options.live.sharing.deployment_key = "0123456789abcdef";
  setup.options.engine.assess.require_clue = false;  // nobody shows a clue, and some must be listed
  setup.log = [](std::string_view line) {
    const auto event = nlohmann::json::parse(line);
    if (event["event"] != "export") return;
    said.insert(event["alert"].get<std::string>() + ' ' +
                std::to_string(event["version"].get<int>()) + ' ' +
                event["profile"].get<std::string>());
  };
  auto expected = make_broker(3);
  const auto ended = run_once(expected, setup, registry());
  REQUIRE(ended.ok());
  const auto partner = count(expected, "cib.alerts.stix.v1.partner");
  const auto takedown = count(expected, "cib.alerts.stix.v1.takedown");
  CHECK(partner == count(expected, "cib.alerts.stix.v1"));
  CHECK(takedown > 0);
  CHECK(takedown <= partner);
  CHECK(said.size() == partner + takedown);
  const auto sum = [&](alert::Profile profile) {
    const auto& of = ended->emitted.of[static_cast<std::size_t>(profile)];
    return std::accumulate(of.begin(), of.end(), std::uint64_t{0});
  };
  CHECK(sum(alert::Profile::kPartner) == partner);
  CHECK(sum(alert::Profile::kTakedown) == takedown);

  const auto all = std::exchange(said, {});
  Random random(34);
  auto broker = make_broker(3);
  for (int kills = 0;; ++kills) {
    setup.seed = random();
    setup.dies_at = kills < 12 ? 1 + random() % 4 : 0;
    setup.after = random() % 2 == 0;
    if (run_once(broker, setup, registry()).ok()) break;
  }
  CHECK(broker.outputs == expected.outputs);
  CHECK(said == all);
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

TEST_CASE("a standby does not go on without a partition that the active instance has begun to read",
          "[integration][runtime]") {
  auto [broker, third] = broker_before_it_grew();
  const auto start = broker.start();  // as the standby counted them
  const auto known = broker.history.size() - 1;
  broker.partitions.push_back(third);
  REQUIRE(run_once(broker, setup_for(1), registry()).ok());
  REQUIRE(broker.history.size() > known + 1);
  const auto outputs = broker.outputs;
  testing::FakeSuccession succession(broker.history, known);
  const auto ended = run_once(broker, setup_for(2), registry(), &succession, &start);
  CHECK(ended.status().code() == StatusCode::kAborted);
  CHECK(broker.outputs == outputs);
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
  auto [broker, third] = broker_before_it_grew();
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
