#include "lockstep/assess/watchlist.h"

#include <utility>

namespace lockstep::assess {

KeyHash watched_account(std::string_view name) noexcept {
  return stable_hash(name, stable_hash("watched account"));
}

void Watchlist::put(const std::string& entry, Indicator indicator, std::vector<KeyHash> keys) {
  remove(entry);
  if (entries_.size() >= most_) remove(std::string(by_order_.begin()->second));
  const std::uint64_t order = next_++;
  for (const KeyHash key : keys) by_key_[key].push_back(order);
  by_order_[order] = entry;
  entries_[entry] = {std::move(indicator), std::move(keys), order};
}

void Watchlist::remove(const std::string& entry) {
  const auto found = entries_.find(entry);
  if (found == entries_.end()) return;
  for (const KeyHash key : found->second.keys) {
    const auto of_key = by_key_.find(key);
    std::erase(of_key->second, found->second.order);
    if (of_key->second.empty()) by_key_.erase(of_key);
  }
  by_order_.erase(found->second.order);
  entries_.erase(found);
}

const Indicator* Watchlist::find(KeyHash key) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  return &entries_.at(by_order_.at(found->second.front())).indicator;
}

}  // namespace lockstep::assess
