// Sums of weights per label, for the few labels around one node: adding is an array access, and
// clearing costs as many steps as labels were touched.
#pragma once

#include <vector>

#include "level.h"

namespace lockstep::graph {

class Tally {
 public:
  explicit Tally(Node labels) : sums_(labels, 0), seen_(labels, 0) {}

  void add(Node label, Weight weight) {
    if (seen_[label] == 0) {
      seen_[label] = 1;
      touched_.push_back(label);
    }
    sums_[label] += weight;
  }
  Weight operator[](Node label) const { return sums_[label]; }
  // Labels that were added to, in the order in which they first were.
  const std::vector<Node>& touched() const { return touched_; }
  void clear() {
    for (const Node label : touched_) sums_[label] = seen_[label] = 0;
    touched_.clear();
  }

 private:
  std::vector<Weight> sums_;
  std::vector<unsigned char> seen_;
  std::vector<Node> touched_;
};

}  // namespace lockstep::graph
