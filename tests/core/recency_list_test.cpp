#include "lockstep/core/recency_list.h"

#include <catch2/catch.hpp>
#include <deque>
#include <random>

namespace lockstep {
namespace {

struct Element {
  int value = 7;
  RecencyList::Links links{};
};

TEST_CASE("a slab gives out the slot freed last, as new", "[unit][core]") {
  Slab<Element> slab;
  const auto a = slab.add(), b = slab.add(), c = slab.add();
  CHECK(slab.size() == 3);
  CHECK(slab.end() == 3);
  slab[a].value = slab[b].value = 1;
  slab.remove(a);
  slab.remove(b);
  CHECK(slab.size() == 1);
  CHECK(slab.add() == b);
  CHECK(slab[b].value == 7);
  CHECK(slab.add() == a);
  CHECK(slab.end() == c + 1);
}

TEST_CASE("elements of a slab stay where they are while it grows", "[unit][core]") {
  Slab<Element> slab;
  const auto* first = &slab[slab.add()];
  for (int i = 0; i < 10'000; ++i) slab.add();
  CHECK(first == &slab[0]);
}

TEST_CASE("the recency list does what a deque does", "[property][core]") {
  Slab<Element> slab;
  RecencyList list;
  std::deque<Slot> model;  // oldest first
  std::mt19937_64 random{5};
  for (int step = 0; step < 20'000; ++step) {
    const auto pick = model.empty() ? 0 : random() % model.size();
    const auto at = model.begin() + static_cast<std::ptrdiff_t>(pick);
    switch (random() % 3) {
      case 0: {
        const auto slot = slab.add();
        list.push(slab, slot);
        model.push_back(slot);
        break;
      }
      case 1:
        if (model.empty()) break;
        list.renew(slab, *at);
        model.push_back(*at);
        model.erase(model.begin() + static_cast<std::ptrdiff_t>(pick));
        break;
      default:
        if (model.empty()) break;
        list.remove(slab, *at);
        slab.remove(*at);
        model.erase(at);
    }
    REQUIRE(list.oldest() == (model.empty() ? kNoSlot : model.front()));
    REQUIRE(list.newest() == (model.empty() ? kNoSlot : model.back()));
  }
  for (auto slot = list.newest(); slot != kNoSlot; slot = slab[slot].links.older) {
    REQUIRE(slot == model.back());
    model.pop_back();
  }
  CHECK(model.empty());
}

}  // namespace
}  // namespace lockstep
