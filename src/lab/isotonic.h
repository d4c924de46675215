// Isotonic regression: the best map from a score to a probability that never decreases (pool
// adjacent violators, Ayer et al. 1955).
#pragma once

#include <utility>
#include <vector>

namespace lockstep::lab {

struct IsotonicMap {
  struct Step {
    double from = 0;  // the lowest score of the step
    double probability = 0;
  };
  std::vector<Step> steps;  // by `from`; both increase

  // Of the last step at or below `score`; the first one's below all.
  double at(double score) const noexcept;
};

// Each step's probability is (right + 1/2) / (examples + 1), so that none is 0 or 1. At least one
// example. O(n log n).
IsotonicMap fit_isotonic(std::vector<std::pair<double, bool>> scored);

}  // namespace lockstep::lab
