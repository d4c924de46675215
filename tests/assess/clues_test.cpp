// What counts as a clue about a community.
#include <catch2/catch.hpp>
#include <string>

#include "collect.h"

using namespace lockstep;
using namespace lockstep::assess;

namespace {

constexpr KindId kDevice = 0, kSite = 1, kAnalytics = 2, kRedirector = 3;
constexpr AccountIndex kMembers = 40;

std::vector<evidence::KindModel> kinds() {
  std::vector<evidence::KindModel> out(4);
  for (KindId k = 0; k < out.size(); ++k) {
    out[k].coaction = false;
    out[k].base = k;
    out[k].prior = 0.3;
    out[k].cap = 8;
  }
  out[kDevice].clue = out[kDevice].ties = true;
  out[kAnalytics].clue = out[kAnalytics].of_pages = true;
  out[kRedirector].clue = out[kRedirector].of_pages = out[kRedirector].ties = true;
  out[kAnalytics].base = out[kRedirector].base = kSite;
  return out;
}

// How many of 12 holders link to the second of two sites.
enum class Sites : AccountIndex { kOne = 0, kOneOf12 = 1, kHalf = 6 };

// Two thousand accounts; the first `community` of them are one. Of those the first `holders` show
// the same value, on one site or the other, and so do some outsiders.
SharedFinding held_by(AccountIndex holders, KindId kind, AccountIndex outsiders = 0,
                      AccountIndex community = kMembers, Sites sites = Sites::kHalf) {
  evidence::Evidence evidence({}, kinds());
  const auto second = static_cast<AccountIndex>(sites);
  for (AccountIndex i = 0; i < 2'000; ++i) {
    TracedPost post;
    post.platform = "x";
    post.account_id = std::to_string(i);
    const auto account = evidence.observe_post(post, i);
    for (const auto own : {kDevice, kSite})
      evidence.observe_attribute(account, i, {own, KeyHash{10'000} * (own + 1u) + i, "its own"});
    if (i < holders || (i >= community && i < community + outsiders))
      evidence.observe_attribute(account, i,
                                 {kind, 7, i >= community || i % 12 < second ? "b" : "a"});
  }
  std::vector<AccountIndex> members(community);
  for (AccountIndex i = 0; i < community; ++i) members[i] = i;
  Subject subject;
  subject.members = members;
  for (auto& s : collect_shared(subject, evidence, {}))
    if (s.key == 7) return s;
  return {};
}

}  // namespace

TEST_CASE("a few who share what is their own are a clue", "[unit][assess]") {
  CHECK_FALSE(held_by(2, kDevice).clue);
  CHECK(held_by(4, kDevice).clue);
  CHECK(held_by(kMembers, kDevice).clue);
}

TEST_CASE("of what pages show, many must share it and few others: readers of one publisher do",
          "[unit][assess]") {
  CHECK_FALSE(held_by(11, kAnalytics).clue);
  CHECK(held_by(12, kAnalytics).clue);
  CHECK(held_by(12, kAnalytics, 12).clue);
  CHECK_FALSE(held_by(12, kAnalytics, 13).clue);
}

TEST_CASE("who links to one site has that in common, not whose it is: an employer's staff does",
          "[unit][assess]") {
  // Strangers link to another site of the same owner, or of the same day and registrar.
  CHECK_FALSE(held_by(12, kAnalytics, 12, kMembers, Sites::kOne).clue);
  CHECK(held_by(12, kAnalytics, 12, kMembers, Sites::kOneOf12).clue);
  CHECK_FALSE(held_by(24, kAnalytics, 0, kMembers, Sites::kOne).clue);
}

TEST_CASE("what a large group pushes does not fade with its readers, a common device does",
          "[unit][assess]") {
  constexpr AccountIndex kReaders = 25;  // it is worth 3.1 nats, faded 2.5
  CHECK(held_by(60, kAnalytics, kReaders, 70).clue);
  CHECK(held_by(60, kRedirector, kReaders, 70).clue);
  CHECK_FALSE(held_by(20, kRedirector, kReaders, 70).clue);  // not mostly theirs
  CHECK_FALSE(held_by(60, kDevice, kReaders, 70).clue);
}

TEST_CASE("three of four are an accident sooner than all of them: small communities are many",
          "[unit][assess]") {
  constexpr AccountIndex kOutsiders = 14;  // it is worth 3.8 nats
  CHECK_FALSE(held_by(3, kDevice, kOutsiders, 4).clue);
  CHECK(held_by(3, kDevice, kOutsiders, 3).clue);
  CHECK(held_by(4, kDevice, kOutsiders, 4).clue);
}
