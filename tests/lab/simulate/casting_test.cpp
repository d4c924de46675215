#include "simulate/casting.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <vector>

using namespace lockstep;
using namespace lockstep::lab;

namespace {

constexpr int kNoLimit = 1 << 30;

struct World {
  TextSource text;
  Population population;
  Timeline timeline{1'767'571'200'000'000, 1'767'571'200'000'000 + 7 * 86'400'000'000};
  Casting casting;

  explicit World(std::uint64_t seed, std::uint32_t accounts = 3000)
      : population(text, {accounts, 100, 2, from_micros(1'767'571'200'000'000)}, Random{seed}),
        casting(text, population, timeline, Random{seed + 1}) {}
  const Account& account(AccountId id) const { return population.accounts[id]; }
};

GroupPlan campaign_of(int members) {
  GroupPlan plan{.name = "test", .campaign = true, .size = {members, members}};
  plan.camouflage = {0.5, 0.5};
  plan.waves = {10, 10};
  return plan;
}

}  // namespace

TEST_CASE("a campaign's accounts are new ones, on one platform, of one language and topic") {
  World world(1);
  const std::size_t organic = world.population.accounts.size();
  const GroupPlan plan = campaign_of(12);
  const Group group = world.casting.cast(plan, 7, 0, kNoLimit);
  REQUIRE(group.members.size() == 12);
  for (const Member& member : group.members) {
    const Account& account = world.account(member.id);
    CHECK(member.id >= organic);
    CHECK(account.campaign == 7);
    CHECK(account.platform == world.account(group.members[0].id).platform);
    CHECK(account.language == group.language);
    CHECK(account.topics[0] == group.topic);
  }
}

TEST_CASE("a crowd is at most half of those who could be in it, and stays organic") {
  World world(2, 400);
  GroupPlan plan{.name = "crowd", .size = {300, 300}, .recruit = Recruit::kInterested};
  plan.waves = {1, 1};
  const std::size_t before = world.population.accounts.size();
  const Group group = world.casting.cast(plan, 0, 3, kNoLimit);
  CHECK(world.population.accounts.size() == before);
  CHECK(!group.members.empty());
  CHECK(group.members.size() < 200);
  std::set<AccountId> distinct;
  for (const Member& member : group.members) {
    CHECK(distinct.insert(member.id).second);
    CHECK(world.account(member.id).campaign == 0);
    CHECK(world.account(member.id).crowd == 3);
    CHECK(world.account(member.id).language == group.language);
  }
}

TEST_CASE("a leak covers its share of the members, on one or two lines") {
  World world(3);
  GroupPlan plan = campaign_of(40);
  plan.clues = {.lines = 1, .leak = {0.5, 0.5}};
  const Group group = world.casting.cast(plan, 1, 0, kNoLimit);
  std::map<std::uint32_t, int> lines;
  for (const Member& member : group.members) ++lines[world.account(member.id).home_v4];
  int shared = 0;
  for (const auto& [line, members] : lines) shared += members > 1 ? members : 0;
  CHECK(group.clues == "lines");
  CHECK(shared >= 18);
  CHECK(shared <= 24);  // a household now and then
}

TEST_CASE("neighbouring addresses are neighbours, not the same") {
  World world(4);
  GroupPlan plan = campaign_of(20);
  plan.clues = {.lines = 1, .leak = {1, 1}, .subnet = true};
  const Group group = world.casting.cast(plan, 1, 0, kNoLimit);
  std::set<std::uint32_t> addresses, prefixes;
  for (const Member& member : group.members) {
    addresses.insert(world.account(member.id).home_v4);
    prefixes.insert(world.account(member.id).home_v4 >> 8);
  }
  CHECK(addresses.size() > 15);
  CHECK(prefixes.size() <= 2);
}

TEST_CASE("a campaign leaves as many kinds of clues as it must, and says which") {
  World world(5);
  GroupPlan plan = campaign_of(8);
  plan.links = 1;
  plan.clues = {.redirector = 0.1, .analytics = 0.1, .creation = 0.1, .registration = 0.1};
  for (const int least : {0, 1, 2}) {
    plan.clues.at_least = least;
    for (std::uint16_t i = 1; i <= 20; ++i) {
      const Group group = world.casting.cast(plan, i, 0, kNoLimit);
      const auto kinds =
          std::count(group.clues.begin(), group.clues.end(), '+') + (group.clues.empty() ? 0 : 1);
      CHECK(kinds >= least);
      CHECK((group.redirector != kNone) == (group.clues.find("redirector") != std::string::npos));
    }
  }
}

TEST_CASE("members pretend as much as they should") {
  World world(6);
  for (const double hidden : {0.0, 0.5, 0.9}) {
    GroupPlan plan = campaign_of(200);
    plan.camouflage = {hidden, hidden};
    const Group group = world.casting.cast(plan, 1, 0, kNoLimit);
    double rate = 0;
    for (const Member& member : group.members) rate += world.account(member.id).rate / 200;
    const double coordinated = 10.0 / 7;  // waves a day
    CAPTURE(hidden, rate);
    CHECK(rate / (rate + coordinated) == Approx(hidden).margin(0.03));
  }
}

TEST_CASE("sizes are those of real operations, and no larger than there is room for") {
  World world(7, 500);
  GroupPlan plan = campaign_of(0);
  plan.size = {};
  int small = 0, middle = 0;
  for (int i = 0; i < 400; ++i) {
    const auto size = world.casting.cast(plan, 1, 0, 60).members.size();
    REQUIRE(size >= 3);
    REQUIRE(size <= 60);
    small += size <= 10;
    middle += size > 10 && size <= 50;
  }
  CHECK(small == Approx(160).margin(35));
  CHECK(middle > 140);
}

TEST_CASE("turnover replaces members one by one") {
  World world(8);
  GroupPlan plan = campaign_of(100);
  plan.weekly_turnover = {0.3, 0.3};
  const Group group = world.casting.cast(plan, 1, 0, kNoLimit);
  const std::size_t replaced = group.members.size() - 100;
  CHECK(replaced == Approx(26).margin(15));  // 1 - exp(-0.3)
  std::size_t left = 0;
  for (const Member& member : group.members) left += member.to < group.life.end;
  CHECK(left == replaced);
}
