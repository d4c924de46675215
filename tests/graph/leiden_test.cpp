#include "lockstep/graph/leiden.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <utility>

namespace lockstep::graph {
namespace {

using Labels = std::vector<std::uint32_t>;

std::uint64_t below(std::mt19937_64& random, std::uint64_t bound) { return random() % bound; }
double unit(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

// Every pair of `nodes` with the same weight.
void add_clique(std::vector<Edge>& edges, std::uint32_t first, std::uint32_t size,
                double weight = 1.0) {
  for (std::uint32_t u = first; u < first + size; ++u) {
    for (std::uint32_t v = u + 1; v < first + size; ++v) edges.push_back({u, v, weight});
  }
}

std::vector<Edge> random_graph(std::mt19937_64& random, std::uint32_t nodes, double density) {
  std::vector<Edge> edges;
  for (std::uint32_t u = 0; u < nodes; ++u) {
    for (std::uint32_t v = u + 1; v < nodes; ++v) {
      if (unit(random) < density) edges.push_back({u, v, 0.001 + 0.999 * unit(random)});
    }
  }
  return edges;
}

// The same partition, whatever the numbers.
Labels by_first_member(const Labels& labels) {
  std::map<std::uint32_t, std::uint32_t> number;
  Labels out;
  for (const auto label : labels) {
    out.push_back(number.emplace(label, static_cast<std::uint32_t>(number.size())).first->second);
  }
  return out;
}

bool every_community_is_connected(std::uint32_t nodes, const std::vector<Edge>& edges,
                                  const Labels& community) {
  std::vector<Edge> inside;
  for (const Edge& edge : edges) {
    if (community[edge.u] == community[edge.v]) inside.push_back(edge);
  }
  return by_first_member(components(nodes, inside)) == by_first_member(community);
}

// The best Q that one move of one node to any other or an empty community can reach.
double best_single_move(std::uint32_t nodes, const std::vector<Edge>& edges, Labels community,
                        double gamma) {
  double best = -std::numeric_limits<double>::infinity();
  for (std::uint32_t node = 0; node < nodes; ++node) {
    const std::uint32_t home = community[node];
    for (std::uint32_t target = 0; target <= nodes; ++target) {
      community[node] = target;
      best = std::max(best, cpm_quality(nodes, edges, community, gamma));
    }
    community[node] = home;
  }
  return best;
}

// The largest Q of any partition: all of them, as restricted growth strings.
double optimum(std::uint32_t nodes, const std::vector<Edge>& edges, double gamma, Labels& prefix,
               std::uint32_t used) {
  if (prefix.size() == nodes) return cpm_quality(nodes, edges, prefix, gamma);
  double best = -std::numeric_limits<double>::infinity();
  for (std::uint32_t label = 0; label <= used; ++label) {
    prefix.push_back(label);
    best = std::max(best, optimum(nodes, edges, gamma, prefix, std::max(used, label + 1)));
    prefix.pop_back();
  }
  return best;
}

}  // namespace

TEST_CASE("an empty graph has no communities, and lonely nodes are their own", "[unit][graph]") {
  CHECK(leiden(0, {}, {}).empty());
  CHECK(leiden(3, {}, {}) == Labels{0, 1, 2});
  CHECK(components(3, {}) == Labels{0, 1, 2});
}

TEST_CASE("an edge joins two nodes when it is denser than gamma", "[unit][graph]") {
  struct Case {
    double weight;
    Labels expected;
  };
  const auto c = GENERATE(values<Case>({
      {0.099999, {0, 1}},
      {0.100000, {0, 1}},  // a gain of nothing is no reason to move
      {0.100001, {0, 0}},
  }));
  CAPTURE(c.weight);
  const std::vector<Edge> edges{{0, 1, c.weight}};
  CHECK(leiden(2, edges, {.gamma = 0.1, .seed = 0}) == c.expected);
}

TEST_CASE("two cliques joined by one edge are two communities", "[unit][graph]") {
  const auto size = GENERATE(5U, 12U, 40U);
  std::vector<Edge> edges;
  add_clique(edges, 0, size);
  add_clique(edges, size, size);
  edges.push_back({0, size, 1.0});
  Labels expected(2 * size, 0);
  std::fill(expected.begin() + size, expected.end(), 1);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    CHECK(leiden(2 * size, edges, {.gamma = 0.1, .seed = seed}) == expected);
  }
}

// Modularity merges neighbouring cliques once the ring is long (Fortunato & Barthelemy 2007).
TEST_CASE("a ring of cliques falls into its cliques however long it is", "[unit][graph]") {
  const auto cliques = GENERATE(5U, 30U, 1000U);
  constexpr std::uint32_t kSize = 5;
  std::vector<Edge> edges;
  Labels expected;
  for (std::uint32_t c = 0; c < cliques; ++c) {
    add_clique(edges, c * kSize, kSize);
    edges.push_back({c * kSize, ((c + 1) % cliques) * kSize + 1, 1.0});
    expected.insert(expected.end(), kSize, c);
  }
  CHECK(leiden(cliques * kSize, edges, {.gamma = 0.1, .seed = 1}) == expected);
}

TEST_CASE("components are numbered by their smallest node", "[unit][graph]") {
  const std::vector<Edge> edges{{5, 1, 1.0}, {4, 2, 1.0}, {2, 0, 1.0}};
  CHECK(components(6, edges) == Labels{0, 1, 0, 2, 0, 1});
}

TEST_CASE("quality is inside weight minus gamma times inside pairs", "[unit][graph]") {
  const std::vector<Edge> edges{{0, 1, 0.5}, {1, 2, 0.25}, {2, 3, 1.0}};
  CHECK(cpm_quality(4, edges, Labels{0, 0, 0, 1}, 0.1) == Approx(0.75 - 0.3));
  CHECK(cpm_quality(4, edges, Labels{0, 1, 2, 3}, 0.1) == Approx(0.0));
  CHECK(cpm_quality(4, edges, Labels{7, 7, 9, 9}, 0.1) == Approx(1.5 - 0.2));
}

TEST_CASE("G1, G3, G4 hold on random graphs", "[property][graph]") {
  std::mt19937_64 random(20260416);
  for (int run = 0; run < 400; ++run) {
    const auto nodes = static_cast<std::uint32_t>(2 + below(random, 28));
    const std::vector<Edge> edges = random_graph(random, nodes, 0.02 + 0.5 * unit(random));
    const LeidenOptions options{.gamma = 0.02 + 0.6 * unit(random), .seed = random()};
    const Labels community = leiden(nodes, edges, options);
    CAPTURE(run, nodes, edges.size(), options.gamma);
    REQUIRE(community.size() == nodes);
    CHECK(every_community_is_connected(nodes, edges, community));
    const double quality = cpm_quality(nodes, edges, community, options.gamma);
    CHECK(best_single_move(nodes, edges, community, options.gamma) <= quality + 1e-9);
    CHECK(community == by_first_member(community));
  }
}

TEST_CASE("G2: neither the order of edges nor their direction matters", "[property][graph]") {
  std::mt19937_64 random(7);
  for (int run = 0; run < 50; ++run) {
    std::vector<Edge> edges = random_graph(random, 60, 0.08);
    const LeidenOptions options{.gamma = 0.1, .seed = random()};
    const Labels before = leiden(60, edges, options);
    std::shuffle(edges.begin(), edges.end(), random);
    for (Edge& edge : edges) {
      if (random() % 2 == 0) std::swap(edge.u, edge.v);
    }
    CHECK(leiden(60, edges, options) == before);
  }
}

TEST_CASE("from any communities, G1 and G3 hold, and Q is no worse than theirs",
          "[property][graph]") {
  std::mt19937_64 random(9);
  for (int run = 0; run < 200; ++run) {
    const auto nodes = static_cast<std::uint32_t>(2 + below(random, 28));
    const std::vector<Edge> edges = random_graph(random, nodes, 0.02 + 0.5 * unit(random));
    Labels start;
    for (std::uint32_t node = 0; node < nodes; ++node)
      start.push_back(static_cast<std::uint32_t>(below(random, std::min(nodes, 4U))));
    const LeidenOptions options{.gamma = 0.1, .seed = random(), .start = start};
    const Labels community = leiden(nodes, edges, options);
    CAPTURE(run, nodes, edges.size());
    CHECK(every_community_is_connected(nodes, edges, community));
    const double quality = cpm_quality(nodes, edges, community, options.gamma);
    CHECK(best_single_move(nodes, edges, community, options.gamma) <= quality + 1e-9);
    CHECK(quality >= cpm_quality(nodes, edges, start, options.gamma) - 1e-9);
    CHECK(community == by_first_member(community));
  }
}

TEST_CASE("two equally good partitions: the one it begins with stays", "[unit][graph]") {
  // A ring of four: either pair of opposite edges.
  const std::vector<Edge> edges{{0, 1, 0.15}, {1, 2, 0.15}, {2, 3, 0.15}, {0, 3, 0.15}};
  const Labels one{0, 0, 2, 2}, other{0, 1, 1, 0};
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U}) {
    CHECK(leiden(4, edges, {.gamma = 0.14, .seed = seed, .start = one}) == Labels{0, 0, 1, 1});
    CHECK(leiden(4, edges, {.gamma = 0.14, .seed = seed, .start = other}) == Labels{0, 1, 1, 0});
  }
}

TEST_CASE("another component changes no community", "[property][graph]") {
  std::mt19937_64 random(8);
  for (int run = 0; run < 50; ++run) {
    std::vector<Edge> edges = random_graph(random, 50, 0.1);
    const LeidenOptions options{.gamma = 0.15, .seed = random()};
    const Labels alone = leiden(50, edges, options);
    for (Edge edge : random_graph(random, 30, 0.2)) {
      edges.push_back({edge.u + 50, edge.v + 50, edge.weight});
    }
    const Labels together = leiden(80, edges, options);
    CHECK(Labels(together.begin(), together.begin() + 50) == alone);
  }
}

TEST_CASE("tiny graphs reach the optimum of all partitions for most seeds", "[property][graph]") {
  std::mt19937_64 random(99);
  int reached = 0;
  constexpr int kGraphs = 60;
  constexpr int kSeeds = 5;
  for (int run = 0; run < kGraphs; ++run) {
    const auto nodes = static_cast<std::uint32_t>(3 + below(random, 6));
    const std::vector<Edge> edges = random_graph(random, nodes, 0.3 + 0.6 * unit(random));
    const double gamma = 0.05 + 0.5 * unit(random);
    Labels prefix;
    const double best = optimum(nodes, edges, gamma, prefix, 0);
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      const Labels found = leiden(nodes, edges, {.gamma = gamma, .seed = seed});
      const double quality = cpm_quality(nodes, edges, found, gamma);
      REQUIRE(quality <= best + 1e-9);
      if (quality >= best - 1e-9) ++reached;
    }
  }
  CAPTURE(reached);
  CHECK(reached >= kGraphs * kSeeds * 9 / 10);
}

TEST_CASE("planted communities are found again", "[property][graph]") {
  std::mt19937_64 random(5);
  constexpr std::uint32_t kGroups = 20;
  constexpr std::uint32_t kSize = 25;
  std::vector<Edge> edges;
  Labels planted;
  for (std::uint32_t u = 0; u < kGroups * kSize; ++u) {
    planted.push_back(u / kSize);
    for (std::uint32_t v = u + 1; v < kGroups * kSize; ++v) {
      const double chance = u / kSize == v / kSize ? 0.5 : 0.01;
      if (unit(random) < chance) edges.push_back({u, v, 0.8});
    }
  }
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    CHECK(leiden(kGroups * kSize, edges, {.gamma = 0.1, .seed = seed}) == planted);
  }
}

TEST_CASE("a star and a path are cut where the density falls below gamma", "[unit][graph]") {
  std::vector<Edge> star, path;
  for (std::uint32_t v = 1; v < 100; ++v) {
    star.push_back({0, v, 1.0});
    path.push_back({v - 1, v, 1.0});
  }
  for (const auto& edges : {star, path}) {
    const Labels community = leiden(100, edges, {.gamma = 0.1, .seed = 3});
    CHECK(every_community_is_connected(100, edges, community));
    std::map<std::uint32_t, double> size, inside;
    for (const auto label : community) ++size[label];
    for (const Edge& edge : edges) {
      if (community[edge.u] == community[edge.v]) ++inside[community[edge.u]];
    }
    for (const auto& [label, n] : size) CHECK(inside[label] >= 0.1 * n * (n - 1) / 2);
  }
}

// Weights and penalties near the end of the integers must not wrap around.
TEST_CASE("a clique of heavy weights at gamma 1 stays whole or apart by the density",
          "[unit][graph]") {
  std::vector<Edge> edges;
  add_clique(edges, 0, 300, 1.0);
  CHECK(leiden(300, edges, {.gamma = 0.999, .seed = 0}) == Labels(300, 0));
  const Labels apart = leiden(300, edges, {.gamma = 1.0, .seed = 0});
  CHECK(std::set<std::uint32_t>(apart.begin(), apart.end()).size() == 300);
}

}  // namespace lockstep::graph
