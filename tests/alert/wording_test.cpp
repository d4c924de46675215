#include "wording.h"

#include <catch2/catch.hpp>

using namespace lockstep;
using namespace lockstep::alert;
using namespace std::chrono_literals;

namespace {

std::string sentence(std::optional<assess::SpeedFinding> fifth,
                     std::optional<assess::SpeedFinding> crossing = {}) {
  assess::SharedFinding s;
  s.members = 6;
  s.accounts = 8;
  s.fifth = std::move(fifth);
  s.crossing = std::move(crossing);
  KindDef kind;
  kind.evidence = "posted the same link";
  const auto out = evidence_sentence(s, 9, kind);
  constexpr std::string_view kAll = "8 accounts in all did";
  return out.substr(out.find(kAll) + kAll.size());
}

}  // namespace

TEST_CASE("the sentence says what an object was held against", "[unit][alert]") {
  CHECK(sentence({{40s, 0.994, "x", Action::kPost, {}}}) ==
        "; five within 40 s, sooner than 99 % of such objects first seen in a post on x reach "
        "five accounts");
  CHECK(sentence({{40s, 0.95, "x", {}, {}}}) ==
        "; five within 40 s, sooner than 95 % of such objects first seen on x reach five accounts");
  CHECK(sentence({{40s, 0.9, {}, {}, {}}}) ==
        "; five within 40 s, sooner than 90 % of such objects on any platform reach five accounts");
  CHECK(sentence({}, {{90s, 1, "x", Action::kQuote, "y"}}) ==
        "; on y within 90 s, sooner than 100 % of such objects first seen in a quote on x reach "
        "a second platform");
}

TEST_CASE("what most objects do is not worth saying", "[unit][alert]") {
  CHECK(sentence({{40s, 0.899, "x", Action::kPost, {}}}).empty());
  CHECK(sentence({}).empty());
}
