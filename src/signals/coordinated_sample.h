// Bottom-k by hash (Cohen & Kaplan 2007): of a list too long to trace whole, every post keeps the
// same values, wherever they stand in it. Keeping the first k instead would let a shuffled list of
// tags hide from its copies. Private to the room.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "lockstep/core/hash.h"

namespace lockstep::signals {

// At most `limit` different, non-empty values, in order of hash.
inline std::vector<std::string_view> coordinated_sample(const std::vector<std::string_view>& values,
                                                        std::size_t limit) {
  std::vector<std::pair<std::uint64_t, std::string_view>> ranked;
  ranked.reserve(values.size());
  for (const auto value : values) {
    if (!value.empty()) ranked.emplace_back(stable_hash(value), value);
  }
  std::sort(ranked.begin(), ranked.end());
  ranked.erase(std::unique(ranked.begin(), ranked.end()), ranked.end());
  if (ranked.size() > limit) ranked.resize(limit);
  std::vector<std::string_view> chosen;
  chosen.reserve(ranked.size());
  for (const auto& [hash, value] : ranked) chosen.push_back(value);
  return chosen;
}

}  // namespace lockstep::signals
