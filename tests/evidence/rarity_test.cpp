#include "lockstep/evidence/rarity.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace lockstep;
using namespace lockstep::evidence;

namespace {

KindModel address() {
  KindModel k;
  k.coaction = false;
  k.family = 2;
  k.prior = 0.3;
  k.cap = 5;
  return k;
}

struct World {
  std::vector<KindModel> kinds;
  AttributeTable table;
  std::vector<std::unique_ptr<Account>> accounts;

  explicit World(EvidenceConfig config = {}, std::vector<KindModel> k = three_kinds())
      : kinds(std::move(k)), table(config, kinds) {}
  static std::vector<KindModel> three_kinds() {
    std::vector<KindModel> k{address(), address(), address()};
    k[1].base = 1;
    k[2].of_pages = true;
    k[2].base = 1;
    return k;
  }
  Account& account(std::size_t i) {
    while (accounts.size() <= i) accounts.push_back(std::make_unique<Account>());
    return *accounts[i];
  }
  void seen(std::size_t i, KeyHash value, KindId kind = 0, std::int64_t second = 0,
            const char* as = "v") {
    auto post = std::make_shared<PostInfo>();
    post->time = from_micros(1'700'000'000'000'000 + second * 1'000'000);
    table.observe(account(i), {kind, value, as}, post);
  }
};

}  // namespace

TEST_CASE("a rare value ties, a common one fades by itself", "[unit][evidence]") {
  struct Case {
    const char* what;
    std::uint64_t with_value, with_kind;
    double low, high;
  };
  const auto c = GENERATE(values<Case>({
      {"one holder ties nobody", 1, 10'000, 0, 0},
      {"two of ten thousand", 2, 10'000, 5, 5},
      {"twenty of ten thousand", 20, 10'000, 4.9, 5},
      {"a carrier's address: 160 of 20,000 fades before it is seen to be common", 160, 20'000, 0,
       0},
      {"half of everyone", 5'000, 10'000, 0, 0},
      {"two of two: nothing to compare with", 2, 2, 0, 0},
  }));
  CAPTURE(c.what);
  const double w = rarity_weight(address(), c.with_value, c.with_kind);
  CHECK(w >= c.low);
  CHECK(w <= c.high);
}

TEST_CASE("weights never rise as a value spreads", "[property][evidence]") {
  double before = 100;
  for (std::uint64_t n = 2; n < 3'000; ++n) {
    const double w = rarity_weight(address(), n, 50'000);
    CHECK(w <= before);
    before = w;
  }
}

TEST_CASE("an account counts once for a value however often it is seen", "[unit][evidence]") {
  World w;
  for (int i = 0; i < 5; ++i) w.seen(0, 42, 0, i);
  w.seen(1, 42);
  CHECK(w.table.find(42)->accounts == 2);
}

TEST_CASE("of one group only the strongest shared value counts", "[unit][evidence]") {
  World w;
  for (std::size_t i = 0; i < 2'000; ++i) w.seen(i, 10'000 + i), w.seen(i, 20'000 + i, 1);
  w.seen(0, 1), w.seen(1, 1);        // an address
  w.seen(0, 2, 1), w.seen(1, 2, 1);  // its prefix: the same group
  const auto shared = shared_attributes(w.account(0), w.account(1), w.table, w.kinds);
  CHECK(shared.family[2] == Approx(5));
  w.kinds[1].group = 1;
  const auto apart = shared_attributes(w.account(0), w.account(1), w.table, w.kinds);
  CHECK(apart.family[2] == Approx(8));  // 5 + 5, held at 8
}

TEST_CASE("a value that only the cluster has is judged by the others", "[unit][evidence]") {
  World w;
  for (std::size_t i = 0; i < 1'000; ++i) w.seen(i, 10'000 + i);
  for (std::size_t i = 0; i < 60; ++i) w.seen(i, 1);
  CHECK(w.table.weight(*w.table.find(1)) < 3);
  CHECK(w.table.weight_outside(1, 60) == Approx(5));
  CHECK(w.table.weight_outside(1, 10) < 3);  // fifty strangers have it too
  CHECK(w.table.weight_outside(1, 1) == 0);
}

TEST_CASE("what is copied with a thing says nothing until it is on several", "[unit][evidence]") {
  struct Case {
    const char* what;
    std::vector<const char*> on;  // by account
    bool says;
  };
  const auto c = GENERATE(values<Case>({
      {"copies of one picture", {"a", "a", "a", "a", "a", "a"}, false},
      {"two on other pictures", {"a", "a", "a", "b", "c"}, false},
      {"three on other pictures", {"a", "a", "b", "c", "d"}, true},
  }));
  CAPTURE(c.what);
  auto kinds = World::three_kinds();
  kinds[0].copied = true;
  World w({}, kinds);
  for (std::size_t i = 0; i < 2'000; ++i) w.seen(i, 10'000 + i);
  for (std::size_t i = 0; i < c.on.size(); ++i) w.seen(i, 1, 0, 0, c.on[i]);
  const auto& value = *w.table.find(1);
  const auto shared = shared_attributes(w.account(0), w.account(1), w.table, w.kinds);
  CHECK((w.table.weight(value) > 3) == c.says);
  CHECK((w.table.weight_of_all(value) > 3) == c.says);
  CHECK((w.table.weight_outside(1, 3) > 3) == c.says);
  CHECK((shared.family[2] > 3) == c.says);
  if (!c.says) CHECK(w.table.weight(value) + shared.family[2] == 0);
}

TEST_CASE("values are forgotten after their memory and when the table is full",
          "[unit][evidence]") {
  EvidenceConfig config;
  config.max_attribute_values = 1'000;
  World w(config);
  for (std::size_t i = 0; i < 1'500; ++i) w.seen(i, i, 0, static_cast<std::int64_t>(i));
  CHECK(w.table.size() == 1'000);
  CHECK(w.table.find(0) == nullptr);
  CHECK(w.table.evicted() == 500);
  w.seen(0, 99'999, 0, 60 * 86'400);
  CHECK(w.table.size() == 1);
  CHECK(w.table.evicted() == 500);  // it was not full
}

TEST_CASE("an account keeps a bounded list of attributes, the freshest ones", "[unit][evidence]") {
  World w;
  for (std::int64_t i = 0; i < 100; ++i) w.seen(0, static_cast<KeyHash>(i), 0, i);
  CHECK(w.account(0).attributes.size() == kMaxAttributes / 2);
  for (const auto& a : w.account(0).attributes) CHECK(a.key >= 100 - kMaxAttributes / 2);
}

TEST_CASE("many pages crowd out neither what is the account's own nor what it shows again",
          "[unit][evidence]") {
  constexpr std::int64_t kHour = 3'600;
  constexpr KindId kOwn = 0, kPage = 2;
  World w;
  w.seen(0, 1, kOwn);
  w.seen(0, 2, kPage);
  w.seen(0, 2, kPage, 2 * kHour);
  for (std::int64_t i = 0; i < 100; ++i)
    w.seen(0, static_cast<KeyHash>(1'000 + i), kPage, 3 * kHour + i);
  const auto& kept = w.account(0).attributes;
  const auto keeps = [&](KeyHash key) {
    return std::any_of(kept.begin(), kept.end(), [&](const auto& a) { return a.key == key; });
  };
  CHECK(kept.size() == 1 + kMaxAttributes / 2);
  CHECK(keeps(1));
  CHECK(keeps(2));
  CHECK(keeps(1'099));
  CHECK_FALSE(keeps(1'000));
}

TEST_CASE("one account that rotates through more values than it keeps makes none of them common",
          "[unit][evidence]") {
  World w;
  for (std::size_t i = 1; i < 5; ++i) w.seen(i, 7);
  for (std::int64_t round = 0; round < 30; ++round)
    for (KeyHash value = 0; value < 40; ++value)
      w.seen(0, value, 0, 3'600 * (round * 40 + static_cast<std::int64_t>(value)));
  CHECK(w.table.find(7)->accounts == 4);  // 8 to 39 are what the rotating one showed last
  for (std::size_t i = 10; i < 20; ++i) w.seen(i, 1'000 + i, 0, 3'600 * 1'200);
  CHECK(w.table.weight_outside(7, 4) > 0);
}

TEST_CASE("accounts that the table forgets count no more, for values and for kinds",
          "[unit][evidence]") {
  World w;
  for (std::size_t i = 0; i < 100; ++i) w.seen(i, i < 10 ? 1 : 100 + i);
  const auto before = w.table.weight(*w.table.find(1));
  for (std::size_t i = 0; i < 5; ++i) w.table.forget(w.account(i));
  CHECK(w.table.find(1)->accounts == 5);
  CHECK(w.table.weight(*w.table.find(1)) > before);
  for (std::size_t i = 10; i < 100; ++i) w.table.forget(w.account(i));
  CHECK(w.table.weight(*w.table.find(1)) == 0);  // now everybody has it
}

TEST_CASE("a value that was forgotten and is met again counts those who have shown it since",
          "[unit][evidence]") {
  constexpr std::int64_t kDay = 86'400;
  World w;
  for (std::size_t i = 0; i < 6; ++i) w.seen(i, 1);
  w.seen(0, 1, 0, 40 * kDay);  // after the memory: the first of a new count
  CHECK(w.table.find(1)->accounts == 1);
  w.seen(1, 1, 0, 41 * kDay);
  w.seen(1, 1, 0, 42 * kDay);
  CHECK(w.table.find(1)->accounts == 2);
  w.table.forget(w.account(2));  // was counted before only
  CHECK(w.table.find(1)->accounts == 2);
  w.table.forget(w.account(1));
  CHECK(w.table.find(1)->accounts == 1);
}

TEST_CASE("the sites an account links to do not crowd out what is its own", "[unit][evidence]") {
  constexpr KindId kOwn = 0, kSite = 1;
  World w;
  w.seen(0, 1, kOwn);
  for (std::int64_t i = 0; i < 200; ++i)
    w.seen(0, static_cast<KeyHash>(1'000 + i % 100), kSite, 3'600 * i);
  const auto& kept = w.account(0).attributes;
  CHECK(std::any_of(kept.begin(), kept.end(), [](const auto& a) { return a.key == 1; }));
  CHECK(kept.size() == 1 + kMaxAttributes / 2);
}
