#include <limits>
#include <numeric>

#include "lockstep/core/check.h"
#include "lockstep/graph/leiden.h"
#include "phases.h"

namespace lockstep::graph {

// Union-find whose roots are the smallest nodes, by path halving.
std::vector<std::uint32_t> components(std::uint32_t node_count, std::span<const Edge> edges) {
  std::vector<Node> parent(node_count);
  std::iota(parent.begin(), parent.end(), Node{0});
  const auto root = [&parent](Node node) {
    while (parent[node] != node) node = parent[node] = parent[parent[node]];
    return node;
  };
  for (const Edge& edge : edges) {
    LOCKSTEP_CHECK(edge.u < node_count && edge.v < node_count);
    const Node u = root(edge.u);
    const Node v = root(edge.v);
    if (u < v) parent[v] = u;
    if (v < u) parent[u] = v;
  }
  for (Node node = 0; node < node_count; ++node) parent[node] = root(node);
  renumber(parent, node_count);
  return parent;
}

bool split_disconnected(const Level& level, std::vector<Node>& community) {
  constexpr Node kUnseen = std::numeric_limits<Node>::max();
  std::vector<Node> part(level.node_count(), kUnseen);
  std::vector<Node> frontier;
  Node parts = 0;
  for (Node start = 0; start < level.node_count(); ++start) {
    if (part[start] != kUnseen) continue;
    part[start] = parts;
    frontier.assign(1, start);
    while (!frontier.empty()) {
      const Node node = frontier.back();
      frontier.pop_back();
      level.for_each_neighbour(node, [&](Node other, Weight) {
        if (community[other] != community[node] || part[other] != kUnseen) return;
        part[other] = parts;
        frontier.push_back(other);
      });
    }
    ++parts;
  }
  const bool split = parts != renumber(community, level.node_count());
  community = std::move(part);
  return split;
}

}  // namespace lockstep::graph
