// The graph Leiden works on at one level of aggregation: level 0 has the caller's nodes, a node of
// a higher level stands for a connected set of them.
#pragma once

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace lockstep::graph {

using Node = std::uint32_t;
using Weight = std::int64_t;  // fixed point: integer sums do not depend on their order
inline constexpr Weight kWeightOne = 1'000'000;

struct Arc {
  Node source = 0, target = 0;
  Weight weight = 0;
};

// gamma * n * m: what CPM charges for having n and m nodes together. Saturates, which no sum of
// weights can outweigh.
inline Weight penalty(Weight gamma, std::uint64_t n, std::uint64_t m) noexcept {
  constexpr Weight kForbidding = std::numeric_limits<Weight>::max() / 4;
  Weight pairs = 0;
  Weight out = 0;
  if (__builtin_mul_overflow(n, m, &pairs) || __builtin_mul_overflow(gamma, pairs, &out)) {
    return kForbidding;
  }
  return out < kForbidding ? out : kForbidding;
}

class Level {
 public:
  // `arcs` holds both directions of every edge, grouped by ascending source. `sizes` and `firsts`
  // say how many level-0 nodes a node stands for and which of them is the smallest.
  Level(std::span<const Arc> arcs, std::vector<std::uint64_t> sizes, std::vector<Node> firsts);
  // Level 0: nodes 0 .. count - 1, each standing for itself.
  static Level base(Node count, std::span<const Arc> arcs);

  Node node_count() const noexcept { return static_cast<Node>(sizes_.size()); }
  std::uint64_t size(Node node) const noexcept { return sizes_[node]; }
  Node first(Node node) const noexcept { return firsts_[node]; }

  // Calls visit(neighbour, weight) for each edge of `node`, in the order of its arcs.
  template <class Visit>
  void for_each_neighbour(Node node, Visit&& visit) const {
    const auto [begin, end] = boost::out_edges(node, arcs_);
    for (auto edge = begin; edge != end; ++edge) visit(boost::target(*edge, arcs_), arcs_[*edge]);
  }

 private:
  using Arcs = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, Weight,
                                                  boost::no_property, Node, std::size_t>;
  Arcs arcs_;
  std::vector<std::uint64_t> sizes_;
  std::vector<Node> firsts_;
};

// Renumbers labels, all below `bound`, as 0, 1, 2, ... in the order in which they first appear;
// returns how many different ones there are.
Node renumber(std::vector<Node>& labels, Node bound);

// The nodes of the next level are the groups of `group_of` (renumbered labels, `group_count` of
// them); edges inside a group vanish, parallel ones add up.
Level aggregate(const Level& level, const std::vector<Node>& group_of, Node group_count);

}  // namespace lockstep::graph
