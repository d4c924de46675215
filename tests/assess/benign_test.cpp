// What else explains a community, and from where on.
#include "benign.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <string>

using namespace lockstep;
using namespace lockstep::assess;

namespace {

// Ten posts on one object, of which the first `upon_one` act upon one account.
SharedFinding object(int upon_one) {
  SharedFinding f;
  for (int i = 0; i < 10; ++i) {
    auto post = std::make_shared<evidence::PostInfo>();
    post->target = i < upon_one ? 7 : 0;
    f.touches.push_back({static_cast<AccountIndex>(i), EventTime{}, std::move(post)});
  }
  f.members = f.accounts = f.remembered = 10;
  return f;
}

std::string outcome(const Finding& f, const std::string& hypothesis,
                    std::vector<evidence::KindModel> kinds = {}) {
  const evidence::Evidence evidence({}, std::move(kinds));
  const auto checks = benign_checks({}, f, false, evidence, {});
  const auto check = std::find_if(checks.begin(), checks.end(),
                                  [&](const auto& b) { return b.hypothesis == hypothesis; });
  REQUIRE(check != checks.end());
  return check->outcome;
}

std::string audience_of(int upon_one, double clue_coverage = 0) {
  Finding f;
  f.shared = {object(upon_one)};
  f.clue_coverage = clue_coverage;
  return outcome(f, "audience of one account");
}

std::string public_event_of(std::uint32_t members, std::uint32_t accounts,
                            std::uint32_t remembered) {
  Finding f;
  f.shared = {object(0)};
  f.shared[0].members = members;
  f.shared[0].accounts = accounts;
  f.shared[0].remembered = remembered;
  return outcome(f, "public event");
}

}  // namespace

TEST_CASE("half of the posts upon one account are an audience, unless clues say otherwise",
          "[unit][assess]") {
  CHECK(audience_of(2) == "excluded");
  CHECK(audience_of(3) == "possible");
  CHECK(audience_of(4) == "possible");
  CHECK(audience_of(5) == "explains");
  CHECK(audience_of(10) == "explains");
  CHECK(audience_of(10, 0.4) == "possible");
}

TEST_CASE(
    "an address that many use excludes no employer or campus if most members are seen with it",
    "[unit][assess]") {
  evidence::KindModel address;
  address.coaction = false;
  address.place = true;
  const auto outcome_of = [&](std::uint32_t at_it, bool is_place) {
    Finding f;
    f.members.resize(10);
    f.clues_visible = true;
    f.shared = {object(0)};
    f.shared[0].members = at_it;
    f.shared[0].accounts = 2'000;
    address.place = is_place;
    return outcome(f, "employer or campus", {address});
  };
  CHECK(outcome_of(5, true) == "possible");
  CHECK(outcome_of(4, true) == "excluded");
  CHECK(outcome_of(10, false) == "excluded");
}

TEST_CASE("few of many who shared a thing are of a public event, of those that are remembered",
          "[unit][assess]") {
  CHECK(public_event_of(10, 100, 100) == "explains");
  CHECK(public_event_of(10, 60, 60) == "possible");  // no crowd
  CHECK(public_event_of(25, 100, 100) == "possible");
  CHECK(public_event_of(50, 100, 100) == "excluded");
  CHECK(public_event_of(500, 3'000, 500) == "excluded");  // all that are known are members
  CHECK(public_event_of(50, 3'000, 500) == "explains");
}
