#include "lockstep/join/join.h"

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "lockstep/core/recency_list.h"
#include "lockstep/core/slab.h"
#include "lockstep/core/state_archive.h"

namespace lockstep::join {
namespace {

constexpr std::uint64_t kEverything = std::numeric_limits<std::uint64_t>::max();
constexpr Duration kSaltPeriod = std::chrono::hours{24 * 7};

struct Entry {
  std::uint64_t account_hash;
  EventTime time;
  PostSeq post;
  AccountIndex account;

  template <class Archive>
  void archive(Archive& ar) {
    auto& [account_hash_, time_, post_, account_] = *this;
    ar(account_hash_, time_, post_, account_);
  }
};

// 104 bytes and 32 for each arrival after the first.
struct KeyState {
  KeyHash key = 0;
  EventTime oldest{}, newest{};
  std::int64_t salt = 0;                  // the week the entries are ranked by
  std::uint64_t threshold = kEverything;  // ranks above it are not kept
  RecencyList::Links links{};
  absl::InlinedVector<Entry, 1> entries;  // by rank

  template <class Archive>
  void archive(Archive& ar) {
    auto& [key_, oldest_, newest_, salt_, threshold_, links_, entries_] = *this;
    ar(key_, oldest_, newest_, salt_, threshold_, links_, entries_);
  }
};

std::int64_t salt_of(EventTime t) { return to_micros(t) / kSaltPeriod.count(); }

std::uint64_t rank(std::uint64_t account_hash, std::int64_t salt) {
  return mix64(account_hash ^ mix64(static_cast<std::uint64_t>(salt)));
}

bool ranked_before(const Entry& a, const Entry& b, std::int64_t salt) {
  const auto ra = rank(a.account_hash, salt), rb = rank(b.account_hash, salt);
  return ra != rb ? ra < rb : a.account < b.account;
}

void sort_by_rank(KeyState& k) {
  std::sort(k.entries.begin(), k.entries.end(),
            [&](const Entry& a, const Entry& b) { return ranked_before(a, b, k.salt); });
}

}  // namespace

void JoinConfig::describe(ConfigVisitor& v) {
  v.field("look_back", look_back,
          {Duration{std::chrono::seconds{1}}, Duration{std::chrono::hours{24 * 31}}},
          "Two touches of one key further apart than this do not meet.");
  v.field("cap", cap, {1, 64}, "Earlier arrivals of a key that a new one is paired with, at most.");
  v.field("hot_key", hot_key, {64, 1'000'000},
          "A key with more accounts than this keeps a fixed sample of them.");
  v.field("hot_sample", hot_sample, {64, 65'536},
          "Accounts kept of such a key, at most hot_key: the same ones on every key.");
  v.field("max_keys", max_keys, {1'000, 1'000'000'000},
          "Keys remembered; the one longest without an arrival goes first. About 130 bytes each.");
  v.field("max_arrivals", max_arrivals, {1'000, 10'000'000'000},
          "Arrivals remembered over all keys. 32 bytes each.");
}

struct Join::Impl {
  explicit Impl(const JoinConfig& c) : config(c) {
    config.hot_sample = std::min(config.hot_sample, config.hot_key);
  }

  const Arrival* add(Arrival arrival, std::uint64_t account_hash);
  void expire(EventTime now);

  Slot slot_of(KeyHash key, EventTime time);
  void evict_oldest();
  void drop_expired(KeyState& k, EventTime now);
  void cool(KeyState& k);
  void keep_sample(KeyState& k);
  bool insert(KeyState& k, const Entry& entry, bool& present);
  void sample(const KeyState& k, AccountIndex self);

  JoinConfig config;
  absl::flat_hash_map<KeyHash, Slot> index;  // never iterated
  Slab<KeyState> keys;
  RecencyList by_arrival;  // keys, by their last one
  std::vector<Predecessor> predecessors;
  Arrival out;
  JoinStats stats;

  template <class Archive>
  void archive(Archive& ar) {
    auto& [config_, index_, keys_, by_arrival_, predecessors_, out_, stats_] = *this;
    ar(keys_, by_arrival_, stats_);
    if constexpr (Archive::kReading) {
      index_.reserve(keys_.size());
      const bool listed = by_arrival_.walk(keys_, keys_.end(), [&](Slot slot) {
        return index_.emplace(keys_[slot].key, slot).second;
      });
      ar.require(listed && index_.size() == keys_.size(), "keys out of order");
    }
  }
};

void Join::Impl::evict_oldest() {
  const auto slot = by_arrival.oldest();
  const auto& k = keys[slot];
  by_arrival.remove(keys, slot);
  index.erase(k.key);
  stats.arrivals -= k.entries.size();
  if (k.threshold != kEverything) --stats.hot_keys;
  keys.remove(slot);
  --stats.keys;
}

void Join::Impl::expire(EventTime now) {
  const auto due = [&](Slot slot) {
    return slot != kNoSlot && keys[slot].newest < now - config.look_back;
  };
  while (due(by_arrival.oldest())) evict_oldest();
}

Slot Join::Impl::slot_of(KeyHash key, EventTime time) {
  if (const auto found = index.find(key); found != index.end()) return found->second;
  while (stats.keys >= static_cast<std::uint64_t>(config.max_keys)) {
    evict_oldest();
    ++stats.evicted_keys;
  }
  const auto slot = keys.add();
  auto& k = keys[slot];
  k.key = key;
  k.oldest = k.newest = time;
  k.salt = salt_of(time);
  index.emplace(key, slot);
  by_arrival.push(keys, slot);
  ++stats.keys;
  return slot;
}

void Join::Impl::drop_expired(KeyState& k, EventTime now) {
  const auto limit = now - config.look_back;
  if (k.entries.empty() || k.oldest >= limit) return;
  const auto before = k.entries.size();
  auto kept = std::remove_if(k.entries.begin(), k.entries.end(),
                             [&](const Entry& e) { return e.time < limit; });
  k.entries.erase(kept, k.entries.end());
  stats.arrivals -= before - k.entries.size();
  k.oldest = now;
  for (const auto& e : k.entries) k.oldest = std::min(k.oldest, e.time);
  // A sample that has shrunk may admit more accounts again.
  if (k.threshold == kEverything ||
      k.entries.size() >= static_cast<std::size_t>(config.hot_sample) / 2)
    return;
  if (k.entries.empty() || k.threshold >= kEverything / 2) return cool(k);
  k.threshold *= 2;
}

// All accounts are kept again.
void Join::Impl::cool(KeyState& k) {
  if (std::exchange(k.threshold, kEverything) != kEverything) --stats.hot_keys;
}

// Past hot_key accounts only the smallest ranks stay; later arrivals above the threshold are not
// kept, so that the same accounts are seen on every hot key.
void Join::Impl::keep_sample(KeyState& k) {
  const auto limit =
      static_cast<std::size_t>(k.threshold == kEverything ? config.hot_key : config.hot_sample);
  if (k.entries.size() <= limit) return;
  if (k.threshold == kEverything) ++stats.hot_keys;
  const auto keep = static_cast<std::size_t>(config.hot_sample);
  k.threshold = rank(k.entries[keep].account_hash, k.salt) - 1;
  stats.arrivals -= k.entries.size() - keep;
  k.entries.erase(k.entries.begin() + static_cast<std::ptrdiff_t>(keep), k.entries.end());
}

// False if the entry is not kept (above the sampling threshold).
bool Join::Impl::insert(KeyState& k, const Entry& entry, bool& present) {
  if (const auto salt = salt_of(entry.time); salt != k.salt) {
    k.salt = salt;
    sort_by_rank(k);
  }
  const auto place =
      std::lower_bound(k.entries.begin(), k.entries.end(), entry,
                       [&](const Entry& a, const Entry& b) { return ranked_before(a, b, k.salt); });
  present = place != k.entries.end() && place->account == entry.account;
  if (present) return true;
  if (rank(entry.account_hash, k.salt) > k.threshold) return false;
  k.entries.insert(place, entry);
  ++stats.arrivals;
  return true;
}

void Join::Impl::sample(const KeyState& k, AccountIndex self) {
  const auto cap = static_cast<std::size_t>(config.cap);
  for (const auto& e : k.entries) {
    if (predecessors.size() == cap) break;
    if (e.account != self) predecessors.push_back({e.time, e.post, e.account});
  }
  std::sort(predecessors.begin(), predecessors.end(),
            [](const Predecessor& a, const Predecessor& b) {
              return a.time != b.time ? a.time < b.time : a.account < b.account;
            });
}

const Arrival* Join::Impl::add(Arrival arrival, std::uint64_t account_hash) {
  const auto slot = slot_of(arrival.key, arrival.time);
  auto& k = keys[slot];
  drop_expired(k, arrival.time);
  bool present = false;
  const bool kept = insert(k, {account_hash, arrival.time, arrival.post, arrival.account}, present);
  if (present) {
    ++stats.repeats;
    return nullptr;
  }
  k.newest = arrival.time;
  by_arrival.renew(keys, slot);
  predecessors.clear();
  if (kept) sample(k, arrival.account);
  const auto others = k.entries.size() - (kept ? 1 : 0);
  const double share = static_cast<double>(k.threshold) / static_cast<double>(kEverything);
  out = arrival;
  out.sampled = k.threshold != kEverything;
  out.candidates = static_cast<std::uint32_t>(out.sampled ? static_cast<double>(others) / share
                                                          : static_cast<double>(others));
  out.key_count = out.candidates + 1;
  out.predecessors = predecessors;
  keep_sample(k);
  while (stats.arrivals > static_cast<std::uint64_t>(config.max_arrivals) &&
         by_arrival.oldest() != slot) {
    evict_oldest();
    ++stats.evicted_keys;
  }
  return &out;
}

Join::Join(const JoinConfig& config) : impl_(std::make_unique<Impl>(config)) {}
Join::~Join() = default;

const Arrival* Join::add(KindId kind, KeyHash key, AccountIndex account, std::uint64_t account_hash,
                         EventTime time, PostSeq post) {
  Arrival arrival;
  arrival.time = time;
  arrival.post = post;
  arrival.account = account;
  arrival.kind = kind;
  arrival.key = key;
  return impl_->add(arrival, account_hash);
}

template <class Archive>
void Join::archive(Archive& ar) {
  impl_->archive(ar);
}
LOCKSTEP_ARCHIVE(Join);

void Join::erase(AccountIndex account) {
  auto& keys = impl_->keys;
  for (Slot slot = 0; slot < keys.end(); ++slot) {
    auto& entries = keys[slot].entries;
    const auto left = std::remove_if(entries.begin(), entries.end(),
                                     [&](const Entry& e) { return e.account == account; });
    impl_->stats.arrivals -= static_cast<std::uint64_t>(entries.end() - left);
    entries.erase(left, entries.end());
    if (entries.empty()) impl_->cool(keys[slot]);
  }
}

void Join::prefetch(KeyHash key) const { impl_->index.prefetch(key); }
void Join::expire(EventTime now) { impl_->expire(now); }
JoinStats Join::stats() const { return impl_->stats; }

}  // namespace lockstep::join
