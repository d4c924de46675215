#include "lockstep/campaign/tracker.h"

#include <catch2/catch.hpp>
#include <numeric>

using namespace lockstep;
using namespace lockstep::campaign;
using namespace std::chrono_literals;

namespace {

EventTime at(Duration d) { return EventTime{d + Duration{1'700'000'000'000'000}}; }

Community range(AccountIndex first, AccountIndex last) {
  Community c;
  for (auto a = first; a < last; ++a) c.members.push_back(a);
  c.fingerprint = first * 1'000 + last;
  return c;
}

std::uint64_t number(Tracker& t, const Community& c, Duration when) {
  return t.track(std::vector<Community>{c}, at(when))[0]->number;
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
  const auto after = t.track(std::vector<Community>{range(0, 6), range(6, 20)}, at(60s));
  CHECK(after[0]->number != before);
  CHECK(after[1]->number == before);
}

TEST_CASE("a merge keeps the identity of the part that fits best", "[unit][campaign]") {
  Tracker t({});
  const auto before = t.track(std::vector<Community>{range(0, 6), range(6, 20)}, at(0s));
  const auto larger = before[1]->number;
  CHECK(number(t, range(0, 20), 60s) == larger);
}

TEST_CASE("identity is a function of founders and tick", "[unit][campaign]") {
  Tracker a({}), b({});
  const auto* x = a.track(std::vector<Community>{range(0, 5)}, at(0s))[0];
  const auto id = x->alert_id;
  CHECK(id.size() == 20);
  CHECK(id.starts_with("cib-"));
  b.track(std::vector<Community>{range(50, 60)}, at(0s));
  CHECK(b.track(std::vector<Community>{range(0, 5)}, at(0s))[0]->alert_id == id);
  CHECK(b.track(std::vector<Community>{range(100, 105)}, at(0s))[0]->alert_id != id);
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
