// How soon an object got around, against what is usual where it was first seen.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "collect.h"

using namespace lockstep;
using namespace lockstep::assess;
using namespace std::chrono_literals;

namespace {

struct Stream {
  evidence::Evidence evidence{evidence::EvidenceConfig(), {evidence::KindModel{.weight = 1}}};
  EventTime now = *parse_rfc3339("2026-01-05T00:00:00Z");
  PostSeq post = 0;
  KeyHash key = 0;
  std::vector<AccountIndex> touched;  // who came last, in order

  // An object that the accounts ("platform:id") act on in turn, `pace` apart, the first in an act
  // of its own.
  void object(const std::vector<std::string>& accounts, Duration pace,
              Action first = Action::kPost) {
    ++key;
    touched.clear();
    std::vector<join::Predecessor> before;
    for (const auto& name : accounts) {
      TracedPost p;
      p.time = now += pace;
      p.platform = name.substr(0, name.find(':'));
      p.account_id = name.substr(name.find(':') + 1);
      p.action = before.empty() ? first : Action::kRepost;
      const auto account = evidence.observe_post(p, post);
      const auto n = static_cast<std::uint32_t>(before.size());
      evidence.observe_arrival({now, post, account, 0, key, n + 1, n, false, before},
                               {0, key, "object"});
      before.push_back({now, post++, account});
      touched.push_back(account);
    }
  }
  // A hundred objects that take an hour to their fifth account, on "y".
  void custom(Action first = Action::kPost) {
    for (int i = 0; i < 100; ++i) object({"x:a", "x:b", "x:c", "x:d", "y:e"}, 15min, first);
  }
  // The object at hand, as of these of its accounts.
  SharedFinding shared_by(std::vector<AccountIndex> members) const {
    std::sort(members.begin(), members.end());
    Subject subject;
    subject.members = members;
    subject.keys = std::span(&key, 1);
    return collect_shared(subject, evidence, {}).at(0);
  }
  const evidence::ReuseVelocity& reuse() const { return evidence.reuse(); }
};

const std::vector<std::string> kGroup{"x:1", "x:2", "x:3", "x:4", "y:5"};

}  // namespace

TEST_CASE("an object is held against those that were first seen in such a post there",
          "[unit][assess]") {
  Stream s;
  s.custom();
  s.object(kGroup, 10s);
  const auto f = s.shared_by(s.touched);
  REQUIRE(f.fifth.has_value());
  CHECK(f.fifth->took == 40s);
  CHECK(f.fifth->slower == Approx(100.0 / 101));
  CHECK(f.fifth->platform == "x");
  CHECK(f.fifth->action == Action::kPost);
  REQUIRE(f.crossing.has_value());
  CHECK(f.crossing->took == 40s);
  CHECK(f.crossing->slower == Approx(100.0 / 101));
  CHECK(f.crossing->reached == "y");
}

TEST_CASE("where too few are known the wider population is named", "[unit][assess]") {
  Stream s;
  s.custom();
  s.object(kGroup, 10s, Action::kReply);
  auto f = s.shared_by(s.touched);
  CHECK(f.fifth->platform == "x");
  CHECK_FALSE(f.fifth->action.has_value());
  s.object({"z:1", "z:2", "z:3", "z:4", "y:5"}, 10s);
  f = s.shared_by(s.touched);
  CHECK(f.fifth->platform.empty());
  CHECK(f.crossing->platform.empty());
}

TEST_CASE("what others began or brought over is not the members' doing", "[unit][assess]") {
  Stream s;
  s.custom();
  s.object(kGroup, 10s);
  auto without = [&](std::size_t i) {
    auto members = s.touched;
    members.erase(members.begin() + static_cast<std::ptrdiff_t>(i));
    return s.shared_by(members).crossing;
  };
  CHECK_FALSE(without(0).has_value());
  CHECK(without(1).has_value());
  CHECK_FALSE(without(4).has_value());
  s.object({"x:1", "x:2", "x:3"}, 10s);  // it never came to another platform
  CHECK_FALSE(s.shared_by(s.touched).crossing.has_value());
  CHECK_FALSE(s.shared_by(s.touched).fifth.has_value());
}

TEST_CASE("what members of a campaign begin, or bring on, is no custom", "[property][assess]") {
  Stream s;
  s.custom();
  s.object(kGroup, 10s);
  s.evidence.flag(s.touched);
  const auto before = s.reuse().of(0);
  for (int i = 0; i < 20; ++i) {
    s.object({"x:1", "x:a", "x:b", "x:c", "x:d"}, 10s);
    s.object({"x:a", "x:b", "x:c", "x:d", "y:5"}, 10s);
  }
  CHECK(s.reuse().of(0) == before);
  s.object({"x:a", "x:b", "x:1", "x:d", "x:c"}, 10s);
  CHECK(s.reuse().of(0) != before);
}
