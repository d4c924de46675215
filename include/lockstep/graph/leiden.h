// Communities of a weighted graph: Leiden (Traag, Waltman, van Eck 2019) with the Constant Potts
// Model, Q = sum over communities of (e_c - gamma * n_c (n_c - 1) / 2).
//
// Deterministic: weights are fixed point (1e-6), so sums do not depend on order; nodes are visited
// in the order they are numbered; ties go to the community with the smallest label (the order of
// first members at the start of a phase); the refinement draws from splitmix, seeded by the caller.
// Components do not see each other: what is added elsewhere cannot change a community.
//
// Invariants
//   G1  Every community is connected.
//   G2  The result depends on the set of edges and the options, not on the order of edges.
//   G3  No single move of a node to a neighbouring or an empty community improves Q.
//   G4  Communities are numbered by their smallest node.
// Memory about 100 bytes an edge; near-linear time (about 1 s for 1e6 edges).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lockstep::graph {

struct Edge {
  std::uint32_t u = 0, v = 0;  // u != v, each unordered pair at most once
  double weight = 0.0;         // in (0, 1]
};

struct LeidenOptions {
  double gamma = 0.10;  // density inside a community >= gamma, between communities <= gamma
  std::uint64_t seed = 0;
  // A label below node_count for each node: the communities to begin with, such as those of an
  // earlier time. Empty: every node alone. What still is as good as anything stays as it was.
  std::span<const std::uint32_t> start = {};
};

// The community of each node 0 .. node_count - 1.
std::vector<std::uint32_t> leiden(std::uint32_t node_count, std::span<const Edge> edges,
                                  const LeidenOptions&);

// Q of a partition, for tests and for comparing runs.
double cpm_quality(std::uint32_t node_count, std::span<const Edge> edges,
                   std::span<const std::uint32_t> community, double gamma);

// Connected components, numbered by their smallest node.
std::vector<std::uint32_t> components(std::uint32_t node_count, std::span<const Edge> edges);

}  // namespace lockstep::graph
