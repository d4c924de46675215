#include "lockstep/runtime/normalize.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "live_world.h"
#include "normalize_fakes.h"

namespace lockstep::runtime {
namespace {

using namespace std::chrono_literals;
using testing::FakeBroker;
using testing::FakeGroup;
using testing::FakeNormalizer;
using testing::LiveSetup;
using testing::make_broker;
using testing::Random;
using testing::run_behind;
using testing::registry;
using testing::run_once;
using testing::setup_for;

// Instances that take turns at random until everything is normalised, or `turns` are over. They die
// at commits, are killed, frozen, thought dead, and woken up; others take their place.
void normalize_all(FakeGroup& group, const LiveOptions& options, std::uint64_t seed,
                   unsigned mortality, int turns = 1'000'000) {
  Random random(seed);
  std::vector<std::unique_ptr<FakeNormalizer>> all;
  int names = static_cast<int>(seed % 1000) * 1000;
  const auto add = [&] {
    all.push_back(
        std::make_unique<FakeNormalizer>(group, options, registry(), ++names, random(), mortality));
  };
  while (all.size() < 1 + seed % 4) add();
  for (int turn = 0; turn < turns && !group.is_done(); ++turn) {
    const auto i = random() % all.size();
    FakeNormalizer& one = *all[i];
    if (mortality > 0 && random() % 200 == 0) {
      one.frozen = !one.frozen;
      if (one.frozen) group.leave(one.member);
    }
    if (one.frozen) continue;
    if (one.loop->turn().ok()) continue;
    group.leave(one.member);
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(i));
    add();
  }
  for (const auto& one : all) group.leave(one->member);
}

// Every raw record is told of exactly once, in order.
void check_covered(const FakeGroup& group) {
  for (const auto& [id, log] : group.normalized) {
    std::int64_t next = 0;
    for (const auto& record : log) {
      if (record.empty) continue;
      Frame frame;
      REQUIRE(read_frame(record.frame, frame));
      if (frame.has(kContinues)) continue;
      REQUIRE(frame.from == next);
      next = frame.has(kPlace) ? frame.offset : frame.offset + 1;
    }
    CHECK(next == static_cast<std::int64_t>(group.raw.at(id).size()));
  }
}

// Pages of the X API: records of `posts` posts each, `text` bytes long; every tenth comes late.
FakeBroker broker_of_pages(int posts, std::size_t text) {
  FakeBroker broker;
  broker.partitions = {{{0, 0}, {}}, {{1, 0}, {}}, {{1, 1}, {}}};
  for (int i = 0; i < 60; ++i) {
    nlohmann::json page;
    const auto second = 600 * i - (i % 10 == 9 ? 20'000 : 0);
    const EventTime time = from_micros((testing::kStart + second) * 1'000'000);
    for (int n = 0; n < posts; ++n)
      page["data"].push_back({{"id", fmt::format("{}", 1'000 * i + n)},
                              {"author_id", fmt::format("{}", n)},
                              {"created_at", format_rfc3339(time)},
                              {"text", std::string(text, static_cast<char>('a' + i % 26))}});
    broker.partitions[0].second.push_back(
        {page.dump(), from_micros((testing::kStart + 600 * i) * 1'000'000)});
  }
  for (const std::size_t p : {1U, 2U})
    broker.partitions[p].second.push_back({testing::repost("z", "t", 600 * 60),
                                           from_micros((testing::kStart + 600 * 60) * 1'000'000)});
  return broker;
}

}  // namespace

TEST_CASE("detect behind a normaliser writes what detect on the raw topics writes",
          "[integration][runtime]") {
  auto expected = make_broker(1);
  REQUIRE(run_once(expected, setup_for(1), registry()).ok());
  for (const std::int64_t threads : {1, 3}) {
    auto broker = make_broker(1);
    FakeGroup group(broker);
    normalize_all(group, setup_for(threads).options, 4, 0);
    check_covered(group);
    const auto ended = run_behind(group, setup_for(threads), registry());
    REQUIRE(ended.ok());
    CHECK(ended->late == 40);
    CHECK(ended->rejected == decltype(ended->rejected){});
    REQUIRE(broker.outputs == expected.outputs);
  }
}

TEST_CASE("normalisers that are killed, frozen and added in any order change no output",
          "[property][runtime]") {
  auto expected = make_broker(2);
  REQUIRE(run_once(expected, setup_for(1), registry()).ok());
  std::uint64_t refused = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    auto broker = make_broker(2);
    FakeGroup group(broker);
    normalize_all(group, setup_for(1).options, seed, 5);
    check_covered(group);
    refused += group.refused;
    auto setup = setup_for(1);
    setup.seed = seed;
    REQUIRE(run_behind(group, setup, registry()).ok());
    REQUIRE(broker.outputs == expected.outputs);
  }
  CHECK(refused > 3);  // frozen ones did wake up and try
}

TEST_CASE("detect that follows a growing normalised log, killed at any commit, writes the same",
          "[property][runtime]") {
  auto expected = make_broker(3);
  REQUIRE(run_once(expected, setup_for(1), registry()).ok());
  Random random(33);
  for (int round = 0; round < 3; ++round) {
    auto broker = make_broker(3);
    FakeGroup group(broker);
    int kills = 0;
    for (bool done = false; !done;) {
      normalize_all(group, setup_for(1).options, random(), 7, 40);
      auto setup = setup_for(1);
      setup.seed = random();
      setup.waits = 5;
      setup.dies_at = kills < 15 ? 1 + random() % 4 : 0;
      setup.after = random() % 2 == 0;
      const bool whole = group.is_done();
      const auto ended = run_behind(group, setup, registry());
      if (!ended.ok()) ++kills;
      done = whole && ended.ok();
    }
    CHECK(kills > 5);
    REQUIRE(broker.outputs == expected.outputs);
  }
}

TEST_CASE("a record of many posts, and one longer than a frame holds, arrive whole",
          "[integration][runtime]") {
  auto setup = setup_for(1);
  setup.options.live.topics[0].format = "x";
  for (const auto& [posts, text] : {std::pair{1, 10}, {5, 10}, {20, 40'000}}) {
    CAPTURE(posts, text);
    auto expected = broker_of_pages(posts, static_cast<std::size_t>(text));
    const auto single = run_once(expected, setup, registry());
    REQUIRE(single.ok());
    auto broker = broker_of_pages(posts, static_cast<std::size_t>(text));
    FakeGroup group(broker);
    normalize_all(group, setup.options, 4, 0);
    check_covered(group);
    const auto ended = run_behind(group, setup, registry());
    REQUIRE(ended.ok());
    CHECK(ended->late == 6 * static_cast<std::uint64_t>(posts));
    CHECK(ended->posts == single->posts);
    REQUIRE(broker.outputs.at({"a.late", 0}).size() == 6);
    REQUIRE(broker.outputs == expected.outputs);
    for (const auto& [id, log] : group.normalized)
      for (const auto& record : log) CHECK(record.value.size() + record.frame.size() <= 900'000);
  }
}

TEST_CASE("an instance goes on in one arrangement where another one ended", "[property][runtime]") {
  auto expected = make_broker(4);
  REQUIRE(run_once(expected, setup_for(1), registry()).ok());
  Random random(44);
  for (int round = 0; round < 4; ++round) {
    auto broker = make_broker(4);
    FakeGroup group(broker);
    normalize_all(group, setup_for(1).options, random(), 0);
    broker.outputs.clear();  // dead letters: here it matters who writes them
    auto setup = setup_for(1);
    setup.dies_at = 2 + random() % 4;
    setup.after = random() % 2 == 0;
    const bool behind_first = round % 2 == 0;
    REQUIRE_FALSE(
        (behind_first ? run_behind(group, setup, registry()) : run_once(broker, setup, registry()))
            .ok());
    setup.dies_at = 0;
    REQUIRE(
        (behind_first ? run_once(broker, setup, registry()) : run_behind(group, setup, registry()))
            .ok());
    for (const auto& [place, records] : expected.outputs)
      if (!place.first.ends_with(".dlq")) CHECK(broker.outputs[place] == records);
  }
}

TEST_CASE("a normaliser that is behind makes no partition idle", "[integration][runtime]") {
  auto expected = make_broker(5);
  auto setup = setup_for(1);
  REQUIRE(run_once(expected, setup, registry()).ok());
  setup.options.live.idle_timeout = 500ms;
  auto broker = make_broker(5);
  FakeGroup group(broker);
  normalize_all(group, setup.options, 4, 0);
  // One partition's normaliser stands still halfway; detect waits for hours of its clock.
  auto& log = group.normalized[{1, 1}];
  const auto whole = log;
  log.resize(whole.size() / 2);
  setup.waits = 2'000;
  int waits = 0;
  const auto ended = run_behind(group, setup, registry(), [&] {
    if (++waits == 1'000) log = whole;
  });
  REQUIRE(ended.ok());
  CHECK(ended->late == 40);
  REQUIRE(broker.outputs == expected.outputs);
}

TEST_CASE("a partition that ends in records without posts is known to be at its end",
          "[integration][runtime]") {
  FakeBroker broker;
  broker.partitions = {{{0, 0}, {}}, {{1, 0}, {}}, {{1, 1}, {}}};
  const auto at = [](std::int64_t second) {
    return from_micros((testing::kStart + second) * 1'000'000);
  };
  for (int i = 0; i < 500; ++i)
    for (const std::size_t p : {0U, 1U})
      broker.partitions[p].second.push_back(
          {testing::repost("a" + std::to_string(i), "t" + std::to_string(p), i), at(i)});
  broker.partitions[2].second.push_back({testing::repost("b", "t", 1), at(1)});
  for (int i = 0; i < 3; ++i) broker.partitions[2].second.push_back({"{garbage", at(2)});
  FakeGroup group(broker);
  auto setup = setup_for(1);
  setup.options.live.idle_timeout = 500ms;
  normalize_all(group, setup.options, 4, 0);
  const auto ended = run_behind(group, setup, registry());
  REQUIRE(ended.ok());
  CHECK(ended->decisions > 0);  // (1, 1) holds nobody back
  CHECK(ended->posts > 800);
}

TEST_CASE("the canonical posts of the normalised log are posts for everybody",
          "[integration][runtime]") {
  auto broker = make_broker(8);
  FakeGroup group(broker);
  normalize_all(group, setup_for(1).options, 4, 0);
  std::size_t posts = 0, places = 0;
  for (const auto& [id, log] : group.normalized)
    for (const auto& record : log) {
      if (record.empty) continue;
      const auto json = nlohmann::json::parse(record.value);
      if (json["schema"] == "lockstep.post/1") ++posts;
      if (json["schema"] == "lockstep.place/1") ++places;
    }
  std::size_t garbage = 0, raw = 0;
  for (const auto& [id, log] : group.raw)
    for (const auto& record : log) {
      ++raw;
      if (record.value.starts_with("{garbage")) ++garbage;
    }
  CHECK(posts == raw - garbage);
  CHECK(places > 0);
}

TEST_CASE("frames of other signals are refused, not misread", "[integration][runtime]") {
  auto broker = make_broker(7);
  FakeGroup group(broker);
  normalize_all(group, setup_for(1).options, 4, 0);
  const std::vector<std::string> few = {"repost", "url"};
  const signals::Registry other(few);
  const auto ended = run_behind(group, setup_for(1), other);
  CHECK(ended.status().code() == StatusCode::kInvalidArgument);
  CHECK(group.broker.outputs.count({"cib.alerts.json.v1", -1}) == 0);
}

}  // namespace lockstep::runtime
