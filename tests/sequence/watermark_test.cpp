#include "lockstep/sequence/watermark.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "traced_posts.h"

namespace lockstep::sequence {
namespace {

using namespace std::chrono_literals;

EventTime at(std::int64_t seconds) { return EventTime{std::chrono::seconds{seconds}}; }
constexpr std::int64_t k2037 = 2'114'380'800;

// The definition, slowly.
EventTime third_newest(const std::map<KeyHash, EventTime>& newest) {
  std::vector<EventTime> times;
  for (const auto& [account, time] : newest) times.push_back(time);
  std::sort(times.rbegin(), times.rend());
  return times.size() < 3 ? kUnknown : times[2];
}

}  // namespace

TEST_CASE("the header's example holds", "[unit][sequence]") {
  PartitionWatermark w(60s);
  struct Step {
    KeyHash account;
    std::int64_t seconds;
    EventTime watermark;
  };
  const std::int64_t noon = 1'700'000'000;
  for (const Step& s :
       {Step{1, noon, kUnknown}, Step{2, noon + 10, kUnknown}, Step{3, k2037, at(noon - 60)},
        Step{2, noon + 120, at(noon - 60)}, Step{4, noon + 180, at(noon + 60)}}) {
    CAPTURE(s.account, s.seconds);
    w.observe(at(s.seconds), s.account, std::nullopt);
    CHECK(w.current() == s.watermark);
  }
}

TEST_CASE("without a trusted clock the watermark follows the third-newest account",
          "[property][sequence]") {
  testing::Random random(5);
  for (int round = 0; round < 200; ++round) {
    const std::uint64_t accounts = 1 + testing::below(random, 8);
    PartitionWatermark w(10s);
    std::map<KeyHash, EventTime> newest;
    EventTime expected = kUnknown;
    for (int i = 0; i < 100; ++i) {
      const KeyHash account = testing::below(random, accounts);
      const EventTime time = at(static_cast<std::int64_t>(testing::below(random, 50)));
      w.observe(time, account, std::nullopt);
      auto& best = newest.try_emplace(account, time).first->second;
      best = std::max(best, time);
      if (const auto third = third_newest(newest); third != kUnknown) expected = third - 10s;
      REQUIRE(w.current() == expected);
    }
  }
}

TEST_CASE("two accounts, however they date their posts, cannot move the watermark",
          "[unit][sequence]") {
  PartitionWatermark w(60s);
  for (KeyHash honest = 10; honest < 13; ++honest) w.observe(at(1000), honest, std::nullopt);
  const EventTime before = w.current();
  for (int i = 0; i < 1000; ++i) {
    w.observe(at(k2037 + i), 1, std::nullopt);
    w.observe(at(k2037 + 2 * i), 2, std::nullopt);
  }
  CHECK(w.current() == before);
}

TEST_CASE("a trusted clock bounds what a post can claim", "[unit][sequence]") {
  PartitionWatermark w(60s);
  w.observe(at(1000), 1, at(1005));
  CHECK(w.current() == at(940));
  w.observe(at(1290), 2, at(1010));  // dated ahead: the clock counts
  CHECK(w.current() == at(950));
  w.observe(at(500), 3, at(2000));  // an old post says nothing new
  CHECK(w.current() == at(950));
}

TEST_CASE("one post without a clock ends the trust, but nothing goes back", "[unit][sequence]") {
  PartitionWatermark w(60s);
  w.observe(at(1000), 1, at(1000));
  w.observe(at(k2037), 2, std::nullopt);
  CHECK(w.current() == at(940));
  w.observe(at(3000), 3, at(3000));  // third account: 1000
  CHECK(w.current() == at(940));
  w.observe(at(3000), 4, at(3000));
  CHECK(w.current() == at(2940));
}

TEST_CASE("a post exactly at the watermark is on time", "[unit][sequence]") {
  PartitionWatermark w(60s);
  w.observe(at(1000), 1, at(1000));
  CHECK(w.is_late(at(940) - Duration{1}));
  CHECK_FALSE(w.is_late(at(940)));
  CHECK_FALSE(w.is_late(at(940) + Duration{1}));
}

TEST_CASE("the service waits for its slowest partition", "[unit][sequence]") {
  Watermarks w(3, 60s);
  CHECK(w.service() == kUnknown);
  w.observe(0, at(1000), 1, at(1000));
  w.observe(1, at(2000), 1, at(2000));
  CHECK(w.service() == kUnknown);
  w.observe(2, at(3000), 1, at(3000));
  CHECK(w.service() == at(940));
  w.end(0);
  CHECK(w.service() == at(1940));
  w.force(1, at(5000));
  CHECK(w.service() == at(2940));
  w.force(1, at(10));  // never back
  CHECK(w.of(1) == at(5000));
  w.end(1);
  w.end(2);
  CHECK(w.service() == kEndOfStream);
}

TEST_CASE("times at the ends of the calendar do not overflow", "[unit][sequence]") {
  PartitionWatermark w(60s);
  for (KeyHash a = 0; a < 3; ++a) w.observe(EventTime::min() + 1s, a, std::nullopt);
  CHECK(w.current() == kUnknown);
}

}  // namespace lockstep::sequence
