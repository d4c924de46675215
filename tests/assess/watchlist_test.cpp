#include "lockstep/assess/watchlist.h"

#include <catch2/catch.hpp>

namespace lockstep::assess {
namespace {

constexpr EventTime kNow{};

Indicator indicator(const std::string& value, std::vector<KeyHash> keys,
                    const std::string& note = "") {
  return {.type = "domain", .value = value, .note = note, .keys = std::move(keys)};
}

}  // namespace

TEST_CASE("an indicator is found by each of its keys until its entry is gone", "[unit][assess]") {
  Watchlist list;
  list.put("e1", {indicator("bad.example", {1, 2})});
  REQUIRE(list.find(1, kNow) != nullptr);
  CHECK(list.find(2, kNow)->value == "bad.example");
  CHECK(list.find(3, kNow) == nullptr);
  list.put("e1", {});
  list.put("e1", {});
  CHECK(list.find(1, kNow) == nullptr);
  CHECK(list.size() == 0);
}

TEST_CASE("an entry said anew replaces what it said", "[unit][assess]") {
  Watchlist list;
  list.put("e1", {indicator("a.example", {1})});
  list.put("e1", {indicator("b.example", {2})});
  CHECK(list.find(1, kNow) == nullptr);
  CHECK(list.find(2, kNow)->value == "b.example");
  CHECK(list.size() == 1);
}

TEST_CASE("of two entries with one key the earlier speaks, and the other when it is gone",
          "[unit][assess]") {
  Watchlist list;
  list.put("z", {indicator("a.example", {1}, "first")});
  list.put("a", {indicator("a.example", {1}, "second")});
  CHECK(list.find(1, kNow)->note == "first");
  list.put("z", {});
  CHECK(list.find(1, kNow)->note == "second");
}

TEST_CASE("a full list gives up what is longest on it", "[unit][assess]") {
  Watchlist list(2);
  list.put("c", {indicator("c.example", {1})});
  list.put("b", {indicator("b.example", {2})});
  CHECK(list.size() == 2);
  list.put("a", {indicator("a.example", {3})});
  CHECK(list.size() == 2);
  CHECK(list.find(1, kNow) == nullptr);
  CHECK(list.find(2, kNow) != nullptr);
  CHECK(list.find(3, kNow) != nullptr);
}

TEST_CASE("what one record says comes and goes together", "[unit][assess]") {
  Watchlist list(4);
  list.put("set", {indicator("a.example", {1}), indicator("b.example", {2, 2})});
  list.put("other", {indicator("a.example", {1}, "other")});
  CHECK(list.size() == 3);
  CHECK(list.find(1, kNow)->note.empty());
  SECTION("when it is said anew") {
    list.put("set", {indicator("c.example", {3})});
    CHECK(list.size() == 2);
  }
  SECTION("when it is taken off") { list.put("set", {}); }
  SECTION("when there is no room for it") {
    list.put("more", {indicator("d.example", {4}), indicator("e.example", {5})});
    CHECK(list.size() == 3);
  }
  CHECK(list.find(1, kNow)->note == "other");
  CHECK(list.find(2, kNow) == nullptr);
}

TEST_CASE("an indicator is found from when it is valid on, and until it no longer is",
          "[unit][assess]") {
  const auto at = [](int second) { return EventTime{std::chrono::seconds{second}}; };
  auto brief = indicator("a.example", {1}, "brief");
  brief.valid_from = at(10);
  brief.valid_until = at(20);
  Watchlist list;
  list.put("brief", {brief});
  CHECK(list.find(1, at(9)) == nullptr);
  CHECK(list.find(1, at(10)) != nullptr);
  CHECK(list.find(1, at(19)) != nullptr);
  CHECK(list.find(1, at(20)) == nullptr);
  list.put("lasting", {indicator("a.example", {1}, "lasting")});
  CHECK(list.find(1, at(19))->note == "brief");
  CHECK(list.find(1, at(20))->note == "lasting");
}

}  // namespace lockstep::assess
