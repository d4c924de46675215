#include "lockstep/evidence/shared_keys.h"

#include <catch2/catch.hpp>

#include "state_bytes.h"

namespace lockstep::evidence {
namespace {

Touch touch(AccountIndex account, std::string post) {
  auto info = std::make_shared<PostInfo>();
  info->post_id = std::move(post);
  info->account = account;
  return {account, {}, std::move(info)};
}

Trace named(KeyHash key, std::string text) { return {0, key, std::move(text), 0}; }

TEST_CASE("a key loses the words of a deleted post and nothing else, and the next one names it",
          "[unit][evidence]") {
  SharedKeys keys(10);
  const std::vector<Touch> earlier{touch(1, "a")};
  keys.observe(named(5, "words"), 71, touch(2, "b"), earlier);
  keys.observe(named(5, "the same"), 72, touch(3, "c"), {});
  REQUIRE(keys.find(5)->text == "words");
  CHECK(keys.erase(72) == 0);
  CHECK(keys.erase(71) == 1);
  CHECK(keys.erase(71) == 0);
  CHECK(keys.find(5)->text.empty());
  CHECK(keys.find(5)->quoted == 0);
  CHECK(keys.find(5)->accounts == 3);
  CHECK(keys.find(5)->touches.size() == 3);

  keys.observe(named(5, ""), 0, touch(4, "d"), {});
  CHECK(keys.find(5)->text.empty());
  keys.observe(named(5, "again"), 73, touch(5, "e"), {});
  CHECK(keys.find(5)->text == "again");
  CHECK(keys.erase(73) == 1);
}

TEST_CASE("what is no post's words stays, whatever is deleted", "[unit][evidence]") {
  SharedKeys keys(10);
  keys.observe(named(5, "https://a.example/"), 0, touch(2, "b"), {});
  CHECK(keys.erase(0) == 0);
  CHECK(keys.find(5)->text == "https://a.example/");
}

TEST_CASE("a key that made room is not found by its post, before and after a snapshot",
          "[unit][evidence]") {
  SharedKeys keys(2), read(2);
  for (KeyHash key = 1; key <= 3; ++key)
    keys.observe(named(key, "text"), 70 + key, touch(2, "b"), {});
  REQUIRE(test::read_into(read, test::bytes_of(keys)).ok());
  for (auto* k : {&keys, &read}) {
    CHECK(k->erase(71) == 0);
    CHECK(k->erase(72) == 1);
    CHECK(k->erase(73) == 1);
  }
  CHECK(test::bytes_of(read) == test::bytes_of(keys));
}

}  // namespace
}  // namespace lockstep::evidence
