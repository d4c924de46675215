#include "lockstep/evidence/credited_keys.h"

#include <absl/container/flat_hash_set.h>

#include <algorithm>

namespace lockstep::evidence {

std::vector<KeyHash> credited_keys(std::span<const AcceptedPair> pairs) {
  absl::flat_hash_set<KeyHash> seen;  // of many pairs, few keys; never iterated
  std::vector<KeyHash> keys;
  for (const auto& [record, confidence] : pairs) {
    const auto n = std::min<std::size_t>(record->credits, kRememberedKeys);
    for (std::size_t i = 0; i < n; ++i) {
      if (seen.insert(record->keys[i]).second) keys.push_back(record->keys[i]);
    }
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace lockstep::evidence
