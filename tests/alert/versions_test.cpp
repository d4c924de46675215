#include "lockstep/alert/versions.h"

#include <catch2/catch.hpp>

#include "lockstep/core/trace.h"
#include "state_bytes.h"

using namespace lockstep;
using namespace lockstep::alert;

namespace {

Alert draft(int members, std::uint32_t confidence = 60, std::int64_t minute = 0) {
  Alert a;
  a.alert_id = "cib-0000000000000001";
  a.confidence = confidence;
  a.detected_at = a.first_detected_at = a.first_post_at =
      from_micros(1'767'571'200'000'000 + minute * 60'000'000);
  a.platforms = {"x"};
  for (int i = 0; i < members; ++i)
    a.accounts.push_back({"x:" + std::to_string(i), "", "x", {}, 0, {}, {}});
  return a;
}

}  // namespace

TEST_CASE("the first version of an alert is always news", "[unit][alert]") {
  Versions v;
  const auto first = v.consider(draft(10));
  REQUIRE(first);
  CHECK(first->version == 1);
  CHECK(first->status == alert::Status::kOpen);
  CHECK(first->changes.empty());
}

TEST_CASE("a later version is news only if something that matters changed", "[unit][alert]") {
  struct Case {
    const char* what;
    int members;
    std::uint32_t confidence;
    bool news;
  };
  const auto c = GENERATE(values<Case>({
      {"nothing", 10, 60, false},
      {"a tenth more members", 11, 60, true},
      {"a fifth more members", 12, 60, true},
      {"a tenth fewer members", 9, 60, true},
      {"nine points of confidence", 10, 69, false},
      {"ten points of confidence", 10, 70, true},
      {"ten points less", 10, 50, true},
  }));
  CAPTURE(c.what);
  Versions v;
  v.consider(draft(10));
  const auto next = v.consider(draft(c.members, c.confidence, 5));
  CHECK(next.has_value() == c.news);
  if (!next) return;
  CHECK(next->version == 2);
  CHECK(next->status == alert::Status::kUpdated);
  CHECK(next->changes.size() == 1);
  CHECK(next->first_detected_at == draft(10).first_detected_at);
  CHECK(next->first_post_at == draft(10).first_post_at);
}

TEST_CASE("small changes add up against what was published last", "[unit][alert]") {
  Versions v;
  v.consider(draft(20));
  CHECK_FALSE(v.consider(draft(21, 60, 1)));
  CHECK(v.consider(draft(22, 60, 2)));
}

TEST_CASE("a new platform, tier or assessment is news and is said", "[unit][alert]") {
  Versions v;
  v.consider(draft(10));
  auto next = draft(10, 60, 5);
  next.platforms = {"telegram", "x"};
  next.tier = Tier::kRebut;
  next.assessment = Assessment::kCoordinatedInauthentic;
  const auto news = v.consider(next);
  REQUIRE(news);
  CHECK(news->changes ==
        std::vector<std::string>{"now also on telegram",
                                 "assessment coordinated -> coordinated-inauthentic",
                                 "tier monitor -> rebut"});
}

TEST_CASE("an alert is closed once and opens again with its history", "[unit][alert]") {
  Versions v;
  CHECK_FALSE(v.close("cib-unknown", {}, "quiet"));
  v.consider(draft(10));
  const auto closed = v.close("cib-0000000000000001", draft(10, 60, 9).detected_at, "quiet");
  REQUIRE(closed);
  CHECK(closed->status == alert::Status::kClosed);
  CHECK(closed->version == 2);
  CHECK(closed->changes == std::vector<std::string>{"quiet"});
  CHECK_FALSE(v.close("cib-0000000000000001", {}, "quiet"));
  const auto again = v.consider(draft(10, 60, 20));
  REQUIRE(again);
  CHECK(again->version == 3);
  CHECK(again->status == alert::Status::kUpdated);
  CHECK(again->changes == std::vector<std::string>{"active again"});
}

TEST_CASE("what did not matter is said when the alert is closed", "[unit][alert]") {
  Versions v;
  const auto id = draft(20).alert_id;
  v.consider(draft(20));
  CHECK_FALSE(v.consider(draft(22, 61, 1)) == std::nullopt);
  auto late = draft(23, 62, 2);
  late.post_count = 77;
  CHECK_FALSE(v.consider(late));
  CHECK(v.waiting() == 0);  // for nothing but the end
  CHECK(v.settle_waiting(draft(1, 0, 600).detected_at).empty());
  Versions again;
  REQUIRE(test::read_into(again, test::bytes_of(v)).ok());
  for (auto* versions : {&v, &again}) {
    const auto closed = versions->close(id, draft(1, 0, 900).detected_at, "quiet");
    REQUIRE(closed);
    CHECK(closed->version == 3);
    CHECK(closed->accounts.size() == 23);
    CHECK(closed->post_count == 77);
    CHECK(closed->confidence == 62);
    CHECK(closed->changes == std::vector<std::string>{"quiet", "1 account joined, 0 left"});
    CHECK(closed->detected_at == draft(1, 0, 900).detected_at);
    CHECK(versions->find(id)->accounts.size() == 23);
  }
}

TEST_CASE("a draft that waits for the end loses what is erased", "[unit][alert]") {
  Versions v;
  v.consider(draft(20));
  auto late = draft(21, 60, 2);
  late.narratives.push_back({"secret words", "en", "", 0.5, 70, 0, 0, 0});
  CHECK_FALSE(v.consider(late));
  v.erase(70);
  v.erase_account({"x:20", hash_of_account("x:20"), {}, {late.alert_id}});
  CHECK(test::bytes_of(v).find("secret words") == std::string::npos);
  CHECK(test::bytes_of(v).find("x:20") == std::string::npos);
  const auto closed = v.close(late.alert_id, draft(1, 0, 900).detected_at, "quiet");
  REQUIRE(closed);
  CHECK(closed->accounts.size() == 20);
  CHECK(closed->narratives.empty());
}

TEST_CASE("a forgotten alert is closed and nothing is known of it", "[unit][alert]") {
  Versions v;
  const auto id = draft(10).alert_id;
  const auto grouping = grouping_id(id, StixOptions().deployment_key, Profile::kPartner);
  CHECK_FALSE(v.forget(id, {}, "room"));  // of what was never published there is nothing to close
  v.consider(draft(10));
  const auto closed = v.forget(id, draft(10, 60, 9).detected_at, "room");
  REQUIRE(closed);
  CHECK(closed->status == alert::Status::kClosed);
  CHECK(closed->changes == std::vector<std::string>{"room"});
  CHECK(v.size() == 0);
  CHECK_FALSE(v.knows(id));
  CHECK_FALSE(v.knows(grouping));

  v.consider(draft(10));
  v.close(id, draft(10).detected_at, "quiet");
  CHECK_FALSE(v.forget(id, draft(10).detected_at, "room"));  // it is closed already ...
  CHECK_FALSE(v.published(id));                              // ... and forgotten nevertheless
}

TEST_CASE("a verdict may name the alert by its grouping in a bundle of any profile",
          "[unit][alert]") {
  const auto id = draft(10).alert_id;
  for (const auto profile : {Profile::kInternal, Profile::kPartner}) {
    Versions v(std::vector<std::string>{"our key", "a former key"});
    const auto grouping = grouping_id(id, "our key", profile);
    CHECK_FALSE(v.knows(grouping));  // before it was published
    v.consider(draft(10));
    CHECK(v.knows(grouping));
    CHECK(v.knows(grouping_id(id, "a former key", profile)));
    CHECK_FALSE(v.knows(grouping_id(id, "another key", profile)));
    const auto said = v.judge(grouping, draft(10).detected_at, Verdict::kDismissed, "fans");
    REQUIRE(said);
    CHECK(said->alert_id == id);
    CHECK(said->status == alert::Status::kDismissed);
    // By whichever name it is said again, it is no news.
    CHECK_FALSE(v.judge(id, draft(10).detected_at, Verdict::kDismissed, "fans"));
  }
}

TEST_CASE("the grouping that a verdict may name is the one in the bundle", "[unit][alert]") {
  const auto alert = draft(10);
  for (const auto profile : {Profile::kInternal, Profile::kPartner}) {
    StixOptions options;
    options.deployment_key = "our key";
    options.profile = profile;
    const auto id = grouping_id(alert.alert_id, options.deployment_key, profile);
    CHECK(to_stix(alert, options).find("\"id\":\"" + id + '"') != std::string::npos);
  }
}

TEST_CASE("versions read from a snapshot know the groupings of their alerts", "[unit][alert]") {
  Versions before, after;
  before.consider(draft(10));
  REQUIRE(test::read_into(after, test::bytes_of(before)).ok());
  const auto id = grouping_id(draft(10).alert_id, StixOptions().deployment_key, Profile::kInternal);
  CHECK(after.judge(id, draft(10).detected_at, Verdict::kConfirmed, "").has_value());
}

TEST_CASE("a snapshot outlives a change of the key", "[unit][alert]") {
  const auto id = draft(10).alert_id;
  Versions before(std::vector<std::string>{"the old key"});
  Versions after(std::vector<std::string>{"the new key", "the old key"});
  Versions forgetful(std::vector<std::string>{"the new key"});
  before.consider(draft(10));
  REQUIRE(test::read_into(after, test::bytes_of(before)).ok());
  REQUIRE(test::read_into(forgetful, test::bytes_of(before)).ok());
  const auto then = grouping_id(id, "the old key", Profile::kPartner);
  const auto now = grouping_id(id, "the new key", Profile::kPartner);
  CHECK(after.knows(now));
  CHECK(after.knows(then));  // what a partner got before the change can still be answered
  CHECK(forgetful.knows(now));
  CHECK_FALSE(forgetful.knows(then));
  // The key is no part of the state: same alerts, same bytes.
  CHECK(test::bytes_of(after) == test::bytes_of(before));
}

TEST_CASE("an alert remembers that an earlier version could be acted on", "[unit][alert]") {
  Versions v;
  auto called = draft(10);
  called.assessment = Assessment::kCoordinatedInauthentic;
  auto doubted = draft(20, 60, 5);
  doubted.assessment = Assessment::kCoordinated;

  SECTION("not if none could") {
    v.consider(doubted);
    const auto closed = v.close("cib-0000000000000001", draft(1, 60, 9).detected_at, "silence");
    REQUIRE(closed);
    CHECK_FALSE(closed->was_listed);
  }
  SECTION("whatever becomes of it") {
    REQUIRE_FALSE(v.consider(called)->was_listed);
    CHECK(v.consider(doubted)->was_listed);
    CHECK(v.close("cib-0000000000000001", draft(1, 60, 9).detected_at, "silence")->was_listed);
  }
  SECTION("if a person dismisses it") {
    v.consider(called);
    const auto at = draft(1, 60, 9).detected_at;
    CHECK(v.judge("cib-0000000000000001", at, Verdict::kDismissed, "")->was_listed);
  }
}
