#include "lockstep/evidence/shared_keys.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "state_bytes.h"

namespace lockstep::evidence {
namespace {

Touch touch(AccountIndex account, std::string post, EventTime time = {}) {
  auto info = std::make_shared<PostInfo>();
  info->post_id = std::move(post);
  info->account = account;
  return {account, time, std::move(info)};
}

EventTime at(std::int64_t seconds) { return EventTime{std::chrono::seconds{seconds}}; }

Trace named(KeyHash key, std::string text) { return {0, key, std::move(text), 0}; }

constexpr std::int64_t kTouches = 64, kAllTouches = 100'000;

TEST_CASE("a key loses the words of a deleted post and nothing else, and the next one names it",
          "[unit][evidence]") {
  SharedKeys keys({10, kTouches, kAllTouches});
  const std::vector<Touch> earlier{touch(1, "a")};
  keys.observe(named(5, "words"), {71}, touch(2, "b"), earlier);
  keys.observe(named(5, "the same"), {72}, touch(3, "c"), {});
  REQUIRE(keys.find(5)->text == "words");
  CHECK(keys.erase(72) == 0);
  CHECK(keys.erase(71) == 1);
  CHECK(keys.erase(71) == 0);
  CHECK(keys.find(5)->text.empty());
  CHECK(keys.find(5)->quoted == 0);
  CHECK(keys.find(5)->accounts == 3);
  CHECK(keys.find(5)->touches.size() == 3);

  keys.observe(named(5, ""), {0}, touch(4, "d"), {});
  CHECK(keys.find(5)->text.empty());
  keys.observe(named(5, "again"), {73}, touch(5, "e"), {});
  CHECK(keys.find(5)->text == "again");
  CHECK(keys.erase(73) == 1);
}

TEST_CASE("the earliest touches of a key are kept, and all are counted", "[unit][evidence]") {
  SharedKeys keys({10, 3, kAllTouches});
  for (AccountIndex i = 0; i < 5; ++i) keys.observe(named(5, "words"), {}, touch(i, "p"), {});
  CHECK(keys.find(5)->accounts == 5);
  REQUIRE(keys.find(5)->touches.size() == 3);
  CHECK(keys.find(5)->touches.back().account == 2);

  const std::vector<Touch> earlier{touch(1, "a"), touch(2, "b"), touch(3, "c"), touch(4, "d")};
  keys.observe(named(6, "words"), {}, touch(5, "e"), earlier);
  CHECK(keys.find(6)->accounts == 5);
  CHECK(keys.find(6)->touches.size() == 3);
}

TEST_CASE("an account that comes back to a key is the same account", "[unit][evidence]") {
  SharedKeys keys({10, kTouches, kAllTouches});
  const std::vector<Touch> earlier{touch(1, "a")};
  for (int day = 0; day < 5; ++day)
    for (const AccountIndex account : {1U, 2U, 3U})
      keys.observe(named(5, "#tag"), {}, touch(account, "p", at(86'400 * (day + 1))),
                   day == 0 ? std::span(earlier) : std::span<const Touch>());
  CHECK(keys.find(5)->accounts == 3);
  CHECK(keys.find(5)->touches.size() == 16);
}

TEST_CASE("touches are bounded over all keys, and the key longest unused gives them up",
          "[unit][evidence]") {
  SharedKeys keys({1'000, 50, 100});
  const auto fill = [&](KeyHash key, AccountIndex touches, std::int64_t second) {
    for (AccountIndex i = 0; i < touches; ++i)
      keys.observe(named(key, "words"), {}, touch(i, "p", at(second)), {});
  };
  fill(1, 40, 1);
  fill(2, 40, 2);
  fill(3, 20, 3);
  CHECK(keys.touches() == 100);
  CHECK(keys.evicted() == 0);
  keys.keep(std::vector<KeyHash>{1}, at(4));
  fill(3, 1, 5);
  CHECK_FALSE(keys.contains(2));
  CHECK(keys.touches() == 61);
  CHECK(keys.evicted() == 1);

  const std::vector<KindModel> kinds(1);
  CHECK(keys.erase_account({"x:0", 7, 0}, kinds).empty());
  CHECK(keys.touches() == 58);  // one of key 1, two of key 3
  SharedKeys read({1'000, 50, 100});
  REQUIRE(test::read_into(read, test::bytes_of(keys)).ok());
  CHECK(read.touches() == 58);
  keys.expire(at(100));
  CHECK(keys.touches() == 0);

  SharedKeys one({1'000, 50, 10});  // the key at hand stays, whatever the bound
  for (AccountIndex i = 0; i < 60; ++i) one.observe(named(1, ""), {}, touch(i, "p"), {});
  CHECK(one.touches() == 50);
  CHECK(one.contains(1));
}

TEST_CASE("what is no post's words stays, whatever is deleted", "[unit][evidence]") {
  SharedKeys keys({10, kTouches, kAllTouches});
  keys.observe(named(5, "https://a.example/"), {0}, touch(2, "b"), {});
  CHECK(keys.erase(0) == 0);
  CHECK(keys.find(5)->text == "https://a.example/");
}

TEST_CASE("a key that made room is not found by its post, before and after a snapshot",
          "[unit][evidence]") {
  SharedKeys keys({2, kTouches, kAllTouches}), read({2, kTouches, kAllTouches});
  for (KeyHash key = 1; key <= 3; ++key)
    keys.observe(named(key, "text"), {70 + key}, touch(2, "b"), {});
  REQUIRE(test::read_into(read, test::bytes_of(keys)).ok());
  for (auto* k : {&keys, &read}) {
    CHECK(k->erase(71) == 0);
    CHECK(k->erase(72) == 1);
    CHECK(k->erase(73) == 1);
  }
  CHECK(test::bytes_of(read) == test::bytes_of(keys));
}

TEST_CASE("a key in use at a moment is not older than it, and nobody lacks room for what is",
          "[unit][evidence]") {
  SharedKeys keys({10, kTouches, kAllTouches});
  for (KeyHash key = 1; key <= 3; ++key)
    keys.observe(named(key, ""), {}, touch(2, "b", at(static_cast<std::int64_t>(key))), {});
  keys.expire(at(1));
  CHECK(keys.size() == 3);
  keys.expire(at(2));
  CHECK_FALSE(keys.contains(1));
  CHECK(keys.contains(2));
  keys.expire(at(4));
  CHECK(keys.size() == 0);
  CHECK(keys.evicted() == 0);
}

TEST_CASE("a key that an alert rests on counts as used then, for the bound too",
          "[unit][evidence]") {
  SharedKeys keys({2, kTouches, kAllTouches});
  keys.observe(named(1, ""), {}, touch(2, "a", at(1)), {});
  keys.observe(named(2, ""), {}, touch(2, "b", at(2)), {});
  const std::vector<KeyHash> quoted{1, 99};  // nobody knows 99
  keys.keep(quoted, at(3));
  CHECK(keys.size() == 2);
  CHECK(keys.find(1)->touches.front().time == at(1));
  CHECK(keys.find(1)->accounts == 1);
  keys.expire(at(3));
  CHECK(keys.contains(1));
  CHECK_FALSE(keys.contains(2));
  keys.observe(named(3, ""), {}, touch(2, "c", at(4)), {});
  keys.keep(quoted, at(5));
  keys.observe(named(4, ""), {}, touch(2, "d", at(6)), {});
  CHECK(keys.contains(1));
  CHECK_FALSE(keys.contains(3));
  CHECK(keys.evicted() == 1);
}

TEST_CASE("a key that was forgotten is a new one when it comes again", "[unit][evidence]") {
  SharedKeys keys({10, kTouches, kAllTouches});
  keys.observe(named(5, "words"), {71}, touch(2, "b", at(1)), {});
  keys.expire(at(2));
  CHECK(keys.erase(71) == 0);
  const std::vector<Touch> earlier{touch(3, "c", at(8))};
  keys.observe(named(5, "others"), {72}, touch(4, "d", at(9)), earlier);
  CHECK(keys.find(5)->accounts == 2);
  CHECK(keys.find(5)->touches.front().account == 3);
  CHECK(keys.find(5)->text == "others");
}

// The oracle looks through all it knows.
TEST_CASE("what is known are the keys in use since the moment, the newest of them if too many",
          "[property][evidence]") {
  constexpr std::int64_t kBound = 12;
  std::mt19937_64 random(11);
  for (int round = 0; round < 30; ++round) {
    SharedKeys keys({kBound, kTouches, kAllTouches});
    std::map<KeyHash, std::int64_t> used;  // the number of the step
    std::map<std::int64_t, EventTime> time_of;
    std::uint64_t evicted = 0;
    std::int64_t now = 0;
    for (std::int64_t step = 0; step < 400; ++step) {
      now += static_cast<std::int64_t>(random() % 3);
      time_of[step] = at(now);
      const KeyHash key = 1 + random() % 25;
      if (const auto what = random() % 10; what < 7) {
        if (!used.contains(key) && std::ssize(used) == kBound) {
          used.erase(std::min_element(used.begin(), used.end(), [](const auto& a, const auto& b) {
            return a.second < b.second;
          }));
          ++evicted;
        }
        used[key] = step;
        keys.observe(named(key, "text"), {key % 4}, touch(1, "p", at(now)), {});
      } else if (what < 9) {
        keys.keep(std::vector{key}, at(now));
        if (used.contains(key)) used[key] = step;
      } else {
        const auto before = at(now - static_cast<std::int64_t>(random() % 12));
        keys.expire(before);
        std::erase_if(used, [&](const auto& entry) { return time_of[entry.second] < before; });
      }
      REQUIRE(keys.size() == used.size());
      for (const auto& entry : used) REQUIRE(keys.contains(entry.first));
    }
    CHECK(keys.evicted() == evicted);
    SharedKeys read({kBound, kTouches, kAllTouches});
    REQUIRE(test::read_into(read, test::bytes_of(keys)).ok());
    for (auto* k : {&keys, &read}) k->expire(at(now - 5));
    CHECK(test::bytes_of(read) == test::bytes_of(keys));
  }
}

}  // namespace
}  // namespace lockstep::evidence
