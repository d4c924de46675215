#include "lockstep/assess/watchlist.h"

#include <algorithm>
#include <utility>

#include "lockstep/core/state_archive.h"

namespace lockstep::assess {

KeyHash watched_account(std::string_view name) noexcept {
  return stable_hash(name, stable_hash("watched account"));
}

template <class Archive>
void archive(Archive& ar, Indicator& i) {
  auto& [type, value, note] = i;
  ar(type, value, note);
}

template <class Archive>
void Watchlist::Entry::archive(Archive& ar) {
  auto& [indicator_, keys_, order_] = *this;
  ar(indicator_, keys_, order_);
}

template <class Archive>
void Watchlist::archive(Archive& ar) {
  auto& [most, next, entries, by_order, by_key] = *this;
  ar(next, entries);
  if constexpr (Archive::kReading) {
    for (const auto& [name, entry] : entries) by_order[entry.order] = name;
    ar.require(by_order.size() == entries.size(), "two entries at once");
    if (!ar.ok()) return;
    for (const auto& [order, name] : by_order)
      for (const auto key : entries.at(name).keys) by_key[key].push_back(order);
  }
}
LOCKSTEP_ARCHIVE(Watchlist);

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
