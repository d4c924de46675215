#include "lockstep/evidence/pairs.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "doorkeeper.h"
#include "lockstep/core/recency_list.h"
#include "lockstep/core/slab.h"
#include "lockstep/evidence/threshold.h"
#include "post_archive.h"

namespace lockstep::evidence {

template <class Archive>
void archive(Archive& ar, TimingSum& t) {
  auto& [surprise, episodes] = t;
  ar(surprise, episodes);
}

template <class Archive>
void archive(Archive& ar, PairRecord& r) {
  auto& [pair, shared, evidence, keys, timing, last_post, last_timed, last_time, epoch, credits,
         links, slot, last_kinds, total, accepted, live, no_chance] = r;
  ar(pair, shared, evidence, keys, timing, last_post, last_timed, last_time, epoch, credits, links,
     slot, last_kinds, total, accepted, live, no_chance);
}

template <class Archive>
void archive(Archive& ar, PairStats& s) {
  auto& [first_coactions, records, evicted, accepted, doorkeeper, threshold] = s;
  ar(first_coactions, records, evicted, accepted, threshold);  // the doorkeeper counts itself
}

namespace {

void add_episode(PairRecord& r, const PairTable::Coaction& c) {
  auto& now = r.timing[0];
  if (now.episodes == std::numeric_limits<std::uint16_t>::max()) return;
  ++now.episodes;
  now.surprise += c.surprise;
  r.last_timed = c.post;
}

}  // namespace

struct PairTable::Impl {
  explicit Impl(const EvidenceConfig& c)
      : config(c), doorkeeper(c.max_first_coactions), threshold(c.false_discovery_rate) {}

  PairRecord* promote(const Coaction& c, const FirstCoaction& first);
  bool repeated(const PairRecord& r, const Coaction& c) const;
  void apply(PairRecord& r, std::size_t dense_kind, KeyHash key, const Coaction& c);
  void forget(Slot slot);

  EvidenceConfig config;
  Doorkeeper doorkeeper;
  EbhThreshold threshold;
  absl::flat_hash_map<PairKey, Slot> index;  // never iterated
  Slab<PairRecord> records;
  RecencyList by_credit;
  std::vector<Slot> changed;     // revised since settle(), with repeats
  std::vector<Slot> candidates;  // with evidence worth a look, and stale ones
  std::vector<PairKey> dropped;  // accepted pairs evicted since settle()
  double settled_threshold = std::numeric_limits<double>::infinity();
  PairStats stats;

  template <class Archive>
  void archive(Archive& ar) {
    auto& [config_, doorkeeper_, threshold_, index_, records_, by_credit_, changed_, candidates_,
           dropped_, settled_threshold_, stats_] = *this;
    ar(doorkeeper_, threshold_, records_, by_credit_, changed_, candidates_, dropped_,
       settled_threshold_, stats_);
    if constexpr (Archive::kReading) {
      index_.reserve(records_.size());
      const bool listed = by_credit_.walk(records_, records_.end(), [&](Slot slot) {
        return records_[slot].slot == slot && index_.emplace(records_[slot].pair, slot).second;
      });
      ar.require(listed && index_.size() == records_.size(), "pairs out of order");
      for (const auto* list : {&changed_, &candidates_})
        for (const auto slot : *list) ar.require(slot < records_.end(), "no such pair");
    }
  }
};

void PairTable::Impl::forget(Slot slot) {
  const auto& r = records[slot];
  by_credit.remove(records, slot);
  index.erase(r.pair);
  threshold.remove(r.total);
  if (r.accepted) {
    dropped.push_back(r.pair);
    --stats.accepted;
  }
  records.remove(slot);
  --stats.records;
}

// P2: not the same key again, nor a second key of the same kind in the same post.
bool PairTable::Impl::repeated(const PairRecord& r, const Coaction& c) const {
  if (r.last_post == c.post && (r.last_kinds >> c.dense_kind & 1U) != 0) return true;
  return std::find(r.keys.begin(), r.keys.end(), c.key) != r.keys.end();
}

void PairTable::Impl::apply(PairRecord& r, std::size_t dense_kind, KeyHash key, const Coaction& c) {
  if (const auto epoch = epoch_of(c.time); epoch != r.epoch) {
    for (auto& count : r.shared) count.rotate(epoch - r.epoch);
    r.timing[1] = epoch == r.epoch + 1 ? r.timing[0] : TimingSum{};
    r.timing[0] = {};
    r.epoch = epoch;
  }
  r.shared[dense_kind].add();
  r.keys[r.credits % kRememberedKeys] = key;
  ++r.credits;
  r.last_kinds =
      static_cast<std::uint16_t>((r.last_post == c.post ? r.last_kinds : 0U) | (1U << dense_kind));
  r.last_post = c.post;
  r.last_time = c.time;
}

PairRecord* PairTable::Impl::promote(const Coaction& c, const FirstCoaction& first) {
  doorkeeper.erase(c.pair);
  for (; static_cast<std::int64_t>(stats.records) >= config.max_pairs; ++stats.evicted)
    forget(by_credit.oldest());
  const auto slot = records.add();
  auto& r = records[slot];
  r.slot = slot;
  r.pair = c.pair;
  r.epoch = epoch_of(c.time);
  r.live = true;
  index.emplace(c.pair, slot);
  by_credit.push(records, slot);
  ++stats.records;
  apply(r, first.dense_kind, first.key, c);
  r.last_kinds = 0;  // that was another post
  apply(r, c.dense_kind, c.key, c);
  add_episode(r, c);
  return &r;
}

PairTable::PairTable(const EvidenceConfig& config) : impl_(std::make_unique<Impl>(config)) {}
PairTable::~PairTable() = default;

template <class Archive>
void PairTable::archive(Archive& ar) {
  impl_->archive(ar);
}
LOCKSTEP_ARCHIVE(PairTable);

void PairTable::prefetch(PairKey pair) const {
  impl_->index.prefetch(pair);
  impl_->doorkeeper.prefetch(pair);
}

PairTable::Credit PairTable::credit(const Coaction& c) {
  auto& t = *impl_;
  if (const auto found = t.index.find(c.pair); found != t.index.end()) {
    auto& r = t.records[found->second];
    if (t.repeated(r, c)) return {};
    t.apply(r, c.dense_kind, c.key, c);
    if (r.last_timed < c.episode_start) add_episode(r, c);
    t.by_credit.renew(t.records, found->second);
    return {&r, true};
  }
  const auto post_low = static_cast<std::uint32_t>(c.post) & FirstCoaction::kPostMask;
  const auto first = t.doorkeeper.find(c.pair);
  if (!first) {
    ++t.stats.first_coactions;
    t.doorkeeper.insert(c.pair, {c.key, post_low, static_cast<std::uint8_t>(c.dense_kind)});
    return {nullptr, true};
  }
  // The same post again, or the same key: still the first co-action.
  if (first->post_low == post_low || first->key == c.key) return {};
  return {t.promote(c, *first), true};
}

void PairTable::revise(PairRecord& r, const std::array<float, kMaxCoactionKinds>& evidence,
                       double total) {
  auto& t = *impl_;
  t.threshold.remove(r.total);
  const bool was_candidate = t.threshold.counts(r.total);
  r.evidence = evidence;
  r.total = static_cast<float>(total);
  t.threshold.add(r.total);
  if (!was_candidate && t.threshold.counts(r.total)) t.candidates.push_back(r.slot);
  if (r.accepted || t.threshold.counts(r.total)) t.changed.push_back(r.slot);
}

void PairTable::begin_epoch() { impl_->doorkeeper.turn(); }

void PairTable::expire(EventTime before) {
  auto& t = *impl_;
  for (auto slot = t.by_credit.oldest(); slot != kNoSlot && t.records[slot].last_time < before;
       slot = t.by_credit.oldest())
    t.forget(slot);
}

void PairTable::erase(AccountIndex account) {
  auto& t = *impl_;
  for (Slot slot = 0; slot < t.records.end(); ++slot) {
    const auto& r = t.records[slot];
    if (r.live && (first_of(r.pair) == account || second_of(r.pair) == account)) t.forget(slot);
  }
}

std::vector<EdgeChange> PairTable::settle() {
  auto& t = *impl_;
  std::vector<EdgeChange> out;
  for (const auto pair : t.dropped) out.push_back({pair, false, true});
  t.dropped.clear();
  const double need = t.threshold.nats(t.stats.first_coactions);
  const double keep = need - kLeeway;
  t.stats.threshold = need;
  // A lower threshold lets candidates in that did not change; a higher one may drop accepted ones.
  auto& look_at = need == t.settled_threshold ? t.changed : t.candidates;
  if (&look_at == &t.candidates) {
    std::erase_if(t.candidates, [&](Slot s) {
      const auto& r = t.records[s];
      return !r.live || !(r.accepted || t.threshold.counts(r.total));
    });
    look_at.insert(look_at.end(), t.changed.begin(), t.changed.end());
  }
  std::sort(look_at.begin(), look_at.end());
  look_at.erase(std::unique(look_at.begin(), look_at.end()), look_at.end());
  std::sort(t.changed.begin(), t.changed.end());
  for (const auto s : look_at) {
    auto& r = t.records[s];
    if (!r.live) continue;
    const bool accept = r.total >= (r.accepted ? keep : need);
    const bool touched = std::binary_search(t.changed.begin(), t.changed.end(), s);
    if (accept != r.accepted) {
      out.push_back({r.pair, accept, !accept});
      t.stats.accepted += accept ? 1U : ~std::uint64_t{0};
      r.accepted = accept;
    } else if (accept && touched) {
      out.push_back({r.pair, false, false});
    }
  }
  t.settled_threshold = need;
  t.changed.clear();
  std::sort(out.begin(), out.end(),
            [](const EdgeChange& a, const EdgeChange& b) { return a.pair < b.pair; });
  return out;
}

const PairRecord* PairTable::find(PairKey pair) const {
  const auto found = impl_->index.find(pair);
  return found == impl_->index.end() ? nullptr : &impl_->records[found->second];
}

std::optional<std::size_t> PairTable::met_once(PairKey pair) const {
  const auto first = impl_->doorkeeper.find(pair);
  return first ? std::optional<std::size_t>{first->dense_kind} : std::nullopt;
}

double PairTable::bar() const {
  const auto& t = *impl_;
  return std::min(t.settled_threshold, t.threshold.alone(t.stats.first_coactions));
}

PairStats PairTable::stats() const {
  auto s = impl_->stats;
  s.doorkeeper = impl_->doorkeeper.size();
  return s;
}

}  // namespace lockstep::evidence
