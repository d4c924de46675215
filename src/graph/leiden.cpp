#include "lockstep/graph/leiden.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "lockstep/core/check.h"
#include "lockstep/core/hash.h"
#include "phases.h"

namespace lockstep::graph {
namespace {

Weight fixed_point(double value) { return std::llround(value * static_cast<double>(kWeightOne)); }

// An edge is an edge however small its weight.
Weight weight_of(const Edge& edge) { return std::max<Weight>(1, fixed_point(edge.weight)); }

// The nodes in another order: those of one component side by side, ascending inside each, so that
// a component is a stretch of nodes and a stretch of arcs.
struct Layout {
  std::vector<Node> place;         // of each node
  std::vector<std::size_t> begin;  // first place of each component, and the end
};

Layout lay_out(Node node_count, std::span<const Edge> edges) {
  const std::vector<Node> component = components(node_count, edges);
  const Node count =
      component.empty() ? 0 : *std::max_element(component.begin(), component.end()) + 1;
  Layout out;
  out.begin.assign(std::size_t{count} + 1, 0);
  for (const Node c : component) ++out.begin[c + 1];
  std::partial_sum(out.begin.begin(), out.begin.end(), out.begin.begin());
  std::vector<std::size_t> next = out.begin;
  out.place.resize(node_count);
  for (Node node = 0; node < node_count; ++node) {
    out.place[node] = static_cast<Node>(next[component[node]]++);
  }
  return out;
}

// A stable counting sort by `key`, whose values are below `bound`.
template <class Key>
std::vector<Arc> sorted_by(std::span<const Arc> arcs, Node bound, Key key) {
  std::vector<std::size_t> next(std::size_t{bound} + 1, 0);
  for (const Arc& arc : arcs) ++next[key(arc) + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<Arc> out(arcs.size());
  for (const Arc& arc : arcs) out[next[key(arc)]++] = arc;
  return out;
}

// Both directions of every edge, by (place of source, place of target).
std::vector<Arc> sorted_arcs(const Layout& layout, std::span<const Edge> edges) {
  std::vector<Arc> arcs;
  arcs.reserve(2 * edges.size());
  for (const Edge& edge : edges) {
    LOCKSTEP_CHECK(edge.u != edge.v);
    const Node u = layout.place[edge.u];
    const Node v = layout.place[edge.v];
    arcs.push_back({u, v, weight_of(edge)});
    arcs.push_back({v, u, weight_of(edge)});
  }
  const auto bound = static_cast<Node>(layout.place.size());
  arcs = sorted_by(arcs, bound, [](const Arc& arc) { return arc.target; });
  arcs = sorted_by(arcs, bound, [](const Arc& arc) { return arc.source; });
  for (std::size_t i = 1; i < arcs.size(); ++i) {
    LOCKSTEP_CHECK(arcs[i].source != arcs[i - 1].source || arcs[i].target != arcs[i - 1].target);
  }
  return arcs;
}

// The communities to begin with, by place; each is called by its first place in the component.
std::vector<Node> start_of(const Layout& layout, std::span<const std::uint32_t> start) {
  const std::size_t count = layout.place.size();
  LOCKSTEP_CHECK(start.empty() || start.size() == count);
  std::vector<Node> label(count), out(count);
  for (Node node = 0; node < count; ++node)
    label[layout.place[node]] = start.empty() ? node : start[node];
  constexpr Node kNone = std::numeric_limits<Node>::max();
  std::vector<Node> holder(count, kNone);  // the newest first place of a label
  for (std::size_t c = 0; c + 1 < layout.begin.size(); ++c) {
    const auto first = static_cast<Node>(layout.begin[c]);
    for (Node place = first; place < layout.begin[c + 1]; ++place) {
      auto& head = holder[label[place]];
      if (head == kNone || head < first) head = place;
      out[place] = head - first;
    }
  }
  return out;
}

class ComponentSolver {
 public:
  // `start`: the community of each node to begin with.
  ComponentSolver(Level base, Weight gamma, std::uint64_t seed, std::vector<Node> start)
      : base_(std::move(base)), gamma_(gamma), seed_(seed), community_(std::move(start)) {}

  // Every change improves Q, which is an integer and bounded: this ends. A round without a change
  // began by trying every single node, which is G3.
  std::vector<Node> solve() {
    for (std::uint64_t round = 0;; ++round) {
      if (iterate(mix64(seed_ + round))) continue;
      if (!split_disconnected(base_, community_)) return std::move(community_);
    }
  }

 private:
  bool iterate(std::uint64_t seed) {
    bool changed = local_move(base_, gamma_, community_);
    std::vector<Node> node_of(base_.node_count());  // of the current level, for each base node
    std::iota(node_of.begin(), node_of.end(), Node{0});
    std::optional<Level> coarse;
    for (std::uint64_t depth = 0;; ++depth) {
      const Level& level = coarse ? *coarse : base_;
      std::vector<Node> part = refine(level, gamma_, mix64(seed + depth), community_);
      const Node parts = renumber(part, level.node_count());
      if (parts == level.node_count()) break;
      std::vector<Node> community_of_part(parts);
      for (Node node = 0; node < level.node_count(); ++node) {
        community_of_part[part[node]] = community_[node];
      }
      renumber(community_of_part, level.node_count());
      for (Node& node : node_of) node = part[node];
      coarse = aggregate(level, part, parts);
      community_ = std::move(community_of_part);
      changed |= local_move(*coarse, gamma_, community_);
    }
    std::vector<Node> flat(base_.node_count());
    for (Node node = 0; node < base_.node_count(); ++node) flat[node] = community_[node_of[node]];
    renumber(flat, base_.node_count());
    community_ = std::move(flat);
    return changed;
  }

  const Level base_;
  const Weight gamma_;
  const std::uint64_t seed_;
  std::vector<Node> community_;  // of each node of the level at hand
};

}  // namespace

std::vector<std::uint32_t> leiden(std::uint32_t node_count, std::span<const Edge> edges,
                                  const LeidenOptions& options) {
  const Layout layout = lay_out(node_count, edges);
  std::vector<Arc> arcs = sorted_arcs(layout, edges);
  const std::vector<Node> start_at = start_of(layout, options.start);
  std::vector<Node> community_at(node_count);  // by place
  std::size_t arc = 0;
  for (std::size_t c = 0; c + 1 < layout.begin.size(); ++c) {
    const auto first = static_cast<Node>(layout.begin[c]);
    const auto count = static_cast<Node>(layout.begin[c + 1] - layout.begin[c]);
    const std::size_t begin = arc;
    for (; arc < arcs.size() && arcs[arc].source < first + count; ++arc) {
      arcs[arc].source -= first;
      arcs[arc].target -= first;
    }
    ComponentSolver solver(Level::base(count, {arcs.data() + begin, arc - begin}),
                           fixed_point(options.gamma), options.seed,
                           {start_at.begin() + first, start_at.begin() + first + count});
    const std::vector<Node> local = solver.solve();
    for (Node i = 0; i < count; ++i) community_at[first + i] = first + local[i];
  }
  std::vector<std::uint32_t> community(node_count);
  for (Node node = 0; node < node_count; ++node) community[node] = community_at[layout.place[node]];
  renumber(community, node_count);
  return community;
}

double cpm_quality(std::uint32_t node_count, std::span<const Edge> edges,
                   std::span<const std::uint32_t> community, double gamma) {
  LOCKSTEP_CHECK(community.size() == node_count);
  Weight inside = 0;
  for (const Edge& edge : edges) {
    if (community[edge.u] == community[edge.v]) inside += weight_of(edge);
  }
  std::vector<std::uint32_t> label(community.begin(), community.end());
  std::sort(label.begin(), label.end());
  double pairs = 0;
  for (auto begin = label.begin(); begin != label.end();) {
    const auto end = std::upper_bound(begin, label.end(), *begin);
    const auto size = static_cast<double>(end - begin);
    pairs += size * (size - 1) / 2;
    begin = end;
  }
  const auto one = static_cast<double>(kWeightOne);
  return (static_cast<double>(inside) - static_cast<double>(fixed_point(gamma)) * pairs) / one;
}

}  // namespace lockstep::graph
