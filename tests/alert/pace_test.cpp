// How often an alert may have a new version.
#include <catch2/catch.hpp>

#include "lockstep/alert/versions.h"
#include "state_bytes.h"

using namespace lockstep;
using namespace lockstep::alert;
using namespace std::chrono_literals;

namespace {

constexpr KeyHash kPost = 7;

EventTime minute(std::int64_t n) { return from_micros(1'767'571'200'000'000 + n * 60'000'000); }

Alert draft(int members, std::int64_t at) {
  Alert a;
  a.alert_id = "cib-0000000000000001";
  a.confidence = 60;
  a.detected_at = a.first_detected_at = a.first_post_at = minute(at);
  a.platforms = {"x"};
  for (int i = 0; i < members; ++i)
    a.accounts.push_back({"x:" + std::to_string(i), "", "x", {}, 0, {}, {}});
  return a;
}

Versions hourly() { return Versions({StixOptions().deployment_key}, {.monitor = 1h}); }

}  // namespace

TEST_CASE("what comes too soon waits, and the newest is published", "[unit][alert]") {
  auto v = hourly();
  REQUIRE(v.consider(draft(10, 0)));
  CHECK_FALSE(v.consider(draft(20, 10)));
  CHECK_FALSE(v.consider(draft(30, 20)));
  CHECK(v.waiting() == 1);
  CHECK(v.settle_waiting(minute(59)).empty());
  const auto next = v.settle_waiting(minute(60));
  REQUIRE(next.size() == 1);
  CHECK(next[0].version == 2);
  CHECK(next[0].detected_at == minute(60));
  CHECK(next[0].accounts.size() == 30);
  CHECK(next[0].changes == std::vector<std::string>{"20 accounts joined, 0 left"});
  CHECK(v.waiting() == 0);
  CHECK(v.settle_waiting(minute(120)).empty());
}

TEST_CASE("what went back to what was published is no news any more", "[unit][alert]") {
  auto v = hourly();
  v.consider(draft(10, 0));
  v.consider(draft(20, 10));
  v.consider(draft(10, 20));
  CHECK(v.settle_waiting(minute(60)).empty());
  CHECK(v.waiting() == 0);
}

TEST_CASE("a new tier or assessment, and who was long enough silent, do not wait",
          "[unit][alert]") {
  auto v = hourly();
  v.consider(draft(10, 0));
  v.consider(draft(20, 10));
  auto urgent = draft(20, 11);
  urgent.tier = Tier::kRebut;
  const auto next = v.consider(urgent);
  REQUIRE(next);
  CHECK(next->version == 2);
  CHECK(v.waiting() == 0);  // it holds what waited
  urgent = draft(40, 12);
  urgent.tier = Tier::kRebut;
  CHECK(v.consider(urgent));  // of a tier that may change at any time
  auto called = draft(40, 13);
  called.tier = Tier::kRebut;
  called.assessment = Assessment::kCoordinated == called.assessment
                          ? Assessment::kCoordinatedInauthentic
                          : Assessment::kCoordinated;
  CHECK(v.consider(called));

  auto patient = hourly();
  patient.consider(draft(10, 0));
  CHECK(patient.consider(draft(20, 60)));
}

TEST_CASE("the end tells what waited, in one version", "[unit][alert]") {
  auto v = hourly();
  v.consider(draft(10, 0));
  v.consider(draft(20, 10));
  const auto closed = v.close("cib-0000000000000001", minute(20), "no new evidence");
  REQUIRE(closed);
  CHECK(closed->version == 2);
  CHECK(closed->status == alert::Status::kClosed);
  CHECK(closed->detected_at == minute(20));
  CHECK(closed->accounts.size() == 20);
  CHECK(closed->changes ==
        std::vector<std::string>{"no new evidence", "10 accounts joined, 0 left"});
  CHECK(v.settle_waiting(minute(90)).empty());
}

TEST_CASE("nothing waits of an alert that was dismissed or forgotten", "[unit][alert]") {
  auto v = hourly();
  v.consider(draft(10, 0));
  v.consider(draft(20, 10));
  REQUIRE(v.judge("cib-0000000000000001", minute(11), Verdict::kDismissed, ""));
  CHECK(v.settle_waiting(minute(90)).empty());

  auto w = hourly();
  w.consider(draft(10, 0));
  w.consider(draft(20, 10));
  REQUIRE(w.forget("cib-0000000000000001", minute(12), "room"));
  CHECK(w.waiting() == 0);
  CHECK(w.settle_waiting(minute(90)).empty());
}

TEST_CASE("what waits loses the words of a deleted post, too", "[unit][alert]") {
  auto v = hourly();
  v.consider(draft(10, 0));
  auto quoting = draft(20, 10);
  quoting.narratives = {{"secret words", "en", "", 0.9, kPost, 0}};
  v.consider(quoting);
  v.erase(kPost);
  CHECK(test::bytes_of(v).find("secret words") == std::string::npos);
  CHECK(v.erased() == 1);
  CHECK(v.settle_erased(minute(11)).empty());  // nothing that was published quoted it
  const auto next = v.settle_waiting(minute(60));
  REQUIRE(next.size() == 1);
  CHECK(next[0].narratives.empty());
}

TEST_CASE("a draft replaced by another takes no quotes of what is published along",
          "[unit][alert]") {
  auto v = hourly();
  auto quoting = draft(10, 0);
  quoting.narratives = {{"secret words", "en", "", 0.9, kPost, 0}};
  v.consider(quoting);
  auto both = draft(20, 10);
  both.narratives = quoting.narratives;
  v.consider(both);
  v.consider(draft(30, 20));  // quotes nothing
  v.erase(kPost);
  CHECK(test::bytes_of(v).find("secret words") == std::string::npos);
}

TEST_CASE("what waits outlives a restart", "[unit][alert]") {
  auto v = hourly();
  v.consider(draft(10, 0));
  v.consider(draft(20, 10));
  auto again = hourly();
  REQUIRE(test::read_into(again, test::bytes_of(v)).ok());
  CHECK(again.waiting() == 1);
  const auto next = again.settle_waiting(minute(60));
  REQUIRE(next.size() == 1);
  CHECK(to_flat_json(next[0]) == to_flat_json(v.settle_waiting(minute(60)).at(0)));
}
