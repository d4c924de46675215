#include "lockstep/alert/versions.h"

#include <catch2/catch.hpp>

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
  CHECK(first->status == Status::kOpen);
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
  CHECK(next->status == Status::kUpdated);
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
  CHECK(closed->status == Status::kClosed);
  CHECK(closed->version == 2);
  CHECK(closed->changes == std::vector<std::string>{"quiet"});
  CHECK_FALSE(v.close("cib-0000000000000001", {}, "quiet"));
  const auto again = v.consider(draft(10, 60, 20));
  REQUIRE(again);
  CHECK(again->version == 3);
  CHECK(again->status == Status::kUpdated);
  CHECK(again->changes == std::vector<std::string>{"active again"});
}
