#include "lockstep/campaign/tracker.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <tuple>

#include "state_bytes.h"

using namespace lockstep;
using namespace lockstep::campaign;
using namespace std::chrono_literals;

namespace {

EventTime at(Duration d) { return EventTime{d + Duration{1'700'000'000'000'000}}; }

Community range(AccountIndex first, AccountIndex last) {
  Community c;
  for (auto a = first; a < last; ++a) c.members.push_back(a);
  c.fingerprint = first * 1'000 + last;
  c.newest = EventTime::max();
  return c;
}

std::uint64_t number(Tracker& t, const Community& c, Duration when) {
  return t.track(std::vector<Community>{c}, at(when)).campaigns[0]->number;
}

std::vector<AccountIndex> members(AccountIndex first, AccountIndex last) {
  return range(first, last).members;
}

}  // namespace

TEST_CASE("a community that keeps, grows or loses members is the same campaign",
          "[unit][campaign]") {
  struct Case {
    const char* what;
    AccountIndex first, last;
    bool same;
  };
  const auto c = GENERATE(values<Case>({
      {"unchanged", 0, 10, true},
      {"grown to three times its size", 0, 30, true},
      {"shrunk to a third", 0, 3, true},
      {"half replaced", 5, 15, true},
      {"two of ten left among strangers", 8, 20, false},
      {"strangers", 10, 20, false},
  }));
  CAPTURE(c.what);
  Tracker t({});
  const auto first = number(t, range(0, 10), 0s);
  CHECK((number(t, range(c.first, c.last), 60s) == first) == c.same);
}

TEST_CASE("a split leaves the identity to the larger part", "[unit][campaign]") {
  Tracker t({});
  const auto before = number(t, range(0, 20), 0s);
  const auto after = t.track(std::vector<Community>{range(0, 6), range(6, 20)}, at(60s)).campaigns;
  CHECK(after[0]->number != before);
  CHECK(after[1]->number == before);
}

TEST_CASE("a merge keeps the identity of the part that fits best", "[unit][campaign]") {
  Tracker t({});
  const auto before = t.track(std::vector<Community>{range(0, 6), range(6, 20)}, at(0s)).campaigns;
  const auto larger = before[1]->number;
  CHECK(number(t, range(0, 20), 60s) == larger);
}

TEST_CASE("identity is a function of founders and tick", "[unit][campaign]") {
  Tracker a({}), b({});
  const auto* x = a.track(std::vector<Community>{range(0, 5)}, at(0s)).campaigns[0];
  const auto id = x->alert_id;
  CHECK(id.size() == 20);
  CHECK(id.starts_with("cib-"));
  b.track(std::vector<Community>{range(50, 60)}, at(0s));
  CHECK(b.track(std::vector<Community>{range(0, 5)}, at(0s)).campaigns[0]->alert_id == id);
  CHECK(b.track(std::vector<Community>{range(100, 105)}, at(0s)).campaigns[0]->alert_id != id);
}

TEST_CASE("a campaign falls dormant once and revives under its identity", "[unit][campaign]") {
  Tracker t({.dormant_after = 72h});
  const auto before = number(t, range(0, 5), 0s);
  CHECK(t.next_timer() == at(72h));
  CHECK(t.fall_dormant(at(72h - 1s)).empty());
  CHECK(t.fall_dormant(at(72h)).size() == 1);
  CHECK(t.fall_dormant(at(100h)).empty());
  CHECK(t.next_timer() == EventTime::max());
  CHECK(number(t, range(0, 5), 200h) == before);
  CHECK(t.next_timer() == at(272h));
}

TEST_CASE("the number of campaigns is bounded", "[unit][campaign]") {
  Tracker t({.max_campaigns = 10});
  for (AccountIndex i = 0; i < 100; ++i) number(t, range(i * 10, i * 10 + 5), Duration{i});
  CHECK(t.size() == 10);
  CHECK(t.forgotten() == 90);
}

TEST_CASE("a dormant campaign whose community only lost something stays dormant",
          "[unit][campaign]") {
  Tracker t({.dormant_after = 72h});
  auto c = range(0, 10);
  c.newest = at(0s);
  const auto first = number(t, c, 60s);
  CHECK(number(t, c, 120s) == first);  // while it is active, a look is no harm
  REQUIRE(t.fall_dormant(at(80h)).size() == 1);
  c.members.pop_back();
  CHECK(t.track(std::vector<Community>{c}, at(100h)).campaigns[0] == nullptr);
  c.newest = at(101h);
  CHECK(number(t, c, 101h) == first);
}

TEST_CASE("what makes room is told, the dormant first, never what is seen in this very tick",
          "[unit][campaign]") {
  Tracker t({.dormant_after = 72h, .max_campaigns = 10});
  const auto communities = [](AccountIndex first, AccountIndex last) {
    std::vector<Community> out;
    for (auto i = first; i < last; ++i) out.push_back(range(i * 10, i * 10 + 5));
    return out;
  };
  std::vector<std::string> ids;
  const auto first = t.track(communities(0, 12), at(0h));  // more than there is room for
  for (const auto* c : first.campaigns) ids.push_back(c->alert_id);
  CHECK(first.forgotten.empty());
  CHECK(t.size() == 12);

  const auto later = t.track(communities(0, 1), at(1h));
  CHECK(later.forgotten ==
        std::vector<Forgotten>{{ids[1], members(10, 15)}, {ids[2], members(20, 25)}});
  CHECK(t.size() == 10);
  CHECK(t.campaign_of(10) == 0);
  CHECK(t.campaign_of(0) != 0);
  CHECK(t.track(communities(0, 1), at(2h)).forgotten.empty());

  t.track(communities(5, 12), at(40h));
  REQUIRE(t.fall_dormant(at(75h)).size() == 3);  // 3, 4 and 0
  const auto last = t.track(communities(20, 22), at(76h));
  CHECK(last.forgotten ==
        std::vector<Forgotten>{{ids[3], members(30, 35)}, {ids[4], members(40, 45)}});
  CHECK(t.forgotten() == 4);
}

// Orders all there is anew for each victim, and asks every account whose it was.
struct SlowOrder {
  struct Known {
    std::string alert_id;
    bool awake = true;
    EventTime last_evidence{};
  };
  std::map<std::uint64_t, Known> campaigns;
  std::map<AccountIndex, std::uint64_t> campaign_of;

  void take(const Tracks& tracks, std::span<const Community> communities, EventTime tick) {
    for (std::size_t i = 0; i < communities.size(); ++i) {
      const auto* c = tracks.campaigns[i];
      if (c == nullptr) continue;
      campaigns[c->number] = {c->alert_id, true, tick};
      for (const auto account : communities[i].members) campaign_of[account] = c->number;
    }
    for (const auto& merge : tracks.merges)
      for (auto& [number, c] : campaigns) c.awake = c.awake && c.alert_id != merge.alert_id;
  }
  std::vector<Forgotten> forget(std::size_t most, EventTime tick) {
    std::vector<Forgotten> out;
    while (campaigns.size() > most) {
      const auto victim =
          std::min_element(campaigns.begin(), campaigns.end(), [](const auto& a, const auto& b) {
            return std::tie(a.second.awake, a.second.last_evidence, a.first) <
                   std::tie(b.second.awake, b.second.last_evidence, b.first);
          });
      if (victim->second.awake && victim->second.last_evidence == tick) break;
      auto& gone = out.emplace_back(Forgotten{victim->second.alert_id, {}});
      for (const auto& [account, number] : campaign_of)
        if (number == victim->first) gone.accounts.push_back(account);
      for (const auto account : gone.accounts) campaign_of.erase(account);
      campaigns.erase(victim);
    }
    return out;
  }
};

TEST_CASE("room is made as the slow program makes it, also after a restart",
          "[property][campaign]") {
  const CampaignConfig config{.dormant_after = 8h, .max_campaigns = 20};
  Tracker before(config), after(config);
  SlowOrder slow;
  std::mt19937 random(1);
  const auto below = [&](AccountIndex n) { return static_cast<AccountIndex>(random() % n); };
  std::size_t merges = 0, asleep = 0;
  for (int hour = 0; hour < 600; ++hour) {
    auto& t = hour < 300 ? before : after;
    if (hour == 300) REQUIRE(test::read_into(after, test::bytes_of(before)).ok());
    for (const auto& c : t.fall_dormant(at(hour * 1h))) {
      slow.campaigns.at(c.number).awake = false;
      ++asleep;
    }
    std::vector<Community> communities;
    for (AccountIndex start = below(40), end = 0; start < 240; start = end + 5 + below(80)) {
      end = start + 3 + below(20);
      communities.push_back(range(start, end));
    }
    if (below(4) == 0) {
      const auto gone = below(240);
      t.erase(gone);
      slow.campaign_of.erase(gone);
    }
    const auto tracks = t.track(communities, at(hour * 1h));
    slow.take(tracks, communities, at(hour * 1h));
    merges += tracks.merges.size();
    REQUIRE(tracks.forgotten == slow.forget(20, at(hour * 1h)));
    REQUIRE(t.size() == slow.campaigns.size());
    for (AccountIndex a = 0; a < 280; ++a)
      REQUIRE(t.campaign_of(a) == (slow.campaign_of.contains(a) ? slow.campaign_of[a] : 0));
    for (const auto& [number, c] : slow.campaigns) {
      std::vector<AccountIndex> accounts;
      for (const auto& [account, of] : slow.campaign_of)
        if (of == number) accounts.push_back(account);
      REQUIRE(t.accounts_of(number) == accounts);
      REQUIRE(t.accounts_of(c.alert_id) == accounts);
    }
  }
  CHECK(merges > 20);
  CHECK(asleep > 20);
  CHECK(after.forgotten() > 300);
}

TEST_CASE("what split off says from which, what merged ends in which", "[unit][campaign]") {
  Tracker t({});
  const std::string whole{
      t.track(std::vector<Community>{range(0, 20)}, at(0s)).campaigns[0]->alert_id};
  const auto split = t.track(std::vector<Community>{range(0, 6), range(6, 20)}, at(60s));
  CHECK(split.merges.empty());
  const std::string part{split.campaigns[0]->alert_id};
  CHECK(split.campaigns[0]->successor_of == std::vector{whole});
  CHECK(split.campaigns[1]->alert_id == whole);
  CHECK(split.campaigns[1]->successor_of.empty());

  const auto merged = t.track(std::vector<Community>{range(0, 20)}, at(120s));
  REQUIRE(merged.merges.size() == 1);
  CHECK(merged.merges[0].alert_id == part);
  CHECK(merged.merges[0].into == whole);
  CHECK(merged.campaigns[0]->successor_of == std::vector{part});
}

TEST_CASE("campaigns that merged and part again go on as they were", "[unit][campaign]") {
  Tracker t({});
  const auto apart = std::vector<Community>{range(0, 6), range(6, 20)};
  const auto before = t.track(apart, at(0s)).campaigns;
  const std::vector ids{before[0]->alert_id, before[1]->alert_id};
  for (int round = 1; round < 5; ++round) {
    const auto together = t.track(std::vector<Community>{range(0, 20)}, at(round * 120s));
    CHECK(together.merges.size() == 1);
    CHECK(together.campaigns[0]->alert_id == ids[1]);
    const auto again = t.track(apart, at(round * 120s + 60s)).campaigns;
    CHECK(again[0]->alert_id == ids[0]);
    CHECK(again[1]->alert_id == ids[1]);
    CHECK(again[1]->successor_of.empty());
    CHECK(t.size() == 2);
  }
}

TEST_CASE("a campaign merged by way of another is found again", "[unit][campaign]") {
  Tracker t({});
  const auto apart = std::vector<Community>{range(0, 4), range(4, 10), range(10, 40)};
  const auto first = t.track(apart, at(0s)).campaigns[0]->number;
  t.track(std::vector<Community>{range(0, 10), range(10, 40)}, at(60s));
  t.track(std::vector<Community>{range(0, 40)}, at(120s));
  CHECK(t.track(apart, at(180s)).campaigns[0]->number == first);
}

TEST_CASE("a merged campaign does not fall dormant a second time", "[unit][campaign]") {
  Tracker t({.dormant_after = 72h});
  t.track(std::vector<Community>{range(0, 6), range(6, 20)}, at(0s));
  t.track(std::vector<Community>{range(0, 20)}, at(60s));
  CHECK(t.fall_dormant(at(100h)).size() == 1);
}

TEST_CASE("an account that is erased leaves its campaigns, which go on", "[unit][campaign]") {
  Tracker t({});
  const auto first = number(t, range(0, 10), 0s);
  number(t, range(20, 30), 0s);
  const auto* c = t.find(first);
  CHECK(t.erase(3) == std::vector<std::string>{c->alert_id});
  CHECK(c->members.size() == 9);
  CHECK(c->founders.size() == 9);
  CHECK(t.campaign_of(3) == 0);
  CHECK(t.erase(3).empty());
  CHECK(number(t, range(4, 12), 60s) == first);
}
