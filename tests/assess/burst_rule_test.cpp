#include "lockstep/assess/burst_rule.h"

#include <catch2/catch.hpp>

using namespace lockstep::assess;
using namespace std::chrono_literals;

TEST_CASE("a clue rule is read word by word", "[unit][assess]") {
  const auto rule =
      parse_burst_rule("one wave: media/url by 6 accounts within 90s and 4 share a clue");
  REQUIRE(rule);
  CHECK(rule->hypothesis == "one wave");
  CHECK(rule->kinds == std::vector<std::string>{"media", "url"});
  CHECK(rule->accounts == 6);
  CHECK(rule->within == 90s);
  CHECK(rule->sharing == 4);
  CHECK_FALSE(rule->of_campaign);
}

TEST_CASE("a campaign rule names the age of its target", "[unit][assess]") {
  const auto rule = parse_burst_rule(
      "lifted: reply by 5 accounts within 10m and 5 share a campaign and target younger than 30d");
  REQUIRE(rule);
  CHECK(rule->of_campaign);
  CHECK(rule->target_age == 24h * 30);
}

TEST_CASE("a birth rule is about new accounts", "[unit][assess]") {
  const auto rule =
      parse_burst_rule("made: avatar/bio by 5 new accounts within 1d and 3 share a clue");
  REQUIRE(rule);
  CHECK(rule->of_birth);
  CHECK(rule->kinds == std::vector<std::string>{"avatar", "bio"});
  CHECK(rule->within == 24h);
}

TEST_CASE("what is not a rule is none", "[unit][assess]") {
  for (const auto* line : {"", "no colon", ": text by 5 accounts within 10m and 3 share a clue",
                           "x: text by five accounts within 10m and 3 share a clue",
                           "x: text by 5 accounts within soon and 3 share a clue",
                           "x: text by 5 accounts within 10m and 3 share a secret",
                           "x: text by 5 accounts within 10m and 3 share a clue today",
                           "x: text by 5 accounts within 10m and 5 share a campaign",
                           "x: bio by 5 new people within 1d and 3 share a clue",
                           "x: bio by 5 new accounts within 1d and 5 share a campaign and target "
                           "younger than 1d",
                           "x: by 5 accounts within 10m and 3 share a clue"}) {
    CAPTURE(line);
    CHECK_FALSE(parse_burst_rule(line));
  }
}

TEST_CASE("the bounds of a rule, and one beyond", "[unit][assess]") {
  const auto with = [](int accounts, int sharing) {
    return parse_burst_rule("x: text by " + std::to_string(accounts) + " accounts within 10m and " +
                            std::to_string(sharing) + " share a clue")
        .has_value();
  };
  CHECK_FALSE(with(2, 2));
  CHECK(with(3, 2));
  CHECK(with(64, 64));
  CHECK_FALSE(with(65, 2));
  CHECK_FALSE(with(5, 1));
  CHECK_FALSE(with(5, 6));
}

TEST_CASE("every shipped rule is one", "[unit][assess]") {
  CHECK(shipped_burst_rules().size() == 4);
  for (const auto& line : shipped_burst_rules()) CHECK(parse_burst_rule(line));
}
