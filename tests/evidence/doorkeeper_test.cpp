#include "doorkeeper.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

namespace lockstep::evidence {
namespace {

TEST_CASE("the doorkeeper does what a map does while there is room", "[property][evidence]") {
  // Few different pairs, so that they come and go; and many, so that tables grow.
  const auto crowd = GENERATE(as<std::uint64_t>{}, 50, 3'000, 200'000);
  Doorkeeper door{10'000'000};
  std::map<PairKey, FirstCoaction> model;
  std::mt19937_64 random{crowd};
  for (int step = 0; step < 300'000; ++step) {
    const auto n = static_cast<AccountIndex>(random() % crowd);
    const auto pair = pair_key(n, n + 1 + static_cast<AccountIndex>(random() % 3));
    const auto known = model.find(pair);
    const auto found = door.find(pair);
    REQUIRE(found.has_value() == (known != model.end()));
    if (found) {
      REQUIRE(*found == known->second);
      if (random() % 2 == 0) {
        door.erase(pair);
        model.erase(known);
      }
    } else {
      const FirstCoaction first{random(),
                                static_cast<std::uint32_t>(random()) & FirstCoaction::kPostMask,
                                static_cast<std::uint8_t>(random() % kMaxCoactionKinds)};
      door.insert(pair, first);
      model.emplace(pair, first);
    }
    REQUIRE(door.size() == model.size());
  }
  for (const auto& [pair, first] : model) REQUIRE(door.find(pair) == first);
}

TEST_CASE("a full doorkeeper forgets the older half", "[unit][evidence]") {
  struct Case {
    const char* what;
    AccountIndex inserted;
    bool first_remembered, hundredth_remembered;
    std::size_t size;
  };
  // Two generations of 100: the 201st starts a third.
  const auto c = GENERATE(values<Case>({{"one less than full", 199, true, true, 199},
                                        {"full", 200, true, true, 200},
                                        {"one more", 201, false, false, 101},
                                        {"one generation more", 300, false, false, 200}}));
  CAPTURE(c.what);
  Doorkeeper door{200};
  for (AccountIndex i = 0; i < c.inserted; ++i) door.insert(pair_key(i, i + 1), {i, i, 0});
  CHECK(door.find(pair_key(0, 1)).has_value() == c.first_remembered);
  CHECK(door.find(pair_key(99, 100)).has_value() == c.hundredth_remembered);
  CHECK(door.find(pair_key(c.inserted - 1, c.inserted)).has_value());
  CHECK(door.size() == c.size);
}

TEST_CASE("a forgotten or erased pair is unknown in both generations", "[unit][evidence]") {
  Doorkeeper door{4};
  for (AccountIndex i = 0; i < 4; ++i) door.insert(pair_key(i, 9), {i, i, 1});
  door.erase(pair_key(0, 9));  // old by now
  door.erase(pair_key(3, 9));  // young
  door.erase(pair_key(7, 9));  // never there
  CHECK(door.size() == 2);
  CHECK_FALSE(door.find(pair_key(0, 9)));
  CHECK_FALSE(door.find(pair_key(3, 9)));
  CHECK(door.find(pair_key(1, 9)) == FirstCoaction{1, 1, 1});
}

}  // namespace
}  // namespace lockstep::evidence
