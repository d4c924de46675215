#include "lockstep/evidence/translations.h"

#include <catch2/catch.hpp>

#include "state_bytes.h"

namespace lockstep::evidence {

TEST_CASE("a translation goes with its post", "[unit][evidence]") {
  Translations t;
  t.put(1, 90, "one");
  t.put(1, 90, "its other part");
  t.put(2, 90, "");
  CHECK(t.find(1) == "one");
  CHECK(t.find(2).empty());
  CHECK(t.size() == 1);
  CHECK_FALSE(t.erase(2));
  CHECK(t.erase(1));
  CHECK_FALSE(t.erase(1));
  CHECK(t.find(1).empty());
  t.put(1, 90, "told again");
  CHECK(t.find(1) == "told again");
}

TEST_CASE("the oldest translation makes room, unless it went by itself", "[unit][evidence]") {
  Translations t(3);
  for (KeyHash post = 1; post <= 3; ++post) t.put(post, 90, "t" + std::to_string(post));
  t.erase(1);
  t.put(4, 90, "t4");  // in the place of the first
  CHECK(t.evicted() == 0);
  CHECK(t.find(2) == "t2");
  t.put(5, 90, "t5");
  CHECK(t.evicted() == 1);
  CHECK(t.find(2).empty());
  CHECK(t.find(5) == "t5");
  CHECK(t.size() == 3);
}

TEST_CASE("translations are read as they were written", "[unit][evidence]") {
  Translations before(3), after(3);
  for (KeyHash post = 1; post <= 5; ++post) before.put(post, 90, "t" + std::to_string(post));
  before.erase(4);
  const auto bytes = test::bytes_of(before);
  CHECK(bytes.find("t4") == std::string::npos);
  REQUIRE(test::read_into(after, bytes).ok());
  CHECK(test::bytes_of(after) == bytes);
  CHECK(after.find(3) == "t3");
  CHECK(after.find(4).empty());
  CHECK(after.find(5) == "t5");
  CHECK(after.size() == 2);
}

}  // namespace lockstep::evidence
