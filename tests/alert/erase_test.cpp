// A post was deleted: what is left of its words in what was published.
#include <catch2/catch.hpp>

#include "lockstep/alert/versions.h"
#include "state_bytes.h"

using namespace lockstep;
using namespace lockstep::alert;

namespace {

constexpr KeyHash kPost = 7, kOther = 8, kTranslated = 9;
const std::string kLine = "a quoted text was removed because its post was deleted";

EventTime minute(std::int64_t n) { return from_micros(1'767'571'200'000'000 + n * 60'000'000); }

Alert draft(const std::string& id = "cib-0000000000000001") {
  Alert a;
  a.alert_id = id;
  a.confidence = 60;
  a.detected_at = a.first_detected_at = a.first_post_at = minute(0);
  a.platforms = {"x"};
  a.accounts.push_back({"x:1", "", "x", {}, 0, {}, {}});
  a.families = {{"content", 4.5, "they posted nearly the same text", "chance"}};
  a.narratives = {{"secret words", "en", "geheime Worte", 0.9, kPost, kTranslated},
                  {"other words", "en", "", 0.5, kOther, 0}};
  a.evidence.resize(3);
  a.evidence[0] = {"text", "text", "secret words", 9, {}, 4.5, "9 accounts", 0xfe, kPost};
  a.evidence[1] = {"text", "text", "other words", 5, {}, 4.5, "5 accounts", 0xfd, kOther};
  a.evidence[2] = {"url", "url", "https://a.example/", 5, {}, 2, "5 accounts", 0xfc, 0};
  a.audience_jump =
      AudienceJump{"x:1", "x:2", 10, 1'000, 60, 4.6, "text", "secret words", 0xfe, kPost};
  return a;
}

bool says(Versions& v, const std::string& words) {
  return test::bytes_of(v).find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("an open alert that quoted a deleted post gets a version without its words",
          "[unit][alert]") {
  Versions v;
  v.consider(draft());
  v.erase(kPost);
  CHECK_FALSE(says(v, "secret words"));  // at once
  CHECK(says(v, "other words"));
  const auto next = v.settle_erased(minute(3));
  REQUIRE(next.size() == 1);
  const auto& a = next[0];
  CHECK(a.version == 2);
  CHECK(a.status == alert::Status::kUpdated);
  CHECK(a.detected_at == minute(3));
  CHECK(a.changes == std::vector<std::string>{kLine});
  CHECK(to_flat_json(a).find("secret words") == std::string::npos);
  CHECK(to_flat_json(a).find("geheime") == std::string::npos);
  REQUIRE(a.narratives.size() == 1);
  CHECK(a.narratives[0].excerpt == "other words");
  REQUIRE(a.evidence.size() == 3);
  CHECK(a.evidence[0].key == "00000000000000fe");
  CHECK(a.evidence[0].weight == 4.5);
  CHECK(a.evidence[0].accounts == 9);
  CHECK(a.audience_jump->key == "00000000000000fe");
  CHECK(a.confidence == 60);
  CHECK(a.families[0].weight == 4.5);
  CHECK(v.settle_erased(minute(4)).empty());  // said once
  CHECK(v.erased() == 3);
  v.erase(kPost);
  CHECK(v.settle_erased(minute(5)).empty());
}

TEST_CASE("a translation goes with its own post and leaves the original", "[unit][alert]") {
  Versions v;
  v.consider(draft());
  v.erase(kTranslated);
  const auto next = v.settle_erased(minute(3));
  REQUIRE(next.size() == 1);
  CHECK(next[0].narratives[0].excerpt == "secret words");
  CHECK(next[0].narratives[0].translation.empty());
}

TEST_CASE("several deletes in one tick make one version, of each alert that quoted one",
          "[unit][alert]") {
  Versions v;
  const auto second = draft("cib-0000000000000002").alert_id;
  v.consider(draft(second));
  v.consider(draft());
  v.erase(kPost);
  v.erase(kOther);
  v.erase(12345);
  const auto next = v.settle_erased(minute(3));
  REQUIRE(next.size() == 2);
  CHECK(next[0].alert_id == draft().alert_id);
  CHECK(next[1].alert_id == second);
  for (const auto& a : next) {
    CHECK(a.narratives.empty());
    CHECK(a.changes == std::vector<std::string>{kLine});
  }
}

TEST_CASE("a version that is due anyway says it beside what else changed", "[unit][alert]") {
  Versions v;
  v.consider(draft());
  v.erase(kPost);
  auto news = draft();
  news.confidence = 80;
  news.narratives.erase(news.narratives.begin());
  const auto next = v.consider(news);
  REQUIRE(next);
  CHECK(next->changes == std::vector<std::string>{"confidence 60 -> 80", kLine});
  CHECK(v.settle_erased(minute(3)).empty());

  v.erase(kOther);
  const auto closed = v.close(draft().alert_id, minute(4), "quiet");
  REQUIRE(closed);
  CHECK(closed->changes == std::vector<std::string>{"quiet", kLine});
  CHECK(v.settle_erased(minute(5)).empty());
}

TEST_CASE("a draft that nothing else makes news is news for the words it lost", "[unit][alert]") {
  Versions v;
  v.consider(draft());
  CHECK_FALSE(v.consider(draft()));
  v.erase(kPost);
  auto same = draft();
  same.narratives.erase(same.narratives.begin());
  const auto next = v.consider(same);
  REQUIRE(next);
  CHECK(next->changes == std::vector<std::string>{kLine});
}

TEST_CASE("an alert that is closed or dismissed loses the words and says nothing",
          "[unit][alert]") {
  for (const bool dismissed : {false, true}) {
    Versions v;
    v.consider(draft());
    if (dismissed)
      v.judge(draft().alert_id, minute(1), Verdict::kDismissed, "fans");
    else
      v.close(draft().alert_id, minute(1), "quiet");
    v.erase(kPost);
    CHECK(v.settle_erased(minute(3)).empty());
    CHECK_FALSE(says(v, "secret words"));
    const auto again = v.judge(draft().alert_id, minute(4), Verdict::kReopened, "");
    CHECK(again.has_value() == dismissed);
    if (again) CHECK(to_flat_json(*again).find("secret words") == std::string::npos);
  }
}

TEST_CASE("an alert goes by what its last version quotes, and a forgotten one by nothing",
          "[unit][alert]") {
  Versions v;
  v.consider(draft());
  auto next = draft();
  next.confidence = 90;
  next.narratives.clear();
  next.evidence.resize(1);
  next.evidence[0] = draft().evidence[2];
  next.audience_jump.reset();
  v.consider(next);
  v.erase(kPost);
  CHECK(v.settle_erased(minute(3)).empty());

  v.consider(draft("cib-0000000000000002"));
  v.forget("cib-0000000000000002", minute(4), "room");
  v.erase(kPost);
  CHECK(v.settle_erased(minute(5)).empty());
  CHECK(v.erased() == 0);
}

TEST_CASE("what was erased before a snapshot is said after it, and what it quotes is found",
          "[unit][alert]") {
  Versions before, after;
  before.consider(draft());
  before.consider(draft("cib-0000000000000002"));
  before.erase(kPost);
  REQUIRE(test::read_into(after, test::bytes_of(before)).ok());
  CHECK(test::bytes_of(after) == test::bytes_of(before));
  CHECK(after.settle_erased(minute(3)).size() == 2);
  after.erase(kOther);
  CHECK(after.settle_erased(minute(4)).size() == 2);
  CHECK_FALSE(says(after, "other words"));
}
