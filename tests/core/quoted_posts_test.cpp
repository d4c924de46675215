#include "lockstep/core/quoted_posts.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

namespace lockstep {
namespace {

struct Element {
  KeyHash quoted = 0;
  Slot next = kNoSlot;
};
KeyHash quoted_post(const Element& e) { return e.quoted; }
Slot& next_quoting(Element& e) { return e.next; }

TEST_CASE("who quotes a post is found as the slow program finds it", "[property][core]") {
  std::mt19937_64 random(3);
  Slab<Element> table;
  QuotedPosts quoting;
  std::map<Slot, KeyHash> oracle;
  for (int i = 0; i < 20'000; ++i) {
    const KeyHash post = 1 + mix64(random() % 3'000);  // some share a place, some a post
    if (random() % 3 != 0) {
      const auto slot = table.add();
      table[slot].quoted = post;
      quoting.add(table, slot);
      oracle.emplace(slot, post);
    } else if (const auto slot = quoting.find(table, post); slot != kNoSlot) {
      REQUIRE(oracle.at(slot) == post);
      quoting.remove(table, slot);
      table.remove(slot);
      oracle.erase(slot);
    } else {
      for (const auto& [of, quoted] : oracle) REQUIRE(quoted != post);
    }
    REQUIRE(quoting.size() == oracle.size());
  }
  CHECK(oracle.size() > 3'000);

  QuotedPosts again;
  again.remake(table);
  CHECK(again.size() == oracle.size());
  for (const auto& [slot, post] : oracle) {
    const auto found = again.find(table, post);
    REQUIRE(found != kNoSlot);
    REQUIRE(oracle.at(found) == post);
  }
}

TEST_CASE("what quotes nothing is in no chain", "[unit][core]") {
  Slab<Element> table;
  QuotedPosts quoting;
  CHECK(quoting.find(table, 7) == kNoSlot);
  table.add();
  quoting.remake(table);
  CHECK(quoting.size() == 0);
  CHECK(quoting.find(table, 7) == kNoSlot);
}

}  // namespace
}  // namespace lockstep
