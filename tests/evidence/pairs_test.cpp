#include "lockstep/evidence/pairs.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>

using namespace lockstep;
using namespace lockstep::evidence;
using namespace std::chrono_literals;

namespace {

constexpr PairKey kPair = pair_key(7, 3);
EventTime at(Duration d) { return EventTime{d + Duration{1'700'000'000'000'000}}; }

PairTable::Coaction act(KeyHash key, PostSeq post, std::size_t kind = 0, PairKey pair = kPair) {
  return {pair, kind, key, post, at(Duration{static_cast<std::int64_t>(post % 1'000) * 1'000'000})};
}

void set_evidence(PairTable& table, PairKey pair, double nats) {
  auto* r = const_cast<PairRecord*>(table.find(pair));
  REQUIRE(r != nullptr);
  table.revise(*r, {}, nats);
}

void make_record(PairTable& table, PairKey pair, double nats) {
  table.credit(act(pair * 2, pair * 2, 0, pair));
  table.credit(act(pair * 2 + 1, pair * 2 + 1, 0, pair));
  set_evidence(table, pair, nats);
}

}  // namespace

TEST_CASE("a pair has no direction", "[unit][evidence]") {
  CHECK(pair_key(3, 7) == pair_key(7, 3));
  CHECK(first_of(kPair) == 3);
  CHECK(second_of(kPair) == 7);
}

TEST_CASE("P1: the second co-action makes a record that counts both", "[unit][evidence]") {
  PairTable table({});
  CHECK(table.credit(act(100, 1, 2)).record == nullptr);
  CHECK(table.find(kPair) == nullptr);
  const auto* r = table.credit(act(101, 2, 5)).record;
  REQUIRE(r != nullptr);
  CHECK(r->shared[2].total() == 1);
  CHECK(r->shared[5].total() == 1);
  CHECK(r->credits == 2);
  CHECK(table.stats().first_coactions == 1);
}

TEST_CASE("an object in common counts once, whether or not there is a record", "[unit][evidence]") {
  PairTable table({});
  CHECK(table.credit(act(100, 1)).counts);
  CHECK_FALSE(table.credit(act(101, 1)).counts);  // the same post
  CHECK_FALSE(table.credit(act(100, 2)).counts);  // the same object
  CHECK(table.credit(act(101, 2)).counts);
  CHECK_FALSE(table.credit(act(102, 2)).counts);
  CHECK(table.credit(act(102, 3)).counts);
}

TEST_CASE("P1: promotion is exact over a million pairs", "[property][evidence]") {
  PairTable table({});
  for (PairKey p = 1; p <= 1'000'000; ++p)
    REQUIRE(table.credit(act(1, 1, 0, p << 20 | p)).record == nullptr);
  CHECK(table.stats().records == 0);
}

TEST_CASE("P2: the same key, and a second key of one post and kind, are no further act",
          "[unit][evidence]") {
  PairTable table({});
  table.credit(act(100, 1));
  SECTION("the same key again before there is a record") {
    CHECK(table.credit(act(100, 2)).record == nullptr);
  }
  SECTION("another key of the same post before there is a record") {
    CHECK(table.credit(act(101, 1)).record == nullptr);
  }
  SECTION("the same key again after") {
    table.credit(act(101, 2));
    CHECK(table.credit(act(100, 3)).record == nullptr);
    CHECK(table.credit(act(101, 3)).record == nullptr);
  }
  SECTION("the kind of the first act is none of the post that makes the record") {
    table.credit(act(101, 2, 1));
    const auto* r = table.credit(act(102, 2, 0)).record;
    REQUIRE(r != nullptr);
    CHECK(r->shared[0].total() == 2);
    CHECK(r->shared[1].total() == 1);
  }
  SECTION("another key of one post after") {
    table.credit(act(101, 2));
    CHECK(table.credit(act(102, 2)).record == nullptr);
    CHECK(table.credit(act(103, 2, 1)).record !=
          nullptr);  // another kind is another layer, averaged later
    CHECK(table.credit(act(104, 3)).record != nullptr);
  }
}

TEST_CASE("counts rotate out after two epochs", "[unit][evidence]") {
  PairTable table({});
  table.credit({kPair, 0, 1, 1, at(0s)});
  table.credit({kPair, 0, 2, 2, at(1s)});
  const auto* r = table.credit({kPair, 0, 3, 3, at(kEpoch)}).record;
  REQUIRE(r != nullptr);
  CHECK(r->shared[0].total() == 3);
  r = table.credit({kPair, 0, 4, 4, at(kEpoch * 3)}).record;
  CHECK(r->shared[0].total() == 1);
}

TEST_CASE("P4: a pair is accepted at the threshold, kept down to half of it, then dropped",
          "[unit][evidence]") {
  PairTable table({});
  for (PairKey p = 1; p <= 50'000; ++p) table.credit(act(p, p, 0, p << 32 | 7));  // many hypotheses
  for (PairKey p = 1; p <= 50; ++p) make_record(table, p << 32 | 99, 25);
  CHECK(table.settle().size() == 50);
  const PairKey pair = PairKey{60} << 32 | 99;
  make_record(table, pair, 5);
  table.settle();
  const double need = table.stats().threshold;
  REQUIRE(need < 25);
  set_evidence(table, pair, need + 0.01);
  auto changes = table.settle();
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].appeared);
  // Above half the threshold (0.69 nats below) it stays.
  set_evidence(table, pair, table.stats().threshold - 0.5);
  changes = table.settle();
  REQUIRE(changes.size() == 1);
  CHECK_FALSE(changes[0].disappeared);
  set_evidence(table, pair, table.stats().threshold - 1.0);
  changes = table.settle();
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].disappeared);
}

TEST_CASE("a lower threshold lets in pairs that did not change themselves", "[unit][evidence]") {
  PairTable table({});
  for (PairKey p = 1; p <= 500; ++p)
    table.credit(act(p, p, 0, p << 32 | 5'000));  // many hypotheses
  make_record(table, PairKey{1} << 32 | 900, 8.0);
  CHECK(table.settle().empty());
  for (PairKey p = 2; p <= 60; ++p) make_record(table, p << 32 | 900, 30);
  bool weak_one = false;
  for (const auto& c : table.settle())
    weak_one = weak_one || (c.appeared && c.pair == (PairKey{1} << 32 | 900));
  CHECK(weak_one);
}

TEST_CASE("a full table evicts the pair longest without credit and reports its edge as gone",
          "[unit][evidence]") {
  EvidenceConfig config;
  config.max_pairs = 1'000;
  PairTable table(config);
  for (PairKey p = 1; p <= 1'000; ++p) make_record(table, p << 32 | 9'999, 30);
  CHECK(table.settle().size() == 1'000);
  make_record(table, PairKey{2'000} << 32 | 9'999, 30);
  std::set<PairKey> gone;
  for (const auto& c : table.settle()) {
    if (c.disappeared) gone.insert(c.pair);
  }
  CHECK(gone == std::set<PairKey>{PairKey{1} << 32 | 9'999});
  CHECK(table.stats().records == 1'000);
  CHECK(table.stats().accepted == 1'000);
}

TEST_CASE("a pair that has not met for long is forgotten, and its edge reported as gone",
          "[unit][evidence]") {
  PairTable table({});
  for (PairKey p = 1; p <= 3; ++p) make_record(table, p, 40);  // at seconds 3, 5 and 7
  REQUIRE(table.settle().size() == 3);
  table.expire(at(3s));
  CHECK(table.stats().records == 3);  // that second is not before
  table.expire(at(6s));
  CHECK(table.find(1) == nullptr);
  CHECK(table.find(2) == nullptr);
  CHECK(table.find(3) != nullptr);
  CHECK(table.stats().evicted == 0);  // nobody lacked room
  CHECK(table.stats().accepted == 1);
  const auto changes = table.settle();
  REQUIRE(changes.size() == 2);
  for (const auto& c : changes) CHECK(c.disappeared);
}

TEST_CASE("a first co-action counts for this epoch and the next", "[unit][evidence]") {
  PairTable table({});
  table.credit(act(100, 1));
  table.begin_epoch();
  REQUIRE(table.credit(act(101, 2)).record != nullptr);

  PairTable later({});
  later.credit(act(100, 1));
  later.begin_epoch();
  later.begin_epoch();
  CHECK(later.credit(act(101, 2)).record == nullptr);
  CHECK(later.stats().first_coactions == 2);
}

TEST_CASE("the doorkeeper stays within its bound", "[unit][evidence]") {
  EvidenceConfig config;
  config.max_first_coactions = 1'000;
  PairTable table(config);
  for (PairKey p = 1; p <= 50'000; ++p) table.credit(act(1, 1, 0, p << 32 | 1));
  CHECK(table.stats().doorkeeper <= 1'000);
  CHECK(table.stats().first_coactions == 50'000);
}

TEST_CASE("P5: one timing term an episode, the first of it", "[unit][evidence]") {
  PairTable table({});
  const auto next = [&](KeyHash key, PostSeq post, PostSeq episode_start, float surprise) {
    auto c = act(key, post);
    c.surprise = surprise;
    c.episode_start = episode_start;
    return table.credit(c).record;
  };
  next(100, 10, 0, 3);
  const auto* r = next(101, 20, 15, 5);
  REQUIRE(r != nullptr);
  CHECK(r->episodes() == 1);
  CHECK(r->surprise() == Approx(5));
  SECTION("within the episode of the last term") { CHECK(next(102, 30, 19, 7)->episodes() == 1); }
  SECTION("on its edge") { CHECK(next(102, 30, 20, 7)->episodes() == 1); }
  SECTION("apart") {
    CHECK(next(102, 30, 21, 7)->episodes() == 2);
    CHECK(r->surprise() == Approx(12));
  }
}

TEST_CASE("the pairs of an account that is erased are gone, accepted ones from the graph too",
          "[unit][evidence]") {
  PairTable table({});
  const auto own = pair_key(1, 2), other = pair_key(2, 3);
  make_record(table, own, 60);
  make_record(table, other, 60);
  REQUIRE(table.settle().size() == 2);
  table.erase(1);
  CHECK(table.find(own) == nullptr);
  CHECK(table.find(other) != nullptr);
  CHECK(table.stats().accepted == 1);
  const auto changes = table.settle();
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].pair == own);
  CHECK(changes[0].disappeared);
}
