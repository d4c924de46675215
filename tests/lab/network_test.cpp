#include "lockstep/lab/network.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

#include "network_shares.h"

namespace lockstep::lab::network_tests {

TEST_CASE("two accounts pair when they are at most the window apart", "[unit][lab]") {
  struct Case {
    double second;
    std::size_t edges;
  };
  const auto c = GENERATE(
      values<Case>({{159.999999, 1}, {160.0, 1}, {160.000001, 0}, {40.0, 1}, {39.999999, 0}}));
  CAPTURE(c.second);
  const std::vector<Share> shares{{"u", "ann", "1", 100.0}, {"u", "bob", "2", c.second}};
  CHECK(build(shares, undirected(1)).size() == c.edges);
  CHECK(build(shares, directed()).size() == 2 * c.edges);
}

TEST_CASE("an edge counts pairs of rows, their mean delay and the contents on both sides",
          "[unit][lab]") {
  // ann's one post meets three of bob's: 3 pairs, 1 content against 3.
  const std::vector<Share> shares{{"u", "bob", "b1", 10.25},
                                  {"u", "ann", "a1", 10.0},
                                  {"u", "bob", "b2", 12.0},
                                  {"u", "bob", "b3", 4.0}};
  check_equal(build(shares, undirected(1)),
              {{{"ann", "bob"}, {3, (0.25 + 2.0 + 6.0) / 3, 1.0 / 3.0, false}}});
  check_equal(build(shares, directed()),
              {{{"ann", "bob"}, {1, 0, 0, false}}, {{"bob", "ann"}, {3, 0, 0, false}}});
}

TEST_CASE("pairs of one account, of one content, or of an object with itself do not count",
          "[unit][lab]") {
  struct Case {
    const char* what;
    Share other;
    std::size_t edges;
  };
  const auto c = GENERATE(values<Case>({
      {"another account", {"u", "bob", "2", 0}, 1},
      {"the same account", {"u", "ann", "2", 0}, 0},
      {"the same content", {"u", "bob", "1", 0}, 0},
      {"the object is the content", {"u", "bob", "u", 0}, 0},
      {"another object", {"v", "bob", "2", 0}, 0},
      {"another kind", {"u", "bob", "2", 0, "domain"}, 0},
  }));
  CAPTURE(c.what);
  CHECK(build({{"u", "ann", "1", 0}, c.other}, undirected(1)).size() == c.edges);
}

TEST_CASE("the toolkit lets two accounts share a content", "[unit][lab]") {
  CHECK(build({{"u", "ann", "1", 0}, {"u", "bob", "1", 0}}, directed()).size() == 2);
}

TEST_CASE("step 1 drops accounts with too few rows, whatever the object", "[unit][lab]") {
  std::vector<Share> shares{{"u", "ann", "1", 0},
                            {"u", "bob", "2", 0},
                            {"v", "ann", "3", 0},
                            {"v", "bob", "4", 0},
                            {"u", "eve", "5", 0}};
  check_equal(build(shares, undirected(2)), {{{"ann", "bob"}, {2, 0, 1, false}}});
  shares.push_back({"w", "eve", "6", 0});  // eve now takes part, though nobody shares w
  CHECK(build(shares, undirected(2)).size() == 3);
}

// bob and eve have two rows each but one paired content: their own pair falls, the pairs with ann
// (two paired contents) stay, because one survivor is enough.
TEST_CASE("step 3 keeps a pair if either of its contents survives", "[unit][lab]") {
  const std::vector<Share> shares{
      {"u", "ann", "a1", 0}, {"u", "bob", "b1", 0}, {"v", "ann", "a2", 0},   {"v", "eve", "e1", 0},
      {"w", "bob", "b1", 0}, {"w", "eve", "e1", 0}, {"x", "bob", "b2", 900}, {"x", "eve", "e2", 0}};
  const Edges edges = build(shares, undirected(2));
  check_equal(edges, {{{"ann", "bob"}, {1, 0, 1, false}}, {{"ann", "eve"}, {1, 0, 1, false}}});
}

TEST_CASE("kinds are filtered on their own and their pairs stacked", "[unit][lab]") {
  std::vector<Share> shares{{"u", "ann", "1", 0},           {"u", "bob", "2", 4},
                            {"v", "ann", "3", 0},           {"v", "bob", "4", 0},
                            {"d", "ann", "1", 0, "domain"}, {"d", "bob", "2", 4, "domain"}};
  SECTION("one row of a kind is too few for it") {
    check_equal(build(shares, undirected(2)), {{{"ann", "bob"}, {2, 2.0, 1, false}}});
  }
  SECTION("a content counts once however many kinds it has") {
    check_equal(build(shares, undirected(1)), {{{"ann", "bob"}, {3, 8.0 / 3, 1, false}}});
    CHECK(build(shares, directed()).at({"ann", "bob"}).weight == 2);
  }
}

TEST_CASE("equal rows are rows to CooRTweet and one message to the toolkit", "[unit][lab]") {
  const std::vector<Share> shares{{"u", "ann", "1", 0}, {"u", "ann", "1", 0}, {"u", "bob", "2", 0}};
  check_equal(build(shares, undirected(1)), {{{"ann", "bob"}, {2, 0, 1, false}}});
  CHECK(build(shares, directed()).at({"ann", "bob"}).weight == 1);
}

TEST_CASE("the threshold is a type 7 quantile", "[unit][lab]") {
  struct Case {
    std::vector<std::uint64_t> sample;
    double q, expected;
  };
  const auto c = GENERATE(values<Case>({
      {{}, 0.5, 0.0},
      {{7}, 0.9, 7.0},
      {{4, 1, 3, 2}, 0.0, 1.0},
      {{4, 1, 3, 2}, 0.5, 2.5},
      {{4, 1, 3, 2}, 0.25, 1.75},
      {{4, 1, 3, 2}, 1.0, 4.0},
      {{1, 1, 1, 1, 10}, 0.9, 6.4},
  }));
  CHECK(quantile(c.sample, c.q) == Approx(c.expected));
}

TEST_CASE("only edges strictly above the quantile are marked, and light ones are cut after it",
          "[unit][lab]") {
  std::vector<Share> shares;
  const auto meet = [&](const std::string& one, const std::string& two, int times) {
    for (int i = 0; i < times; ++i) {
      const std::string n = std::to_string(shares.size());
      shares.push_back({"u" + n, one, n + "x", 0});
      shares.push_back({"u" + n, two, n + "y", 0});
    }
  };
  meet("a", "b", 1);
  meet("c", "d", 2);
  meet("e", "f", 3);
  NetworkOptions options = undirected(1);
  Edges edges = build(shares, options);
  CHECK_FALSE(edges.at({"a", "b"}).above);
  CHECK_FALSE(edges.at({"c", "d"}).above);
  CHECK(edges.at({"e", "f"}).above);
  options.min_weight = 2;
  edges = build(shares, options);
  CHECK(edges.size() == 2);
  CHECK_FALSE(edges.at({"c", "d"}).above);
}

TEST_CASE("the ends of time are not near each other", "[unit][lab]") {
  NetworkRows rows;
  REQUIRE(
      rows.add({"url", "o", "ann", "1", from_micros(std::numeric_limits<std::int64_t>::min())}));
  REQUIRE(
      rows.add({"url", "o", "bob", "2", from_micros(std::numeric_limits<std::int64_t>::max())}));
  CHECK(build_network(rows, undirected(1)).edges.empty());
  CHECK(build_network(rows, directed()).edges.empty());
}

TEST_CASE("no rows give no edges", "[unit][lab]") {
  CHECK(build_network(NetworkRows{}, undirected(2)).edges.empty());
  CHECK(build_network(NetworkRows{}, directed()).edges.empty());
}

TEST_CASE("accounts come out in byte order, without those that have no edge", "[unit][lab]") {
  const Network network = build_network(rows_of({{"u", "fb_9", "1", 0},
                                                 {"u", "fb_10", "2", 0},
                                                 {"u", "Zed", "3", 0},
                                                 {"v", "eve", "4", 0}}),
                                        undirected(1));
  CHECK(network.accounts == std::vector<std::string>{"Zed", "fb_10", "fb_9"});
  CHECK(
      std::is_sorted(network.edges.begin(), network.edges.end(), [](const auto& a, const auto& b) {
        return std::tie(a.account_1, a.account_2) < std::tie(b.account_1, b.account_2);
      }));
  CHECK(network.rows == 4);
}

TEST_CASE("a bound on kinds is a refusal, not a crash", "[unit][lab]") {
  NetworkRows rows;
  for (std::size_t kind = 0; kind < NetworkRows::kMaxKinds; ++kind) {
    REQUIRE(rows.add({"kind" + std::to_string(kind), "o", "a", "c", {}}));
  }
  CHECK_FALSE(rows.add({"one more", "o", "a", "c", {}}));
  CHECK(rows.add({"kind0", "o", "a", "c", {}}));
}

// 200,000 rows of one object, a second apart, are 2e10 pairs; only 1e6 of them are in the window.
TEST_CASE("a hot object costs its window, not its square", "[unit][lab]") {
  NetworkRows rows;
  constexpr int kRows = 200'000;
  for (int i = 0; i < kRows; ++i) {
    const std::string n = std::to_string(i);
    REQUIRE(rows.add(
        {"url", "viral", "a" + std::to_string(i % 1000), n, from_micros(i * 1'000'000LL)}));
  }
  NetworkOptions options = undirected(2);
  options.window = std::chrono::seconds{5};
  const Network network = build_network(rows, options);
  std::uint64_t pairs = 0;
  for (const NetworkEdge& e : network.edges) pairs += e.weight;
  CHECK(pairs == 5ULL * kRows - 15);
  CHECK(network.edges.size() == 5000);
}

}  // namespace lockstep::lab::network_tests
