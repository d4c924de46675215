#include "lockstep/join/join.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

using namespace lockstep;
using namespace lockstep::join;
using namespace std::chrono_literals;

namespace {

EventTime at(Duration d) { return EventTime{d + Duration{1'700'000'000'000'000}}; }
std::uint64_t hash_of(AccountIndex account) { return mix64(account + 1); }

const Arrival* touch(Join& j, AccountIndex account, KeyHash key, Duration when, PostSeq post = 0) {
  return j.add(0, key, account, hash_of(account), at(when), post);
}

}  // namespace

TEST_CASE("a pair meets within the look-back, the bound included", "[unit][join]") {
  struct Case {
    const char* what;
    Duration second;
    std::uint32_t candidates;
  };
  const auto c = GENERATE(values<Case>({
      {"same instant", 0s, 1},
      {"exactly the look-back", 60s, 1},
      {"a microsecond too far", 60s + 1us, 0},
  }));
  CAPTURE(c.what);
  Join j({.look_back = 60s});
  touch(j, 1, 7, 0s);
  const auto* arrival = touch(j, 2, 7, c.second);
  REQUIRE(arrival != nullptr);
  CHECK(arrival->candidates == c.candidates);
  CHECK(arrival->predecessors.size() == c.candidates);
  CHECK(arrival->key_count == c.candidates + 1);
}

TEST_CASE("J1: an account counts once per key and look-back", "[unit][join]") {
  Join j({.look_back = 60s});
  CHECK(touch(j, 1, 7, 0s) != nullptr);
  CHECK(touch(j, 1, 7, 30s) == nullptr);
  CHECK(touch(j, 1, 8, 30s) != nullptr);
  CHECK(touch(j, 1, 7, 61s) != nullptr);
  CHECK(j.stats().repeats == 1);
}

// The slow program that is obviously right.
TEST_CASE("J2: candidates and predecessors match a plain list of arrivals", "[property][join]") {
  std::mt19937_64 random(11);
  Join j({.look_back = 50s, .cap = 8, .hot_key = 64});
  struct Seen {
    AccountIndex account;
    EventTime time;
    PostSeq post;
  };
  std::map<KeyHash, std::vector<Seen>> keys;
  auto now = Duration{0};
  for (PostSeq post = 0; post < 20'000; ++post) {
    now += Duration{static_cast<std::int64_t>(random() % 2'000'000)};
    const KeyHash key = random() % 9;
    const auto account = static_cast<AccountIndex>(random() % 40);
    auto& list = keys[key];
    std::erase_if(list, [&](const Seen& s) { return s.time < at(now) - 50s; });
    const bool repeat =
        std::any_of(list.begin(), list.end(), [&](const Seen& s) { return s.account == account; });
    const auto* got = touch(j, account, key, now, post);
    REQUIRE((got == nullptr) == repeat);
    if (repeat) continue;
    REQUIRE(got->candidates == list.size());
    const auto salt = mix64(static_cast<std::uint64_t>(to_micros(at(now)) / (7 * 86'400'000'000)));
    auto by_rank = list;
    std::sort(by_rank.begin(), by_rank.end(), [&](const Seen& a, const Seen& b) {
      return mix64(hash_of(a.account) ^ salt) < mix64(hash_of(b.account) ^ salt);
    });
    by_rank.resize(std::min<std::size_t>(by_rank.size(), 8));
    std::set<std::pair<AccountIndex, PostSeq>> want, have;
    for (const auto& s : by_rank) want.emplace(s.account, s.post);
    for (const auto& p : got->predecessors) have.emplace(p.account, p.post);
    REQUIRE(want == have);
    REQUIRE(std::is_sorted(got->predecessors.begin(), got->predecessors.end(),
                           [](const auto& a, const auto& b) { return a.time < b.time; }));
    list.push_back({account, at(now), post});
  }
}

// Taking the newest instead would put recent arrivals, hence short delays, into the null.
TEST_CASE("J2: which predecessors are chosen does not depend on their delay", "[property][join]") {
  Join j({.look_back = 24h, .cap = 64, .hot_key = 5'000});
  double sum = 0;
  std::size_t n = 0;
  for (KeyHash key = 0; key < 40; ++key) {
    for (AccountIndex i = 0; i < 1'000; ++i) {
      const auto* a = touch(j, static_cast<AccountIndex>(key) * 1'000 + i, key, i * 1s);
      if (i != 999) continue;
      for (const auto& p : a->predecessors)
        sum += static_cast<double>((a->time - p.time).count()) / 1e6, ++n;
    }
  }
  REQUIRE(n == 40 * 64);
  // Uniform on [1, 999]: mean 500, standard error 288 / sqrt(2560) = 5.7.
  CHECK(sum / static_cast<double>(n) == Approx(500).margin(23));
}

TEST_CASE("J2: no predecessor is drawn twice", "[property][join]") {
  Join j({.look_back = 24h});
  for (AccountIndex i = 0; i < 3'000; ++i) {
    const auto* a = touch(j, i, 1, i * 1s);
    std::set<AccountIndex> seen;
    for (const auto& p : a->predecessors) seen.insert(p.account);
    REQUIRE(seen.size() == a->predecessors.size());
  }
}

TEST_CASE("J3: a hot key keeps the same accounts on every key and estimates its size",
          "[property][join]") {
  Join j({.look_back = 24h, .hot_key = 1'000, .hot_sample = 256});
  std::map<KeyHash, std::set<AccountIndex>> with_predecessors;
  for (KeyHash key = 1; key <= 2; ++key) {
    std::uint32_t estimate = 0;
    for (AccountIndex i = 0; i < 20'000; ++i) {
      const auto* a = touch(j, i, key, Duration{i});
      REQUIRE(a->predecessors.size() <= 64);
      if (i > 15'000 && !a->predecessors.empty()) with_predecessors[key].insert(i);
      estimate = a->candidates;
      if (i == 999) CHECK_FALSE(a->sampled);
      if (i == 1'001) CHECK(a->sampled);
    }
    CHECK(static_cast<double>(estimate) == Approx(20'000).epsilon(0.25));
  }
  CHECK(with_predecessors[1] == with_predecessors[2]);
  CHECK(with_predecessors[1].size() > 10);
  CHECK(j.stats().arrivals <= 2 * 256);
  CHECK(j.stats().hot_keys == 2);
}

TEST_CASE("J3: a sample larger than what makes a key hot is as large as that", "[unit][join]") {
  Join j({.look_back = 24h, .hot_key = 64, .hot_sample = 512});
  for (AccountIndex i = 0; i < 2'000; ++i) touch(j, i, 1, Duration{i});
  CHECK(j.stats().arrivals <= 64);
  CHECK(j.stats().hot_keys == 1);
}

TEST_CASE("J3: a key that was hot and has been quiet keeps everybody again", "[unit][join]") {
  const bool erased = GENERATE(false, true);  // all of the sample, or expired
  Join j({.look_back = 60s, .hot_key = 64, .hot_sample = 64});
  for (AccountIndex i = 0; i < 20'000; ++i) touch(j, i, 1, Duration{i});
  REQUIRE(j.stats().hot_keys == 1);
  if (erased)
    for (AccountIndex i = 0; i < 20'000; ++i) j.erase(i);
  // Never long enough without an arrival to be dropped as a whole.
  for (AccountIndex i = 0; i < 40; ++i) touch(j, 30'000 + i, 1, (erased ? 1s : 50s) + i * 1s);
  touch(j, 40'000, 1, 100s);
  const auto* late = touch(j, 40'001, 1, 101s);
  CHECK(j.stats().hot_keys == 0);
  CHECK_FALSE(late->sampled);
  CHECK(late->candidates >= 1);
  CHECK(std::any_of(late->predecessors.begin(), late->predecessors.end(),
                    [](const auto& p) { return p.account == 40'000; }));
}

TEST_CASE("J4: the key longest without an arrival is evicted first", "[unit][join]") {
  Join j({.look_back = 24h, .max_keys = 1'000});
  for (KeyHash key = 0; key < 1'000; ++key)
    touch(j, 1, key, Duration{static_cast<std::int64_t>(key)});
  touch(j, 2, 0, 2'000us);      // key 0 is fresh again
  touch(j, 1, 5'000, 3'000us);  // evicts key 1
  CHECK(j.stats().keys == 1'000);
  CHECK(j.stats().evicted_keys == 1);
  CHECK(touch(j, 3, 0, 4'000us)->candidates == 2);
  CHECK(touch(j, 3, 1, 5'000us)->candidates == 0);
}

TEST_CASE("the bound on arrivals holds", "[unit][join]") {
  Join j({.look_back = 24h, .max_arrivals = 1'000});
  for (AccountIndex i = 0; i < 10'000; ++i) touch(j, i % 50, i / 50, Duration{i});
  CHECK(j.stats().arrivals <= 1'000);
}

TEST_CASE("expire drops keys that nothing can meet any more", "[unit][join]") {
  Join j({.look_back = 60s});
  touch(j, 1, 1, 0s);
  touch(j, 1, 2, 30s);
  j.expire(at(61s));
  CHECK(j.stats().keys == 1);
  j.expire(at(91s));
  CHECK(j.stats().keys == 0);
  CHECK(j.stats().arrivals == 0);
}

TEST_CASE("a week's change of salt loses no arrival", "[unit][join]") {
  Join j({.look_back = 24h * 8, .cap = 64});
  for (AccountIndex i = 0; i < 50; ++i) touch(j, i, 1, i * 1h);
  const auto* a = touch(j, 99, 1, 24h * 7);
  CHECK(a->candidates == 50);
  CHECK(a->predecessors.size() == 50);
  CHECK(touch(j, 10, 1, 24h * 7 + 1s) == nullptr);
}

TEST_CASE("an account that is erased was on no key, and the others still were", "[unit][join]") {
  Join j({.look_back = 60s});
  touch(j, 1, 7, 0s);
  touch(j, 2, 7, 1s);
  touch(j, 1, 8, 2s);
  j.erase(1);
  CHECK(j.stats().arrivals == 1);
  const auto* arrival = touch(j, 3, 7, 3s);
  REQUIRE(arrival->predecessors.size() == 1);
  CHECK(arrival->predecessors[0].account == 2);
  CHECK(touch(j, 3, 8, 4s)->candidates == 0);
}
