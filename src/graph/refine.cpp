#include <algorithm>
#include <cmath>
#include <numeric>

#include "lockstep/core/hash.h"
#include "phases.h"
#include "tally.h"

namespace lockstep::graph {
namespace {

constexpr double kTheta = 0.01 * static_cast<double>(kWeightOne);

struct Choice {
  Node part;
  Weight gain;
};

// exp(-deficit / theta) in units of 2^-32: so coarse that the last bit of a machine's exp() does
// not decide.
std::uint64_t share_of(Weight deficit) {
  constexpr double kUnit = 4294967296.0;
  constexpr Weight kNothing = 223'000;  // exp(-22.3) < 2^-32
  if (deficit >= kNothing) return 0;
  return static_cast<std::uint64_t>(kUnit * std::exp(-static_cast<double>(deficit) / kTheta));
}

// Draws with probability proportional to exp(gain / theta).
Node draw(const std::vector<Choice>& choices, std::uint64_t random) {
  Weight most = 0;
  for (const Choice& choice : choices) most = std::max(most, choice.gain);
  const auto share = [most](const Choice& choice) { return share_of(most - choice.gain); };
  std::uint64_t total = 0;
  for (const Choice& choice : choices) total += share(choice);
  std::uint64_t left = random % total;
  for (const Choice& choice : choices) {
    const std::uint64_t width = share(choice);
    if (left < width) return choice.part;
    left -= width;
  }
  return choices.back().part;
}

class Refiner {
 public:
  Refiner(const Level& level, Weight gamma, const std::vector<Node>& community)
      : level_(level),
        gamma_(gamma),
        community_(community),
        part_(level.node_count()),
        part_size_(level.node_count()),
        community_size_(level.node_count(), 0),
        outward_(level.node_count(), 0),
        alone_(level.node_count(), 1),
        weight_to_(level.node_count()) {
    std::iota(part_.begin(), part_.end(), Node{0});
    for (Node node = 0; node < level.node_count(); ++node) {
      part_size_[node] = level.size(node);
      community_size_[community[node]] += level.size(node);
      level.for_each_neighbour(node, [&](Node other, Weight weight) {
        if (community[other] == community[node]) outward_[node] += weight;
      });
    }
  }

  void visit(Node node, std::uint64_t random) {
    if (alone_[node] == 0 || !well_connected(node)) return;
    level_.for_each_neighbour(node, [&](Node other, Weight weight) {
      if (community_[other] == community_[node]) weight_to_.add(part_[other], weight);
    });
    choices_.assign(1, {node, 0});  // staying alone is a choice too
    for (const Node part : weight_to_.touched()) {
      if (!well_connected(part)) continue;
      const Weight gain = weight_to_[part] - penalty(gamma_, level_.size(node), part_size_[part]);
      if (gain >= 0) choices_.push_back({part, gain});
    }
    if (choices_.size() > 1) join(node, draw(choices_, random));
    weight_to_.clear();
  }

  std::vector<Node> take() { return std::move(part_); }

 private:
  // Is the part attached to the rest of its community no less densely than gamma?
  bool well_connected(Node part) const {
    const std::uint64_t rest = community_size_[community_[part]] - part_size_[part];
    return outward_[part] >= penalty(gamma_, part_size_[part], rest);
  }

  void join(Node node, Node part) {
    if (part == node) return;
    part_[node] = part;
    part_size_[part] += level_.size(node);
    outward_[part] += outward_[node] - 2 * weight_to_[part];
    alone_[node] = alone_[part] = 0;
  }

  const Level& level_;
  const Weight gamma_;
  const std::vector<Node>& community_;
  std::vector<Node> part_;  // named after the node that founded it
  std::vector<std::uint64_t> part_size_, community_size_;
  std::vector<Weight> outward_;  // weight between a part and the rest of its community
  std::vector<unsigned char> alone_;
  Tally weight_to_;
  std::vector<Choice> choices_;
};

}  // namespace

std::vector<Node> refine(const Level& level, Weight gamma, std::uint64_t seed,
                         const std::vector<Node>& community) {
  Refiner refiner(level, gamma, community);
  for (Node node = 0; node < level.node_count(); ++node) {
    refiner.visit(node, mix64(seed ^ mix64(level.first(node))));
  }
  return refiner.take();
}

}  // namespace lockstep::graph
