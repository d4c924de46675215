// An account is erased: what is left of it in what was published.
#include <catch2/catch.hpp>

#include "lockstep/alert/versions.h"
#include "lockstep/core/trace.h"
#include "state_bytes.h"

using namespace lockstep;
using namespace lockstep::alert;

namespace {

const std::string kLine = "an account was erased, with all it said";
const std::string kId = "cib-0000000000000001";

EventTime minute(std::int64_t n) { return from_micros(1'767'571'200'000'000 + n * 60'000'000); }

ErasedAccount gone() { return {"x:1", hash_of_account("x:1"), {0xf0}, {}}; }

EvidencePost post(const std::string& account) {
  EvidencePost p;
  p.post = "x:p" + account.substr(2);
  p.account = account;
  return p;
}

Alert draft() {
  Alert a;
  a.alert_id = kId;
  a.confidence = 60;
  a.detected_at = a.first_detected_at = a.first_post_at = minute(0);
  a.platforms = {"x"};
  a.account_count = 3;
  for (const auto* who : {"x:1", "x:2", "x:3"})
    a.accounts.push_back({who, "@" + std::string(who), "x", {}, 0.5, {}, {}});
  a.summary = "3 of them share a device (dev-9).";
  a.evidence.resize(4);
  a.evidence[0] = {"text", "text", "secret words", 3, {}, 4, "3", 0xfe, 7, gone().hash, false};
  a.evidence[1] = {"device", "infrastructure", "dev-9", 3, {}, 3, "3", 0xf1, 0, 0, true};
  a.evidence[1].posts = {post("x:1"), post("x:2")};
  a.evidence[2] = {"url", "url", "https://a.example/", 3, {}, 2, "3", 0xf2, 0, 0, false};
  a.evidence[2].posts = {post("x:1"), post("x:2")};
  a.evidence[3] = {"mention", "mention", "x:one", 3, {}, 1, "3", 0xf0, 0, 0, false};
  a.narratives = {{"secret words", "en", "", 0.9, 7, 0, gone().hash, 0},
                  {"other words", "en", "secret too", 0.5, 8, 9, 2, gone().hash}};
  a.handoff = {{"x", "x:1", minute(0), 0}, {"y", "y:2", minute(1), 60}};
  a.amplifiers = {{"x:1", 10, 10, 10}, {"x:2", 5, 5, 5}};
  a.communities = {{"x:1", "channel", 2, 2}, {"x:g", "group", 1, 1}};
  a.community_count = 2;
  a.audience_jump = AudienceJump{"x:1", "x:2", 10, 1'000, 60, 4, "url", "u", 0xf2, 0, 0};
  return a;
}

}  // namespace

TEST_CASE("an erased account is taken out wherever it is named, and the rest stays",
          "[unit][alert]") {
  Versions v;
  v.consider(draft());
  v.erase_account(gone());
  for (const auto* word : {"x:1", "secret", "dev-9", "x:one"})
    CHECK(test::bytes_of(v).find(word) == std::string::npos);  // at once
  const auto next = v.settle_erased(minute(3));
  REQUIRE(next.size() == 1);
  const auto& a = next[0];
  CHECK(a.version == 2);
  CHECK(a.changes == std::vector<std::string>{kLine});
  CHECK(a.account_count == 2);
  CHECK(a.accounts.size() == 2);
  CHECK(a.summary == "3 of them share a device (00000000000000f1).");
  REQUIRE(a.evidence.size() == 4);
  CHECK(a.evidence[0].accounts == 3);
  CHECK(a.evidence[2].key == "https://a.example/");  // which is no one's
  REQUIRE(a.evidence[2].posts.size() == 1);
  CHECK(a.evidence[2].posts[0].account == "x:2");
  REQUIRE(a.narratives.size() == 1);
  CHECK(a.narratives[0].excerpt == "other words");
  CHECK(a.handoff.empty());
  CHECK(a.amplifiers.size() == 1);
  CHECK_FALSE(a.audience_jump);
  CHECK(a.community_count == 1);
  CHECK(a.confidence == 60);
  v.erase_account(gone());
  CHECK(v.settle_erased(minute(4)).empty());
}

TEST_CASE("an alert that does not name the account has no news, unless it has too many to list",
          "[unit][alert]") {
  Versions v;
  v.consider(draft());
  auto stranger = ErasedAccount{"x:9", hash_of_account("x:9"), {}, {}};
  v.erase_account(stranger);
  CHECK(v.settle_erased(minute(3)).empty());
  stranger.member_of = {kId, "cib-of-nobody"};
  v.erase_account(stranger);
  CHECK(v.settle_erased(minute(3)).size() == 1);
}

TEST_CASE("what waits for its time loses the account as well", "[unit][alert]") {
  Versions v({"key"}, {.monitor = std::chrono::hours{1}});
  v.consider(draft());
  auto more = draft();
  more.confidence = 90;
  more.detected_at = minute(5);
  CHECK_FALSE(v.consider(more));
  v.erase_account(gone());
  CHECK(test::bytes_of(v).find("x:1") == std::string::npos);
  v.erase(8);  // which both quote still
  CHECK(test::bytes_of(v).find("other words") == std::string::npos);
  const auto next = v.settle_waiting(minute(60));
  REQUIRE(next.size() == 1);
  CHECK(next[0].changes.back() == kLine);
  CHECK(next[0].changes.size() == 3);  // confidence, words, account
}

TEST_CASE("words that only a waiting draft quoted are not looked for once their author is erased",
          "[unit][alert]") {
  Versions v({"key"}, {.monitor = std::chrono::hours{1}});
  v.consider(draft());
  auto more = draft();
  more.confidence = 90;
  more.detected_at = minute(5);
  more.narratives.push_back({"newer secret", "en", "", 0.5, 70, 0, gone().hash, 0});
  CHECK_FALSE(v.consider(more));
  v.erase_account(gone());
  v.forget(kId, minute(6), "room");
  v.erase(70);  // of an alert that nobody knows any more
  CHECK(v.size() == 0);
}

TEST_CASE("a closed or dismissed alert loses the account and says nothing", "[unit][alert]") {
  for (const bool dismissed : {false, true}) {
    Versions v;
    v.consider(draft());
    if (dismissed)
      v.judge(kId, minute(1), Verdict::kDismissed, "fans");
    else
      v.close(kId, minute(1), "quiet");
    v.erase_account(gone());
    CHECK(v.settle_erased(minute(3)).empty());
    CHECK(test::bytes_of(v).find("x:1") == std::string::npos);
  }
}

TEST_CASE("that an account was erased before a snapshot is said after it", "[unit][alert]") {
  Versions before, after;
  before.consider(draft());
  before.erase_account(gone());
  before.erase(8);
  REQUIRE(test::read_into(after, test::bytes_of(before)).ok());
  CHECK(test::bytes_of(after) == test::bytes_of(before));
  const auto next = after.settle_erased(minute(3));
  REQUIRE(next.size() == 1);
  CHECK(next[0].changes.size() == 2);
}
