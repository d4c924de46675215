#include "lockstep/evidence/credited_keys.h"

#include <algorithm>

namespace lockstep::evidence {

std::set<KeyHash> credited_keys(std::span<const PairKey> edges, const PairTable& pairs) {
  std::set<KeyHash> keys;
  for (const auto pair : edges) {
    const auto* record = pairs.find(pair);
    if (record == nullptr) continue;
    const auto n = std::min<std::size_t>(record->credits, kRememberedKeys);
    keys.insert(record->keys.begin(), record->keys.begin() + static_cast<std::ptrdiff_t>(n));
  }
  return keys;
}

}  // namespace lockstep::evidence
