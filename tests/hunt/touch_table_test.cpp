#include "touch_table.h"

#include <catch2/catch.hpp>

namespace lockstep::hunt {
namespace {

EventTime at(int s) { return from_micros(1'700'000'000'000'000 + s * 1'000'000LL); }

struct Probe {
  explicit Probe(TouchTable::Limits limits) : table(limits, {true, false}) {}

  Slot touch(KeyHash key, const std::string& account, int second, KindId kind = 0) {
    const auto id = table.id_of(account);
    return table.touch({kind, key, "k" + std::to_string(key)}, {id, 0, at(second), at(second)});
  }
  TouchTable table;
};

TEST_CASE("an account on an object is one touch, with its first and last time", "[unit][hunt]") {
  Probe p({});
  p.touch(1, "x:ann", 0);
  p.touch(1, "x:bob", 5);
  const auto& object = p.table.object(p.touch(1, "x:ann", 9));
  CHECK(object.accounts == 2);
  CHECK(object.posts == 3);
  REQUIRE(object.touches.size() == 2);
  CHECK(object.touches[0].first == at(0));
  CHECK(object.touches[0].last == at(9));
}

TEST_CASE("who made what others pass on is on it, and has posted nothing by that", "[unit][hunt]") {
  Probe p({});
  const auto slot = p.touch(1, "x:ann", 0);
  const auto made = [&](const std::string& name) {
    return Touch{p.table.id_of(name), 0, at(0), at(0), true};
  };
  CHECK(p.table.touch({0, 1, "k1"}, made("x:star")) == slot);
  CHECK(p.table.object(slot).accounts == 2);
  CHECK(p.table.object(slot).posts == 1);
  CHECK(p.table.in_use(p.table.touch({0, 2, "k2"}, made("x:star"))));
}

TEST_CASE("an object of more accounts than the cap is popular and goes on being counted",
          "[unit][hunt]") {
  Probe p({.key_cap = 3});
  Slot slot = 0;
  for (int i = 0; i < 3; ++i) slot = p.touch(1, "x:a" + std::to_string(i), i);
  CHECK_FALSE(p.table.object(slot).popular);
  CHECK(p.table.object(slot).touches.size() == 3);
  p.touch(1, "x:b", 4);
  CHECK(p.table.object(slot).popular);
  CHECK(p.table.object(slot).touches.empty());
  p.touch(1, "x:c", 5);
  CHECK(p.table.object(slot).posts == 5);
}

TEST_CASE("the object longest without a touch goes first, and one that is kept never",
          "[unit][hunt]") {
  Probe p({.max_objects = 3});
  p.table.keep(p.touch(1, "x:ann", 0));
  p.touch(2, "x:ann", 1);
  p.touch(3, "x:ann", 2);
  CHECK(p.table.evicted() == 0);
  p.touch(2, "x:bob", 3);
  p.touch(4, "x:ann", 4);  // 3 goes
  CHECK(p.table.evicted() == 1);
  CHECK(p.table.object(p.touch(2, "x:cat", 5)).accounts == 3);
  CHECK(p.table.object(p.touch(1, "x:cat", 6)).accounts == 2);
  CHECK(p.table.object(p.touch(3, "x:cat", 7)).accounts == 1);
}

TEST_CASE("touches are bounded over all objects", "[unit][hunt]") {
  Probe p({.max_touches = 10});
  for (int i = 0; i < 10; ++i)
    p.touch(static_cast<KeyHash>(1 + i / 5), "x:a" + std::to_string(i), i);
  CHECK(p.table.evicted() == 0);
  CHECK(p.table.object_count() == 2);
  p.touch(9, "x:z", 20);
  CHECK(p.table.evicted() == 1);
  CHECK(p.table.object(p.touch(2, "x:z", 21)).accounts == 6);
}

TEST_CASE("popular objects hold no touches, whatever the bound", "[unit][hunt]") {
  Probe p({.key_cap = 2, .max_touches = 4});
  for (int i = 0; i < 50; ++i) p.touch(1, "x:a" + std::to_string(i), i);
  p.touch(2, "x:a", 51);
  CHECK(p.table.evicted() == 0);
}

TEST_CASE("accounts beyond the bound are left out and counted", "[unit][hunt]") {
  TouchTable table({.max_accounts = 2}, {true});
  CHECK(table.id_of("x:a") == 0);
  CHECK(table.id_of("x:b") == 1);
  CHECK(table.id_of("x:c") == kNoAccount);
  CHECK(table.id_of("x:a") == 0);
  CHECK(table.left_out() == 1);
  CHECK(table.find("x:c") == kNoAccount);
}

TEST_CASE("acts are counted once an object, attributes are only shown", "[unit][hunt]") {
  Probe p({});
  p.touch(1, "x:ann", 0);
  p.touch(1, "x:ann", 1);
  p.touch(2, "x:ann", 2);
  p.touch(3, "x:ann", 3, 1);
  p.touch(3, "x:bob", 3, 1);
  CHECK(p.table.account(0).acts == 2);
  CHECK(p.table.acts() == 2);
  CHECK(p.table.acting_accounts() == 1);
  CHECK(p.table.accounts_with(1) == 2);
  CHECK(p.table.accounts_with(0) == 1);
}

}  // namespace
}  // namespace lockstep::hunt
