#include "pair_graph.h"

#include <catch2/catch.hpp>

using namespace lockstep;
using namespace lockstep::engine;

namespace {

evidence::EdgeChange appeared(AccountIndex a, AccountIndex b, float confidence = 0.9F) {
  return {evidence::pair_key(a, b), true, false, confidence};
}
evidence::EdgeChange gained(AccountIndex a, AccountIndex b, float confidence) {
  return {evidence::pair_key(a, b), false, false, confidence};
}
evidence::EdgeChange gone(AccountIndex a, AccountIndex b) {
  return {evidence::pair_key(a, b), false, true, 0};
}

void add_clique(PairGraph& graph, AccountIndex first, AccountIndex last) {
  for (auto a = first; a < last; ++a)
    for (auto b = a + 1; b < last; ++b) graph.apply(std::vector{appeared(a, b)});
}

EventTime at(std::int64_t minute) { return from_micros(minute * 60'000'000); }

using Accounts = std::vector<AccountIndex>;

}  // namespace

TEST_CASE("a component leaves out what hangs on a single pair", "[unit][engine]") {
  PairGraph graph;
  add_clique(graph, 10, 13);
  graph.apply(std::vector{appeared(12, 20), appeared(20, 21), appeared(30, 31)});
  const auto components = graph.take_changed(false);
  REQUIRE(components.size() == 1);
  CHECK(components[0].members == Accounts{10, 11, 12});
  CHECK(components[0].edges.size() == 3);
  CHECK(graph.take_changed(true).empty());
}

TEST_CASE("a pair counts with the confidence of its newest evidence", "[unit][engine]") {
  PairGraph graph;
  add_clique(graph, 0, 3);
  graph.take_changed(false);
  graph.apply(std::vector{gained(0, 1, 0.5F)});
  CHECK(graph.take_changed(false).empty());
  const auto components = graph.take_changed(true);
  REQUIRE(components.size() == 1);
  CHECK(components[0].edges[0].weight == Approx(0.5));
  CHECK(components[0].edges[1].weight == Approx(0.9));
  CHECK(components[0].changed == std::vector{true, true, false});
}

TEST_CASE("a tie is no accepted pair, an accepted pair is more than a tie", "[unit][engine]") {
  PairGraph graph;
  graph.tie(Accounts{1, 2, 3});
  graph.apply(std::vector{appeared(1, 2, 0.4F)});
  const auto components = graph.take_changed(false);
  REQUIRE(components.size() == 1);
  CHECK(components[0].accepted == std::vector{true, false, false});
  CHECK(components[0].edges[0].weight == Approx(0.4));
  CHECK(graph.degree(1) == 1);
  CHECK(graph.degree(3) == 0);
}

TEST_CASE("turnover counts who came to and who left the community last noted", "[unit][engine]") {
  PairGraph graph;
  add_clique(graph, 0, 8);
  CHECK(graph.turnover(Accounts{0, 1, 2}).accounts == 3);
  graph.note_community(Accounts{0, 1, 2, 3, 4, 5}, at(7));
  CHECK(graph.turnover(Accounts{0, 1, 2, 3, 4, 5}).accounts == 0);
  CHECK(graph.turnover(Accounts{0, 1, 2, 3, 4, 5}).since == at(7));
  CHECK(graph.turnover(Accounts{0, 1, 2, 3, 4, 5, 6}).accounts == 1);
  CHECK(graph.turnover(Accounts{1, 2, 3, 4, 7}).accounts == 3);
  SECTION("also where what it was fell into two") {
    CHECK(graph.turnover(Accounts{0, 1, 2}).accounts == 3);
    CHECK(graph.turnover(Accounts{3, 4, 5}).accounts == 3);
  }
  SECTION("and against the larger part of what became one") {
    graph.note_community(Accounts{6, 7}, at(8));
    CHECK(graph.turnover(Accounts{0, 1, 2, 3, 4, 5, 6, 7}).accounts == 2);
  }
  SECTION("until an account has no pair left") {
    for (AccountIndex b = 1; b < 8; ++b) graph.apply(std::vector{gone(0, b)});
    graph.apply(std::vector{appeared(0, 1)});
    CHECK(graph.turnover(Accounts{0, 1, 2, 3, 4, 5}).accounts == 2);  // it left, and came
  }
}

TEST_CASE("a component begins with the communities noted before", "[unit][engine]") {
  PairGraph graph;
  add_clique(graph, 0, 5);
  graph.note_community(Accounts{0, 2, 4}, at(1));
  const auto components = graph.take_changed(false);
  REQUIRE(components.size() == 1);
  CHECK(components[0].start == std::vector<std::uint32_t>{0, 1, 0, 3, 0});
}

TEST_CASE("what is deferred comes with the next refresh", "[unit][engine]") {
  PairGraph graph;
  add_clique(graph, 0, 4);
  graph.take_changed(false);
  graph.defer(Accounts{2});
  CHECK(graph.take_changed(false).empty());
  const auto components = graph.take_changed(true);
  REQUIRE(components.size() == 1);
  CHECK(components[0].changed == std::vector{false, false, true, false});
}

TEST_CASE("who is untied is looked at again, and only pairs hold on", "[unit][engine]") {
  PairGraph graph;
  add_clique(graph, 1, 4);
  graph.tie(Accounts{2, 3, 4, 5});
  graph.tie(Accounts{4, 5, 6});
  graph.take_changed(true);
  graph.untie(Accounts{2, 3, 4, 5});
  auto components = graph.take_changed(false);
  REQUIRE(components.size() == 1);
  CHECK(components[0].members == Accounts{1, 2, 3});
  CHECK(components[0].changed == std::vector{false, true, true});

  graph.tie(Accounts{4, 5, 6});  // the other claim was about two of them as well
  components = graph.take_changed(true);
  REQUIRE(components.size() == 1);
  CHECK(components[0].members == Accounts{4, 5, 6});
  graph.untie(Accounts{7, 8});
  CHECK(graph.take_changed(true).empty());
}

TEST_CASE("of who is neither tied nor in a pair nothing is noted", "[unit][engine]") {
  PairGraph graph;
  const Accounts members{1, 2, 3};
  graph.tie(members);
  graph.note_community(members, at(1));
  CHECK(graph.turnover(members).accounts == 0);
  graph.untie(members);
  CHECK(graph.turnover(members).accounts == 3);
}

TEST_CASE("nothing is tied to an account that is erased, by pairs or by claims", "[unit][engine]") {
  PairGraph graph;
  add_clique(graph, 0, 4);
  graph.tie(Accounts{3, 7, 8, 9});
  graph.take_changed(true);
  graph.erase(3);
  graph.apply(std::vector{gone(0, 3), gone(1, 3), gone(2, 3)});  // as the evidence says later
  CHECK(graph.degree(3) == 0);
  const auto components = graph.take_changed(false);
  REQUIRE(components.size() == 2);
  CHECK(components[0].members == Accounts{0, 1, 2});
  CHECK(components[1].members == Accounts{7, 8, 9});
}
