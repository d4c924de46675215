#include <numeric>

#include "phases.h"
#include "tally.h"

namespace lockstep::graph {
namespace {

// First in, first out; holds each node at most once.
class NodeQueue {
 public:
  explicit NodeQueue(Node count) : ring_(count), queued_(count, 1), waiting_(count) {
    std::iota(ring_.begin(), ring_.end(), Node{0});
  }
  bool empty() const { return waiting_ == 0; }
  Node pop() {
    const Node node = ring_[head_];
    head_ = head_ + 1 == ring_.size() ? 0 : head_ + 1;
    --waiting_;
    queued_[node] = 0;
    return node;
  }
  void push(Node node) {
    if (queued_[node] != 0) return;
    queued_[node] = 1;
    std::size_t tail = head_ + waiting_;
    if (tail >= ring_.size()) tail -= ring_.size();
    ring_[tail] = node;
    ++waiting_;
  }

 private:
  std::vector<Node> ring_;
  std::vector<unsigned char> queued_;
  std::size_t head_ = 0;
  std::size_t waiting_;
};

class Mover {
 public:
  Mover(const Level& level, Weight gamma, std::vector<Node>& community)
      : level_(level),
        gamma_(gamma),
        community_(community),
        size_(level.node_count(), 0),
        members_(level.node_count(), 0),
        weight_to_(level.node_count()) {
    for (Node node = 0; node < level.node_count(); ++node) {
      size_[community[node]] += level.size(node);
      ++members_[community[node]];
    }
    for (Node label = level.node_count(); label-- > 0;) {
      if (members_[label] == 0) empty_.push_back(label);
    }
  }

  // Returns whether `node` moved.
  bool visit(Node node) {
    level_.for_each_neighbour(
        node, [&](Node other, Weight weight) { weight_to_.add(community_[other], weight); });
    const Node from = community_[node];
    const Node to = best_community(node, from);
    weight_to_.clear();
    if (to == from) return false;
    move(node, from, to);
    return true;
  }

 private:
  Weight gain(Node node, Node label, std::uint64_t others) const {
    return weight_to_[label] - penalty(gamma_, level_.size(node), others);
  }

  Node best_community(Node node, Node from) const {
    Node best = from;
    Weight best_gain = gain(node, from, size_[from] - level_.size(node));
    if (best_gain < 0) {  // so it is not alone, and there is an unused label
      best = empty_.back();
      best_gain = 0;
    }
    bool tie_open = false;
    for (const Node label : weight_to_.touched()) {
      if (label == from) continue;
      const Weight here = gain(node, label, size_[label]);
      if (here > best_gain || (tie_open && here == best_gain && label < best)) {
        best = label;
        best_gain = here;
        tie_open = true;
      }
    }
    return best;
  }

  void move(Node node, Node from, Node to) {
    if (members_[to] == 0) empty_.pop_back();
    size_[from] -= level_.size(node);
    size_[to] += level_.size(node);
    ++members_[to];
    if (--members_[from] == 0) empty_.push_back(from);
    community_[node] = to;
  }

  const Level& level_;
  const Weight gamma_;
  std::vector<Node>& community_;
  std::vector<std::uint64_t> size_;  // level-0 nodes of a community
  std::vector<Node> members_;        // nodes of this level
  std::vector<Node> empty_;          // unused labels
  Tally weight_to_;
};

}  // namespace

bool local_move(const Level& level, Weight gamma, std::vector<Node>& community) {
  Mover mover(level, gamma, community);
  NodeQueue queue(level.node_count());
  bool any = false;
  while (!queue.empty()) {
    const Node node = queue.pop();
    if (!mover.visit(node)) continue;
    any = true;
    level.for_each_neighbour(node, [&](Node other, Weight) {
      if (community[other] != community[node]) queue.push(other);
    });
  }
  return any;
}

}  // namespace lockstep::graph
