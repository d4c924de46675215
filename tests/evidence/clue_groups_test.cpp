#include "lockstep/evidence/clue_groups.h"

#include <catch2/catch.hpp>

#include "lockstep/evidence/evidence.h"

using namespace lockstep;
using namespace lockstep::evidence;

TEST_CASE("holders beyond the choice of who: wide sharing counts, a few in a crowd do not",
          "[unit][evidence]") {
  CHECK(holders_surplus(3, 5, 5) > 5.5);    // three of five at one address
  CHECK(holders_surplus(3, 60, 3) < 0);     // three of sixty with one pattern
  CHECK(holders_surplus(20, 60, 3) > 5.5);  // a third of them
  CHECK(holders_surplus(1, 10, 8) < 0);     // one shares with nobody
}

TEST_CASE("holders_surplus grows with every holder once they are the most", "[unit][evidence]") {
  for (std::size_t h = 10; h < 20; ++h)
    CHECK(holders_surplus(h + 1, 20, 3) > holders_surplus(h, 20, 3));
}

namespace {

constexpr KindId kRepost = 0, kDevice = 1, kSite = 2, kAnalytics = 3;
constexpr KeyHash kCommonDevice = 77, kCommonId = 78;

std::vector<KindModel> kinds() {
  std::vector<KindModel> out(4);
  for (KindId k = 0; k < out.size(); ++k) out[k].base = k;
  out[kRepost].weight = 1;
  for (const auto k : {kDevice, kSite, kAnalytics}) {
    out[k].coaction = false;
    out[k].family = 2;
    out[k].prior = 0.3;
    out[k].cap = 8;
  }
  out[kDevice].clue = out[kDevice].ties = true;
  out[kAnalytics].clue = true;
  out[kAnalytics].base = kSite;
  out[kAnalytics].of_pages = true;
  return out;
}

// Two thousand accounts, each with a device and a site of its own but for the first `holders`.
class Holders {
 public:
  explicit Holders(AccountIndex holders)
      : kinds_(kinds()), values_({}, kinds_), groups_(kinds_, 0.05), accounts_(2'000) {
    for (AccountIndex i = 0; i < accounts_.size(); ++i) {
      show(i, kDevice, i < holders ? kCommonDevice : 10'000 + i, "device");
      show(i, kSite, 20'000 + i, "site");
    }
  }
  void show(AccountIndex i, KindId kind, KeyHash value, std::string text) {
    auto post = std::make_shared<PostInfo>();
    post->time = from_micros(1'700'000'000'000'000);
    values_.observe(accounts_[i], {kind, value, std::move(text)}, post);
  }
  // `who` touch one key, one after the other.
  void act(KeyHash key, const std::vector<AccountIndex>& who) {
    std::vector<join::Predecessor> before;
    std::vector<Account*> peers;
    for (const auto i : who) {
      now_ += std::chrono::minutes{1};
      ++post_;
      const auto n = static_cast<std::uint32_t>(before.size());
      groups_.observe({now_, post_, i, kRepost, key, n + 1, n, false, before}, 0, accounts_[i],
                      peers, values_, {});
      before.push_back({now_, post_, i});
      peers.push_back(&accounts_[i]);
    }
  }
  void wait(Duration d) { now_ += d; }
  // What is touched next is of the last posts again.
  void back(PostSeq posts) {
    post_ -= posts;
    now_ -= std::chrono::minutes{posts};
  }
  EventTime now() const { return now_; }
  ClueGroups& groups() { return groups_; }
  std::size_t regulars(KeyHash value) const {
    const std::vector<double> weights{1};
    return groups_.standing(value, weights, [](std::size_t, auto) { return 0.001; })
        .value()
        .regulars;
  }
  // `share`: of all touches, that are the holders'.
  std::vector<GroupClaim> claims(double share) {
    const std::vector<double> weights{1};
    return groups_.settle(weights, [=](std::size_t, auto) { return share; });
  }

 private:
  std::vector<KindModel> kinds_;
  AttributeTable values_;
  ClueGroups groups_;
  std::vector<Account> accounts_;
  EventTime now_ = from_micros(1'700'000'000'000'000);
  PostSeq post_ = 0;
};

}  // namespace

TEST_CASE("holders of one device who meet where few go are a group", "[unit][evidence]") {
  Holders world(6);
  for (KeyHash key = 1; key <= 4; ++key) world.act(key, {0, 1, 2, 3, 4, 5});
  const auto claims = world.claims(0.001);
  REQUIRE(claims.size() == 1);
  CHECK(claims[0].identity == kCommonDevice);
  CHECK(claims[0].members == std::vector<AccountIndex>{0, 1, 2, 3, 4, 5});
  CHECK(claims[0].keys.size() == 4);
  CHECK(world.claims(0.001).empty());  // nothing changed since
}

TEST_CASE("a group does not outgrow its clue", "[unit][evidence]") {
  constexpr AccountIndex kMany = 60;
  Holders world(kMany);
  std::vector<AccountIndex> all(kMany);
  for (AccountIndex i = 0; i < kMany; ++i) all[i] = i;
  for (KeyHash key = 1; key <= 4; ++key) world.act(key, all);
  const auto claims = world.claims(0.001);
  REQUIRE(claims.size() == 1);
  CHECK(claims[0].members == all);
}

TEST_CASE("the same meetings in a crowd are no group", "[unit][evidence]") {
  Holders world(6);
  for (KeyHash key = 1; key <= 4; ++key) {
    std::vector<AccountIndex> crowd;
    for (AccountIndex i = 0; i < 54; ++i)
      crowd.push_back(100 + 60 * static_cast<AccountIndex>(key) + i);
    crowd.insert(crowd.end(), {0, 1, 2, 3, 4, 5});
    world.act(key, crowd);
  }
  CHECK(world.claims(0.02).empty());
}

TEST_CASE("a household is no group, nor are holders who keep to themselves", "[unit][evidence]") {
  Holders family(3);
  for (KeyHash key = 1; key <= 20; ++key) family.act(key, {0, 1, 2});
  CHECK(family.claims(0.001).empty());

  Holders office(6);
  for (AccountIndex i = 0; i < 6; ++i) {
    for (KeyHash key = 1; key <= 20; ++key) office.act(100 * i + key, {500, i});
  }
  CHECK(office.claims(0.001).empty());
}

TEST_CASE("an id of pages seeds a group only where it spans sites", "[unit][evidence]") {
  for (const bool spans : {false, true}) {
    Holders world(0);
    for (AccountIndex i = 0; i < 6; ++i)
      world.show(i, kAnalytics, kCommonId, spans && i >= 3 ? "on another site" : "on one site");
    for (KeyHash key = 1; key <= 4; ++key) world.act(key, {0, 1, 2, 3, 4, 5});
    CHECK(world.claims(0.001).size() == (spans ? 1 : 0));
  }
}

// A post that goes round shows a link, a picture and words, and who shares it its site's id.
TEST_CASE("one wave of posts with much in common is one meeting", "[unit][evidence]") {
  for (const bool one_wave : {true, false}) {
    Holders world(0);
    for (AccountIndex i = 0; i < 6; ++i)
      world.show(i, kAnalytics, kCommonId, i < 3 ? "on one site" : "on another site");
    for (KeyHash key = 1; key <= 4; ++key) {
      world.act(key, {0, 1, 2, 3, 4, 5});
      if (one_wave) world.back(6);
    }
    CHECK(world.claims(0.001).size() == (one_wave ? 0 : 1));
    CHECK(world.regulars(kCommonId) == (one_wave ? 0 : 6));
  }
}

TEST_CASE(
    "a group whose holders do nothing any more is forgotten, and a new one if they come again",
    "[unit][evidence]") {
  Holders world(6);
  for (KeyHash key = 1; key <= 4; ++key) world.act(key, {0, 1, 2, 3, 4, 5});
  REQUIRE(world.claims(0.001).size() == 1);
  world.groups().expire(world.now());
  CHECK(world.groups().size() == 1);
  world.act(5, {500, 3});  // an act is none of a meeting
  world.groups().expire(world.now());
  CHECK(world.groups().size() == 1);
  world.act(6, {4, 5});  // not told yet when it goes
  world.groups().expire(world.now() + Duration{1});
  CHECK(world.groups().size() == 0);
  CHECK(world.groups().evicted() == 0);
  CHECK(world.claims(0.001).empty());

  world.wait(std::chrono::hours{1});  // what tells of an account is looked up again
  for (KeyHash key = 7; key <= 10; ++key) world.act(key, {0, 1, 2, 3, 4, 5});
  const auto claims = world.claims(0.001);
  REQUIRE(claims.size() == 1);
  CHECK(claims[0].keys == std::vector<KeyHash>{7, 8, 9, 10});
}
