// Starts from snapshots: the same bytes as one run that was never interrupted.
#include "lockstep/runtime/snapshot.h"

#include <catch2/catch.hpp>

#include "live_world.h"

namespace lockstep::runtime {
namespace {

using namespace std::chrono_literals;
using testing::count;
using testing::FakeBroker;
using testing::FakeStore;
using testing::LiveSetup;
using testing::make_broker;
using testing::Random;
using testing::registry;
using testing::run_once;
using testing::setup_for;

LiveSetup with(FakeStore& store, LiveSetup setup) {
  setup.options.snapshots = &store;
  setup.options.live.snapshot_every = 20min;
  setup.most_at_once = 40;  // many turns, many commits
  return setup;
}

// The newest state, without where records are read again from: that depends on polls.
std::string state_in(const FakeStore& store) {
  REQUIRE_FALSE(store.kept.empty());
  return store.kept.front().body.substr(512);
}

// Kills it again and again, starts it again, and says how often it died.
int run_through_kills(FakeBroker& broker, FakeStore& store, const LiveSetup& setup, Random& random,
                      int most) {
  for (int kills = 0;; ++kills) {
    auto next = with(store, setup);
    next.seed = random();
    next.dies_at = kills < most ? 1 + random() % 12 : 0;
    next.after = random() % 2 == 0;
    store.restart();
    const auto ended = run_once(broker, next, registry());
    if (ended.ok()) return kills;
    REQUIRE(ended.status().code() == StatusCode::kAborted);
  }
}

}  // namespace

TEST_CASE("killed at any commit with snapshots on, the outputs are those of one run",
          "[property][runtime]") {
  Random random(71);
  for (std::uint64_t round = 0; round < 4; ++round) {
    auto setup = setup_for(round % 2 == 0 ? 1 : 3);
    auto expected = make_broker(20 + round);
    FakeStore calm;
    REQUIRE(run_once(expected, with(calm, setup), registry()).ok());
    auto broker = make_broker(20 + round);
    FakeStore store;
    CHECK(run_through_kills(broker, store, setup, random, 20) > 5);
    CHECK(store.loaded > 3);
    REQUIRE(broker.outputs == expected.outputs);
    CHECK((state_in(store) == state_in(calm)));
  }
}

TEST_CASE("so it is with partitions that fall idle and send what is too late",
          "[property][runtime]") {
  Random random(72);
  auto setup = setup_for(1);
  setup.options.live.idle_timeout = 500ms;
  auto expected = make_broker(4);
  auto& records = expected.partitions[2].second;
  const std::vector<testing::FakeRecord> rest(records.begin() + 200, records.end());
  records.resize(200);
  REQUIRE(run_once(expected, setup, registry()).ok());
  auto cut = expected;  // decisions and all
  records.insert(records.end(), rest.begin(), rest.end());
  const auto ended = run_once(expected, setup, registry());
  REQUIRE(ended.ok());
  CHECK(ended->late > 100);

  for (int round = 0; round < 3; ++round) {
    // From the start, with the decisions of the first run known: a snapshot at its end.
    auto broker = cut;
    FakeStore store;
    REQUIRE(run_once(broker, with(store, setup), registry()).ok());
    REQUIRE(store.kept.size() >= 1);
    auto& grown = broker.partitions[2].second;
    grown.insert(grown.end(), rest.begin(), rest.end());
    run_through_kills(broker, store, setup, random, 6);
    CHECK(store.loaded > 0);
    REQUIRE(broker.outputs == expected.outputs);
  }
}

TEST_CASE("facts that were decided upon hold behind a snapshot, each once", "[property][runtime]") {
  Random random(75);
  const auto with_facts = [] {
    auto broker = make_broker(30);
    for (std::int64_t hour = 1; hour < 20; ++hour) {
      Decision d{DecisionKind::kFact, "cib.watchlist.v1", 0, hour, from_micros(0)};
      d.until = from_micros((testing::kStart + 3'600 * hour) * 1'000'000);
      d.key = fmt::format("entry{}", hour % 5);
      if (hour % 4 > 0)
        d.value = fmt::format(R"({{"type":"account","value":"x:{}{}","note":"known since {}"}})",
                              "pqrs"[hour % 4], hour % 12, hour);
      broker.decisions.push_back(d);
    }
    return broker;
  };
  auto expected = with_facts();
  FakeStore calm;
  REQUIRE(run_once(expected, with(calm, setup_for(1)), registry()).ok());
  const auto& alerts = expected.outputs.at({"cib.alerts.json.v1", -1});
  CHECK(std::any_of(alerts.begin(), alerts.end(), [](const std::string& a) {
    return a.find("known since") != std::string::npos;
  }));
  for (int round = 0; round < 2; ++round) {
    auto broker = with_facts();
    FakeStore store;
    run_through_kills(broker, store, setup_for(1), random, 15);
    CHECK(store.loaded > 3);
    REQUIRE(broker.outputs == expected.outputs);
    CHECK((state_in(store) == state_in(calm)));
  }
}

TEST_CASE("a full reorder buffer that let go by decision lets go again behind a snapshot",
          "[property][runtime]") {
  auto setup = setup_for(1);
  setup.options.sequence.reorder_bytes = 64 << 10;
  setup.options.live.topics[0].lateness = 2h;
  setup.options.live.topics[1].lateness = 2h;
  auto broker = make_broker(5);
  FakeStore store;
  const auto whole = run_once(broker, with(store, setup), registry());
  REQUIRE(whole.ok());
  REQUIRE(whole->decisions > 10);
  REQUIRE(store.kept.size() == 2);
  // Where the buffer fills next depends on polls, so what is compared is what was committed: a
  // start from the older snapshot obeys what came after it, adds nothing, and knows what a rebuild
  // knows.
  store.kept.erase(store.kept.begin());
  FakeStore none;
  const auto outputs = broker.outputs;
  auto other = broker;
  const auto from_snapshot = run_once(broker, with(store, setup), registry());
  const auto from_log = run_once(other, with(none, setup), registry());
  REQUIRE((from_snapshot.ok() && from_log.ok()));
  CHECK((store.loaded == 1 && none.loaded == 0));
  CHECK(broker.outputs == outputs);
  CHECK(other.outputs == outputs);
  CHECK(from_snapshot->records < from_log->records);
  CHECK((state_in(store) == state_in(none)));
}

TEST_CASE("a standby's own snapshots spare it the log, and it takes over without a trace",
          "[property][runtime]") {
  auto setup = setup_for(1);
  setup.options.live.idle_timeout = 500ms;
  Random random(73);
  for (int round = 0; round < 5; ++round) {
    auto expected = make_broker(8);
    REQUIRE(run_once(expected, setup, registry()).ok());
    auto broker = make_broker(8);
    auto first = setup;
    first.seed = random();
    first.dies_at = 6 + random() % 5;
    REQUIRE_FALSE(run_once(broker, first, registry()).ok());
    REQUIRE(broker.history.size() >= 4);

    // It stood by for a while and was stopped, and stands by again later.
    FakeStore store;
    const auto half = broker.history.size() / 2;
    for (const auto known : {std::size_t{0}, half}) {
      auto early = broker;
      early.notes.clear();
      for (const auto& [id, note] : broker.history[known].notes) early.notes[id] = note;
      early.decisions = broker.history[known].decisions;
      const auto start = early.start();
      const std::vector<Progress> seen(
          broker.history.begin(),
          known == 0 ? broker.history.begin() + static_cast<std::ptrdiff_t>(half) + 1
                     : broker.history.end());
      testing::FakeSuccession succession(seen, known);
      succession.never = known == 0;
      auto second = with(store, setup);
      second.options.live.snapshot_every = 1min;
      second.seed = random();
      store.restart();
      auto& outputs = known == 0 ? early : broker;
      const auto ended = run_once(outputs, second, registry(), &succession, &start);
      REQUIRE(ended.ok());
      CHECK(ended->standby == (known == 0));
    }
    CHECK(store.loaded == 1);
    REQUIRE(broker.outputs == expected.outputs);
  }
}

TEST_CASE("a snapshot that is torn, damaged or foreign is refused, and an older one serves",
          "[integration][runtime]") {
  auto expected = make_broker(3);
  REQUIRE(run_once(expected, setup_for(1), registry()).ok());
  auto broker = make_broker(3);
  FakeStore store;
  auto setup = with(store, setup_for(1));
  setup.dies_at = 60;
  REQUIRE_FALSE(run_once(broker, setup, registry()).ok());
  setup.dies_at = 0;
  REQUIRE(store.kept.size() == 2);
  const auto good = store.kept;
  const auto ends_well = [&](std::uint64_t loads) {
    auto copy = broker;
    store.loaded = 0;
    REQUIRE(run_once(copy, setup, registry()).ok());
    CHECK(store.loaded == loads);
    CHECK(copy.outputs == expected.outputs);
    store.kept = good;
  };
  SECTION("torn") {
    store.kept[0].body.resize(store.kept[0].body.size() / 2);
    ends_well(1);
  }
  SECTION("both torn") {
    store.kept[0].body.resize(100);
    store.kept[1].body.resize(store.kept[1].body.size() - 1);
    ends_well(0);
  }
  SECTION("no label") {
    store.kept[0].label = "?";
    ends_well(1);
  }
  const auto relabel = [&](auto change) {
    for (auto& k : store.kept) {
      SnapshotLabel label;
      REQUIRE(test::read_into(label, k.label).ok());
      change(label);
      k.label = test::bytes_of(label);
    }
  };
  SECTION("another version") {
    relabel([](auto& l) { l.engine_version = "9"; });
    ends_well(0);
  }
  SECTION("another format") {
    relabel([](auto& l) { ++l.state_format; });
    ends_well(0);
  }
  SECTION("another configuration") {
    relabel([](auto& l) { l.config_sha256 = "other"; });
    ends_well(0);
  }
  SECTION("another baseline") {
    relabel([](auto& l) { l.baseline_sha256 = "other"; });
    ends_well(0);
  }
  SECTION("other topics") {
    relabel([](auto& l) { l.topics.pop_back(); });
    ends_well(0);
  }
  SECTION("a partition that is not there") {
    relabel([](auto& l) { l.places[0].partition = 77; });
    ends_well(0);
  }
  SECTION("ahead of what was committed") {
    relabel([](auto& l) { ++l.places[0].read += 1'000'000; });
    ends_well(0);
    relabel([](auto& l) { l.watermark += 24h; });
    ends_well(0);
  }
  SECTION("nothing was committed at all") {
    auto fresh = make_broker(3);
    store.loaded = 0;
    REQUIRE(run_once(fresh, setup, registry()).ok());
    CHECK(store.loaded == 0);
    CHECK(fresh.outputs == expected.outputs);
  }
}

TEST_CASE("a store that is full or tears what it writes stops nothing and is counted",
          "[integration][runtime]") {
  auto expected = make_broker(3);
  REQUIRE(run_once(expected, setup_for(1), registry()).ok());
  Random random(74);
  FakeStore store;
  auto broker = make_broker(3);
  store.damage = [&](std::string& body) {
    if (random() % 3 == 0) return make_status(StatusCode::kResourceExhausted, "no space left");
    if (random() % 2 == 0) body.resize(random() % body.size());
    return absl::OkStatus();
  };
  run_through_kills(broker, store, setup_for(1), random, 12);
  CHECK(broker.outputs == expected.outputs);

  store.kept.clear();
  store.damage = [](std::string&) { return make_status(StatusCode::kResourceExhausted, "full"); };
  auto again = make_broker(3);
  const auto ended = run_once(again, with(store, setup_for(1)), registry());
  REQUIRE(ended.ok());
  CHECK(ended->snapshots.failed > 3);
  CHECK(ended->snapshots.written == 0);
  CHECK(again.outputs == expected.outputs);
}

TEST_CASE("a start from a snapshot reads only what came after it", "[integration][runtime]") {
  auto broker = make_broker(3);
  FakeStore store;
  const auto setup = with(store, setup_for(1));
  const auto whole = run_once(broker, setup, registry());
  REQUIRE(whole.ok());
  CHECK(whole->snapshots.written > 3);
  CHECK(whole->snapshots.bytes > 10'000);
  const auto again = run_once(broker, setup, registry());
  REQUIRE(again.ok());
  CHECK(again->records < whole->records / 50);
  CHECK(again->remembered_ids == whole->remembered_ids);
  CHECK(again->engine.evidence.accounts == whole->engine.evidence.accounts);
}

TEST_CASE("a partition that is new beside a snapshot joins as it does beside a log",
          "[integration][runtime]") {
  const auto grow = [](FakeStore* store) {
    auto broker = make_broker(6);
    const auto third = broker.partitions[2];
    broker.partitions.pop_back();
    auto setup = setup_for(1);
    if (store != nullptr) setup = with(*store, setup);
    REQUIRE(run_once(broker, setup, registry()).ok());
    broker.partitions.push_back(third);
    REQUIRE(run_once(broker, setup, registry()).ok());
    REQUIRE(run_once(broker, setup, registry()).ok());
    return broker.outputs;
  };
  FakeStore store;
  CHECK(grow(&store) == grow(nullptr));
  CHECK(store.loaded == 2);
}

}  // namespace lockstep::runtime
