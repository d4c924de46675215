#include "lockstep/assess/watchlist.h"

#include <catch2/catch.hpp>

namespace lockstep::assess {

TEST_CASE("an indicator is found by each of its keys until its entry is gone", "[unit][assess]") {
  Watchlist list;
  list.put("e1", {"domain", "bad.example", "note"}, {1, 2});
  REQUIRE(list.find(1) != nullptr);
  CHECK(list.find(2)->value == "bad.example");
  CHECK(list.find(3) == nullptr);
  list.remove("e1");
  list.remove("e1");
  CHECK(list.find(1) == nullptr);
  CHECK(list.size() == 0);
}

TEST_CASE("an entry said anew replaces what it said", "[unit][assess]") {
  Watchlist list;
  list.put("e1", {"domain", "a.example", ""}, {1});
  list.put("e1", {"domain", "b.example", ""}, {2});
  CHECK(list.find(1) == nullptr);
  CHECK(list.find(2)->value == "b.example");
  CHECK(list.size() == 1);
}

TEST_CASE("of two entries with one key the earlier speaks, and the other when it is gone",
          "[unit][assess]") {
  Watchlist list;
  list.put("z", {"domain", "a.example", "first"}, {1});
  list.put("a", {"domain", "a.example", "second"}, {1});
  CHECK(list.find(1)->note == "first");
  list.remove("z");
  CHECK(list.find(1)->note == "second");
}

TEST_CASE("a full list gives up what is longest on it", "[unit][assess]") {
  Watchlist list(2);
  list.put("c", {"account", "x:1", ""}, {1});
  list.put("b", {"account", "x:2", ""}, {2});
  CHECK(list.size() == 2);
  list.put("a", {"account", "x:3", ""}, {3});
  CHECK(list.size() == 2);
  CHECK(list.find(1) == nullptr);
  CHECK(list.find(2) != nullptr);
  CHECK(list.find(3) != nullptr);
}

}  // namespace lockstep::assess
