#include "lockstep/evidence/rarity.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <tuple>

#include "lockstep/core/check.h"
#include "lockstep/core/recency_list.h"
#include "lockstep/core/slab.h"
#include "lockstep/core/state_archive.h"

namespace lockstep::evidence {

template <class Archive>
void archive(Archive& ar, AttributeValue& v) {
  auto& [text, kind, accounts, here, elsewhere] = v;
  ar(text, kind, accounts, here, elsewhere);
}

namespace {

constexpr double kMinShare = 1e-6;
constexpr double kCommonFrom = 20;  // values of more accounts than this fade faster
constexpr double kMaxFamilyNats = 8;
constexpr Duration kRefresh = std::chrono::hours{1};

struct Entry {
  AttributeValue value;
  KeyHash key = 0;
  EventTime since{}, last_seen{};
  RecencyList::Links links{};

  template <class Archive>
  void archive(Archive& ar) {
    auto& [value_, key_, since_, last_seen_, links_] = *this;
    ar(value_, key_, since_, last_seen_, links_);
  }
};

// ln(prior odds over chance) that two accounts with the value are one operation's. One alone shares
// it with nobody.
double surprise(const KindModel& kind, std::uint64_t with_value, std::uint64_t with_kind) noexcept {
  if (with_value < 2 || with_kind < 2) return -std::numeric_limits<double>::infinity();
  const double share = static_cast<double>(with_value - 1) / static_cast<double>(with_kind - 1);
  return std::log(kind.prior / std::max(share, kMinShare));
}

// rarity_weight() without the fading of what many hold.
double unfaded_weight(const KindModel& kind, std::uint64_t with_value,
                      std::uint64_t with_kind) noexcept {
  return std::clamp(surprise(kind, with_value, with_kind), 0.0, kind.cap);
}

}  // namespace

double rarity_weight(const KindModel& kind, std::uint64_t with_value,
                     std::uint64_t with_kind) noexcept {
  const double fade = std::min(1.0, kCommonFrom / static_cast<double>(with_value));
  return std::clamp(surprise(kind, with_value, with_kind) + 2 * std::log(fade), 0.0, kind.cap);
}

double holders_surplus(std::size_t holders, std::size_t members, double weight) noexcept {
  const auto n = static_cast<double>(members), h = static_cast<double>(holders);
  const double choices = std::lgamma(n + 1) - std::lgamma(h + 1) - std::lgamma(n - h + 1);
  return (h - 1) * weight - choices;
}

bool spans_sites(KeyHash value, std::span<const AccountIndex> among, const AccountTable& accounts) {
  std::size_t holders = 0, here = 0, elsewhere = 0;
  for (const auto index : among) {
    const auto* account = accounts.find(index);
    if (account == nullptr) continue;
    for (const auto& a : account->attributes) {
      if (a.key != value) continue;
      ++holders;
      here += a.here ? 1 : 0;
      elsewhere += a.elsewhere ? 1 : 0;
    }
  }
  return std::min(here, elsewhere) >= std::max<std::size_t>(1, holders / 10);
}

struct AttributeTable::Impl {
  EvidenceConfig config;
  std::vector<KindModel> kinds;
  std::vector<bool> linked;  // kinds of what accounts link to
  std::vector<std::uint64_t> accounts_with_kind;
  absl::flat_hash_map<KeyHash, Slot> index;  // never iterated
  Slab<Entry> entries;
  RecencyList by_use;  // to within kRefresh
  std::uint64_t evicted = 0;

  Slot touch(const Trace& trace, EventTime now);
  void renew(Slot slot, EventTime now);
  void drop_old(EventTime now);
  struct Outside {
    const KindModel& kind;
    std::uint64_t with_value, with_kind;
  };
  // The counts of a value with `members` of its accounts left out; none if it ties nobody.
  std::optional<Outside> outside(const AttributeValue* value, std::uint64_t members) const;
  bool says_nothing(const AttributeValue& value) const {
    return kinds[value.kind].copied && !value.spans_sites();
  }
  bool still_has(const Attribute& seen) const {
    return seen.value < entries.end() && entries[seen.value].key == seen.key;
  }
  // Of those that remember the value now: the table may have forgotten and met it again meanwhile.
  bool counts(const Attribute& seen) const {
    return still_has(seen) && seen.last_seen >= entries[seen.value].since;
  }
  void uncount(const Attribute& seen) {
    if (counts(seen)) --entries[seen.value].value.accounts;
  }
  void see_again(Attribute& a, const Trace& trace, EventTime now);
  void remember(Account& account, const Attribute& fresh);
  void forget_oldest();

  template <class Archive>
  void archive(Archive& ar) {
    auto& [config_, kinds_, linked_, accounts_with_kind_, index_, entries_, by_use_, evicted_] =
        *this;
    ar(accounts_with_kind_, entries_, by_use_, evicted_);
    if constexpr (Archive::kReading) {
      index_.reserve(entries_.size());
      const bool listed = by_use_.walk(entries_, entries_.end(), [&](Slot slot) {
        return index_.emplace(entries_[slot].key, slot).second;
      });
      ar.require(listed && index_.size() == entries_.size(), "attribute values out of order");
      ar.require(accounts_with_kind_.size() == kinds_.size(), "attributes of other kinds");
    }
  }
};

void AttributeTable::Impl::forget_oldest() {
  const auto slot = by_use.oldest();
  by_use.remove(entries, slot);
  index.erase(entries[slot].key);
  entries.remove(slot);
}

// An address of thousands is seen often; to within the hour is exact enough.
void AttributeTable::Impl::renew(Slot slot, EventTime now) {
  auto& entry = entries[slot];
  if (now - entry.last_seen < kRefresh) return;
  by_use.renew(entries, slot);
  entry.last_seen = now;
}

void AttributeTable::Impl::drop_old(EventTime now) {
  const auto due = [&](Slot slot) {
    return slot != kNoSlot && entries[slot].last_seen < now - config.attribute_memory;
  };
  while (due(by_use.oldest())) forget_oldest();
}

Slot AttributeTable::Impl::touch(const Trace& trace, EventTime now) {
  if (const auto found = index.find(trace.key); found != index.end()) {
    renew(found->second, now);
    return found->second;
  }
  for (; static_cast<std::int64_t>(index.size()) >= config.max_attribute_values; ++evicted)
    forget_oldest();
  const auto slot = entries.add();
  auto& entry = entries[slot];
  entry.value = {trace.text, trace.kind};
  entry.key = trace.key;
  entry.since = entry.last_seen = now;
  index.emplace(trace.key, slot);
  by_use.push(entries, slot);
  return slot;
}

AttributeTable::AttributeTable(const EvidenceConfig& config, std::span<const KindModel> kinds)
    : impl_(std::make_unique<Impl>()) {
  impl_->config = config;
  impl_->kinds.assign(kinds.begin(), kinds.end());
  impl_->accounts_with_kind.assign(kinds.size(), 0);
  impl_->linked.assign(kinds.size(), false);
  LOCKSTEP_CHECK(kinds.size() <= 64);  // Account::shown
  for (std::size_t k = 0; k < kinds.size(); ++k)
    if (kinds[k].of_pages) impl_->linked[k] = impl_->linked[kinds[k].base] = true;
}
AttributeTable::~AttributeTable() = default;

template <class Archive>
void AttributeTable::archive(Archive& ar) {
  impl_->archive(ar);
}
LOCKSTEP_ARCHIVE(AttributeTable);

// Posts come in bursts: within the hour there is nothing new to remember, and no cache to miss.
void AttributeTable::Impl::see_again(Attribute& a, const Trace& trace, EventTime now) {
  if (now - a.last_seen < kRefresh) return;
  drop_old(now);
  if (still_has(a))
    renew(a.value, now);
  else
    a.value = touch(trace, now);
  auto& value = entries[a.value].value;
  if (!counts(a)) ++value.accounts;
  a.last_seen = now;
  value.sighted(trace.text, a);
  a.again = true;
}

// Everybody links to many pages, and shows much of each: they have room of their own, or they would
// crowd out the rest; what is seen once goes first.
void AttributeTable::Impl::remember(Account& account, const Attribute& fresh) {
  Attribute* least = nullptr;
  std::size_t alike = 0;
  const auto worth = [](const Attribute& a) { return std::tuple(a.again, a.last_seen, a.key); };
  for (auto& a : account.attributes) {
    if (linked[a.kind] != linked[fresh.kind]) continue;
    ++alike;
    if (least == nullptr || worth(a) < worth(*least)) least = &a;
  }
  if (alike < kMaxAttributes / 2) return account.attributes.push_back(fresh);
  uncount(*least);
  *least = fresh;
}

void AttributeTable::observe(Account& account, const Trace& trace,
                             const std::shared_ptr<const PostInfo>& post) {
  const auto now = post->time;
  for (auto& a : account.attributes)
    if (a.key == trace.key) return impl_->see_again(a, trace, now);
  impl_->drop_old(now);
  const auto slot = impl_->touch(trace, now);
  auto& entry = impl_->entries[slot];
  const auto kind = std::uint64_t{1} << trace.kind;
  if ((account.shown & kind) == 0) ++impl_->accounts_with_kind[trace.kind];
  account.shown |= kind;
  ++entry.value.accounts;
  Attribute fresh{.key = trace.key,
                  .first_seen = now,
                  .last_seen = now,
                  .post = post,
                  .kind = trace.kind,
                  .value = slot};
  entry.value.sighted(trace.text, fresh);
  impl_->remember(account, fresh);
}

void AttributeTable::forget(const Account& account) {
  for (const auto& a : account.attributes) impl_->uncount(a);
  for (std::size_t k = 0; k < impl_->kinds.size(); ++k)
    if ((account.shown >> k & 1) != 0) --impl_->accounts_with_kind[k];
}

void AttributeTable::unname(const Attribute& seen) {
  const auto found = impl_->index.find(seen.key);
  if (found != impl_->index.end()) impl_->entries[found->second].value.text = {};
}

void AttributeTable::prefetch(KeyHash key) const { impl_->index.prefetch(key); }

const AttributeValue* AttributeTable::find(KeyHash key) const {
  const auto found = impl_->index.find(key);
  return found == impl_->index.end() ? nullptr : &impl_->entries[found->second].value;
}

const AttributeValue* AttributeTable::find(const Attribute& seen) const {
  return impl_->still_has(seen) ? &impl_->entries[seen.value].value : find(seen.key);
}

void AttributeTable::prefetch(const Attribute& seen) const {
  if (seen.value < impl_->entries.end()) __builtin_prefetch(&impl_->entries[seen.value].key);
}

double AttributeTable::weight(const AttributeValue& value) const {
  if (impl_->says_nothing(value)) return 0;
  const auto& kind = impl_->kinds[value.kind];
  return rarity_weight(kind, value.accounts, impl_->accounts_with_kind[kind.base]);
}

double AttributeTable::weight_of_all(const AttributeValue& value) const {
  if (impl_->says_nothing(value)) return 0;
  const auto& kind = impl_->kinds[value.kind];
  return unfaded_weight(kind, value.accounts, impl_->accounts_with_kind[kind.base]);
}

std::optional<AttributeTable::Impl::Outside> AttributeTable::Impl::outside(
    const AttributeValue* value, std::uint64_t members) const {
  if (value == nullptr || members < 2 || says_nothing(*value)) return std::nullopt;
  const auto& kind = kinds[value->kind];
  // Two of the members stay in: a value needs two holders to tie anyone.
  const auto left_out = std::min<std::uint64_t>(members, value->accounts) -
                        std::min<std::uint64_t>(2, value->accounts);
  const auto with_kind = accounts_with_kind[kind.base];
  return Outside{kind, value->accounts - left_out, with_kind - std::min(with_kind, left_out)};
}

double AttributeTable::weight_outside(KeyHash key, std::uint64_t members) const {
  const auto o = impl_->outside(find(key), members);
  return o ? rarity_weight(o->kind, o->with_value, o->with_kind) : 0;
}

double AttributeTable::weight_of_all_outside(KeyHash key, std::uint64_t members) const {
  const auto o = impl_->outside(find(key), members);
  return o ? unfaded_weight(o->kind, o->with_value, o->with_kind) : 0;
}

std::size_t AttributeTable::size() const noexcept { return impl_->index.size(); }
std::uint64_t AttributeTable::evicted() const noexcept { return impl_->evicted; }

SharedAttributes shared_attributes(const Account& a, const Account& b, const AttributeTable& table,
                                   std::span<const KindModel> kinds) {
  std::array<double, 256> group_best{};
  std::array<std::uint8_t, 256> group_family{};
  std::array<std::uint8_t, 2 * kMaxAttributes> groups{};
  std::size_t group_count = 0;
  for (const auto& x : a.attributes) {
    for (const auto& y : b.attributes) {
      if (x.key != y.key) continue;
      const auto& kind = kinds[x.kind];
      const auto* value = table.find(x);
      const double w = value == nullptr ? 0 : table.weight(*value);
      if (w > 0 && group_best[kind.group] == 0) groups[group_count++] = kind.group;
      group_best[kind.group] = std::max(group_best[kind.group], w);
      group_family[kind.group] = kind.family;
    }
  }
  SharedAttributes out;
  std::sort(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(group_count));
  for (std::size_t i = 0; i < group_count; ++i) {
    auto& sum = out.family[group_family[groups[i]]];
    sum = std::min(kMaxFamilyNats, sum + group_best[groups[i]]);
  }
  return out;
}

}  // namespace lockstep::evidence
