#include "lockstep/evidence/evenness.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "lockstep/evidence/evidence.h"

using namespace lockstep;
using namespace lockstep::evidence;
using namespace std::chrono_literals;

TEST_CASE("activities begin at 21, 80 and 320 acts", "[unit][evidence]") {
  CHECK(activity_of(20) == 0);
  CHECK(activity_of(21) == 1);
  CHECK(activity_of(79) == 1);
  CHECK(activity_of(80) == 2);
  CHECK(activity_of(320) == 3);
}

TEST_CASE("thirty accounts are enough to say how many vary more", "[unit][evidence]") {
  Evenness e;
  for (int i = 0; i < 29; ++i) e.add(1, i < 3 ? 0.2 : 1.1);
  CHECK_FALSE(e.share_above(1, 0.5).has_value());
  e.add(1, 1.1);
  CHECK(e.share_above(1, 0.5) == Approx(0.9));
  CHECK(e.share_above(1, 0.0) == Approx(1.0));
  CHECK(e.share_above(1, 1.11) == Approx(0.0));  // of one bin is not more
  CHECK(e.share_above(1, 50.0) == Approx(0.0));
  CHECK_FALSE(e.share_above(2, 0.5).has_value());  // more active ones
}

TEST_CASE("who is too little active, or varies without measure, is in its place",
          "[unit][evidence]") {
  Evenness e;
  e.add(0, 0.2);
  CHECK(e == Evenness());
  for (int i = 0; i < 30; ++i) e.add(3, 1e9);
  CHECK(e.accounts(3) == 30);
  CHECK(e.counts[2].back() == 30);
  CHECK(e.share_above(3, 2.9) == Approx(1.0));
  CHECK(e.accounts(0) == 0);
}

namespace {

struct Feed {
  Evidence evidence{EvidenceConfig(), {}};
  struct Act {
    std::string account;
    EventTime at;
  };
  std::vector<Act> acts;

  void person(const std::string& account) {
    EventTime at{};
    for (std::uint64_t i = 0; i < 40; ++i)
      acts.push_back(
          {account, at += std::chrono::seconds{mix64(stable_hash(account) + i) % 1'800}});
  }
  void script(const std::string& account) {
    for (int i = 0; i < 40; ++i) acts.push_back({account, EventTime{} + i * 10min});
  }
  void play() {
    std::stable_sort(acts.begin(), acts.end(),
                     [](const Act& a, const Act& b) { return a.at < b.at; });
    for (std::size_t i = 0; i < acts.size(); ++i) {
      TracedPost p;
      p.platform = "x";
      p.account_id = acts[i].account;
      p.time = acts[i].at;
      evidence.observe_post(p, i);
    }
  }
};

}  // namespace

TEST_CASE("accounts of campaigns do not move the control population", "[property][evidence]") {
  Feed people, both;
  for (int i = 0; i < 50; ++i) {
    people.person("o" + std::to_string(i));
    both.person("o" + std::to_string(i));
  }
  for (int i = 0; i < 20; ++i) both.script("s" + std::to_string(i));
  people.play();
  both.play();
  const auto usual = people.evidence.baseline().evenness;
  CHECK(usual.accounts(1) == 50);
  CHECK(both.evidence.baseline().evenness.accounts(1) == 70);
  CHECK(both.evidence.baseline().evenness != usual);
  std::vector<AccountIndex> scripts;
  for (int i = 0; i < 20; ++i)
    scripts.push_back(*both.evidence.accounts().index_of("x:s" + std::to_string(i)));
  both.evidence.flag(scripts);
  CHECK(both.evidence.baseline().evenness == usual);
}
