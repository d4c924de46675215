#include "lockstep/evidence/weight_rule.h"

#include <catch2/catch.hpp>

using namespace lockstep;
using namespace lockstep::evidence;

TEST_CASE("a line says what changes of one kind", "[unit][evidence]") {
  const auto act = parse_weight_rule("media weight 0.30");
  REQUIRE(act.ok());
  CHECK(act->kind == "media");
  CHECK(act->of_act());
  CHECK(act->weight == 0.3);

  const auto attribute = parse_weight_rule("device prior 0.2 cap 8");
  REQUIRE(attribute.ok());
  CHECK_FALSE(attribute->of_act());
  CHECK(attribute->prior == 0.2);
  CHECK(attribute->cap == 8.0);

  const auto half = parse_weight_rule("ip cap 3");
  REQUIRE(half.ok());
  CHECK_FALSE(half->prior);
  CHECK(half->cap == 3.0);
}

TEST_CASE("the bounds of a weight, a prior and a cap, and beyond", "[unit][evidence]") {
  struct Case {
    const char* line;
    bool good;
  };
  const auto c = GENERATE(values<Case>({
      {"x weight 0", false},
      {"x weight 0.001", true},
      {"x weight 1", true},
      {"x weight 1.001", false},
      {"x prior 0", false},
      {"x prior 0.001", true},
      {"x prior 1", true},
      {"x prior 1.001", false},
      {"x cap -0.001", false},
      {"x cap 0", true},
      {"x cap 8", true},
      {"x cap 8.001", false},
      {"x weight nan", false},
      {"x prior nan", false},
      {"x cap nan", false},
      {"x cap inf", false},
      {"x weight -inf", false},
  }));
  CAPTURE(c.line);
  CHECK(parse_weight_rule(c.line).ok() == c.good);
}

TEST_CASE("what is not a rule is refused with its reason", "[unit][evidence]") {
  for (const auto* line : {"", "ip", "ip cap", "ip cap 3 cap 2", "ip cap three", "ip cap 3,5",
                           "ip cap 3 please", "ip weighs 3", "cap 3", "ip cap 3 prior"}) {
    CAPTURE(line);
    const auto rule = parse_weight_rule(line);
    REQUIRE_FALSE(rule.ok());
    CHECK(message_of(rule.status()) ==
          std::string("not 'KIND weight W' or 'KIND [prior P] [cap C]': '") + line + "'");
  }
  CHECK(message_of(parse_weight_rule("ip weight 0.1 cap 3").status()) ==
        "an act has a weight, an attribute a prior and a cap: 'ip weight 0.1 cap 3'");
}
