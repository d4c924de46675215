// The median of an even number of values is either of the two in the middle: no third is made up.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace lockstep {

// Both need a value, and reorder them. Linear.
template <class T>
T upper_median(std::vector<T>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

template <class T>
T lower_median(std::vector<T>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace lockstep
