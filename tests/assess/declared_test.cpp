// What accounts say of themselves, and for whom it speaks.
#include "declared.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <string>

#include "benign.h"
#include "collect.h"

using namespace lockstep;
using namespace lockstep::assess;

namespace {

constexpr KindId kDevice = 0, kAnalytics = 1;
constexpr AccountIndex kMembers = 40;
enum class Says { kNothing, kVerified, kChannel, kAutomated };

std::vector<evidence::KindModel> kinds() {
  std::vector<evidence::KindModel> out(2);
  for (KindId k = 0; k < out.size(); ++k) {
    out[k].coaction = false;
    out[k].clue = true;
    out[k].base = k;
    out[k].prior = 0.3;
    out[k].cap = 8;
  }
  out[kDevice].ties = true;
  out[kAnalytics].of_pages = true;
  return out;
}

struct Checks {
  std::string automation, publisher;
  bool excused = false;
};

// Forty of two thousand accounts. The first `saying` of them say so; those from `from` to `to` show
// the same value.
Checks check(Says what, AccountIndex saying, KindId kind, AccountIndex from, AccountIndex to) {
  evidence::Evidence evidence({}, kinds());
  for (AccountIndex i = 0; i < 2'000; ++i) {
    TracedPost post;
    post.platform = "x";
    post.account_id = std::to_string(i);
    if (i < saying) {
      post.author.verified = what == Says::kVerified;
      post.author.automated = what == Says::kAutomated;
      if (what == Says::kChannel) post.author.kind = "channel";
    }
    const auto account = evidence.observe_post(post, i);
    for (const auto own : {kDevice, kAnalytics})
      evidence.observe_attribute(account, i, {own, KeyHash{10'000} * (own + 1u) + i, "its own"});
    if (i >= from && i < to) evidence.observe_attribute(account, i, {kind, 7, i % 2 ? "a" : "b"});
  }
  std::vector<AccountIndex> members(kMembers);
  std::iota(members.begin(), members.end(), 0);
  Subject subject;
  subject.members = members;
  Finding f;
  f.shared = collect_shared(subject, evidence, {});
  excuse_clues(members, f, evidence, {});
  const bool excused =
      std::any_of(f.shared.begin(), f.shared.end(), [](auto& s) { return s.excused; });
  const bool rest_tied = is_rest_tied(members, f, evidence, {});
  return {declared_automation(members, rest_tied, evidence).outcome,
          one_publisher(members, rest_tied, evidence).outcome, excused};
}

}  // namespace

TEST_CASE("declared bots of one owner are explained, with the device they share",
          "[unit][assess]") {
  const auto c = check(Says::kAutomated, 40, kDevice, 0, 40);
  CHECK(c.automation == "explains");
  CHECK(c.excused);
}

TEST_CASE("bots speak for no other account on their device", "[unit][assess]") {
  const auto c = check(Says::kAutomated, 27, kDevice, 0, 40);
  CHECK(c.automation == "possible");
  CHECK_FALSE(c.excused);
  // One or two are a person beside a bot of its own.
  CHECK(check(Says::kAutomated, 38, kDevice, 0, 40).automation == "explains");
}

TEST_CASE("others without a clue are not held against declared bots", "[unit][assess]") {
  const auto c = check(Says::kAutomated, 27, kDevice, 0, 27);
  CHECK(c.automation == "explains");
  CHECK(c.excused);
}

TEST_CASE("a channel is nobody's word but its own: it excuses what pages show, and no device",
          "[unit][assess]") {
  const auto pages = check(Says::kChannel, 40, kAnalytics, 0, 40);
  CHECK(pages.publisher == "explains");
  CHECK(pages.excused);
  const auto device = check(Says::kChannel, 40, kDevice, 0, 40);
  CHECK(device.publisher == "possible");
  CHECK_FALSE(device.excused);
}

TEST_CASE("verified outlets may share a newsroom's device", "[unit][assess]") {
  const auto c = check(Says::kVerified, 40, kDevice, 0, 40);
  CHECK(c.publisher == "explains");
  CHECK(c.excused);
  CHECK(check(Says::kVerified, 29, kDevice, 0, 40).publisher == "possible");
}
