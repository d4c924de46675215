#include "level.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "lockstep/core/check.h"
#include "tally.h"

namespace lockstep::graph {
namespace {

// Nodes by group, ascending inside each: members[begin[g]] .. members[begin[g + 1] - 1].
struct Members {
  std::vector<std::size_t> begin;
  std::vector<Node> members;
};

Members members_of(const std::vector<Node>& group_of, Node group_count) {
  Members out;
  out.begin.assign(std::size_t{group_count} + 1, 0);
  for (const Node group : group_of) ++out.begin[group + 1];
  std::partial_sum(out.begin.begin(), out.begin.end(), out.begin.begin());
  out.members.resize(group_of.size());
  std::vector<std::size_t> next(out.begin.begin(), out.begin.end() - 1);
  for (Node node = 0; node < group_of.size(); ++node) {
    out.members[next[group_of[node]]++] = node;
  }
  return out;
}

}  // namespace

Level::Level(std::span<const Arc> arcs, std::vector<std::uint64_t> sizes, std::vector<Node> firsts)
    : sizes_(std::move(sizes)), firsts_(std::move(firsts)) {
  std::vector<std::pair<Node, Node>> ends;
  std::vector<Weight> weights;
  ends.reserve(arcs.size());
  weights.reserve(arcs.size());
  for (const Arc& arc : arcs) {
    ends.emplace_back(arc.source, arc.target);
    weights.push_back(arc.weight);
  }
  arcs_ = Arcs(boost::edges_are_sorted, ends.begin(), ends.end(), weights.begin(), node_count(),
               ends.size());
}

Level Level::base(Node count, std::span<const Arc> arcs) {
  std::vector<Node> firsts(count);
  std::iota(firsts.begin(), firsts.end(), Node{0});
  return Level(arcs, std::vector<std::uint64_t>(count, 1), std::move(firsts));
}

Node renumber(std::vector<Node>& labels, Node bound) {
  constexpr Node kNone = std::numeric_limits<Node>::max();
  std::vector<Node> number(bound, kNone);
  Node next = 0;
  for (Node& label : labels) {
    if (number[label] == kNone) number[label] = next++;
    label = number[label];
  }
  return next;
}

Level aggregate(const Level& level, const std::vector<Node>& group_of, Node group_count) {
  LOCKSTEP_CHECK(group_of.size() == level.node_count());
  const Members groups = members_of(group_of, group_count);
  std::vector<std::uint64_t> sizes(group_count, 0);
  std::vector<Node> firsts(group_count, std::numeric_limits<Node>::max());
  std::vector<Arc> arcs;
  Tally weight_to(group_count);
  for (Node group = 0; group < group_count; ++group) {
    for (std::size_t i = groups.begin[group]; i < groups.begin[group + 1]; ++i) {
      const Node node = groups.members[i];
      sizes[group] += level.size(node);
      firsts[group] = std::min(firsts[group], level.first(node));
      level.for_each_neighbour(node, [&](Node other, Weight weight) {
        if (group_of[other] != group) weight_to.add(group_of[other], weight);
      });
    }
    for (const Node other : weight_to.touched()) arcs.push_back({group, other, weight_to[other]});
    weight_to.clear();
  }
  return Level(arcs, std::move(sizes), std::move(firsts));
}

}  // namespace lockstep::graph
