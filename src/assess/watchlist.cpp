#include "lockstep/assess/watchlist.h"

#include <utility>

#include "lockstep/core/state_archive.h"

namespace lockstep::assess {

KeyHash watched_account(std::string_view name) noexcept {
  return stable_hash(name, stable_hash("watched account"));
}

template <class Archive>
void archive(Archive& ar, Indicator& i) {
  auto& [type, value, note, id, valid_from, valid_until, keys] = i;
  ar(type, value, note, id, valid_from, valid_until, keys);
}

template <class Archive>
void Watchlist::Listed::archive(Archive& ar) {
  auto& [entry_, indicator_] = *this;
  ar(entry_, indicator_);
}

template <class Archive>
void Watchlist::archive(Archive& ar) {
  auto& [most, next, listed, by_entry, by_key] = *this;
  ar(next, listed);
  if constexpr (Archive::kReading)
    for (const auto& [number, one] : listed) index(number, one);
}
LOCKSTEP_ARCHIVE(Watchlist);

void Watchlist::index(std::uint64_t number, const Listed& listed) {
  by_entry_[listed.entry].push_back(number);
  for (const KeyHash key : listed.indicator.keys) by_key_[key].push_back(number);
}

void Watchlist::put(const std::string& entry, std::vector<Indicator> indicators) {
  remove(entry);
  while (!listed_.empty() && listed_.size() + indicators.size() > most_)
    remove(std::string(listed_.begin()->second.entry));
  for (Indicator& indicator : indicators) {
    const auto added =
        listed_.emplace_hint(listed_.end(), next_++, Listed{entry, std::move(indicator)});
    index(added->first, added->second);
  }
}

void Watchlist::remove(const std::string& entry) {
  const auto found = by_entry_.find(entry);
  if (found == by_entry_.end()) return;
  for (const std::uint64_t number : found->second) {
    const auto gone = listed_.find(number);
    for (const KeyHash key : gone->second.indicator.keys) {
      const auto of_key = by_key_.find(key);
      if (of_key == by_key_.end()) continue;  // named twice
      std::erase(of_key->second, number);
      if (of_key->second.empty()) by_key_.erase(of_key);
    }
    listed_.erase(gone);
  }
  by_entry_.erase(found);
}

const Indicator* Watchlist::find(KeyHash key, EventTime at) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  for (const std::uint64_t number : found->second) {
    const Indicator& indicator = listed_.at(number).indicator;
    if (indicator.valid_from <= at && at < indicator.valid_until) return &indicator;
  }
  return nullptr;
}

}  // namespace lockstep::assess
