#include "lockstep/evidence/rarity.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lockstep::evidence {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
constexpr double kMinShare = 1e-6;
constexpr double kCommonFrom = 20;  // values of more accounts than this fade faster
constexpr double kMaxFamilyNats = 8;
constexpr Duration kRefresh = std::chrono::hours{1};

struct Slot {
  AttributeValue value;
  KeyHash key = 0;
  EventTime last_seen{};
  std::uint32_t newer = kNone, older = kNone;
};

}  // namespace

double rarity_weight(const KindModel& kind, std::uint64_t with_value,
                     std::uint64_t with_kind) noexcept {
  if (with_value < 2 || with_kind < 2) return 0;
  const double n = static_cast<double>(with_value);
  const double share = std::max((n - 1) / static_cast<double>(with_kind - 1), kMinShare);
  const double fade = std::min(1.0, (kCommonFrom / n) * (kCommonFrom / n));
  return std::clamp(std::log(kind.prior * fade / share), 0.0, kind.cap);
}

struct AttributeTable::Impl {
  EvidenceConfig config;
  std::vector<KindModel> kinds;
  std::vector<std::uint64_t> accounts_with_kind;
  absl::flat_hash_map<KeyHash, std::uint32_t> index;  // never iterated
  std::vector<Slot> slots;
  std::vector<std::uint32_t> free_slots;
  std::uint32_t newest = kNone, oldest = kNone;
  std::uint64_t evicted = 0;

  Slot& touch(const Trace& trace, EventTime now);
  void unlink(std::uint32_t s);
  void link_newest(std::uint32_t s);
  void evict();
};

void AttributeTable::Impl::unlink(std::uint32_t s) {
  const auto& slot = slots[s];
  (slot.newer == kNone ? newest : slots[slot.newer].older) = slot.older;
  (slot.older == kNone ? oldest : slots[slot.older].newer) = slot.newer;
}

void AttributeTable::Impl::link_newest(std::uint32_t s) {
  slots[s].older = newest;
  slots[s].newer = kNone;
  if (newest != kNone) slots[newest].newer = s;
  newest = s;
  if (oldest == kNone) oldest = s;
}

void AttributeTable::Impl::evict() {
  const auto s = oldest;
  unlink(s);
  index.erase(slots[s].key);
  slots[s] = Slot{};
  free_slots.push_back(s);
  ++evicted;
}

Slot& AttributeTable::Impl::touch(const Trace& trace, EventTime now) {
  while (oldest != kNone && slots[oldest].last_seen < now - config.attribute_memory) evict();
  if (const auto found = index.find(trace.key); found != index.end()) {
    auto& slot = slots[found->second];
    // The list is in order of last_seen to within kRefresh: an address of thousands is seen often.
    if (now - slot.last_seen >= kRefresh) {
      unlink(found->second);
      link_newest(found->second);
      slot.last_seen = now;
    }
    return slot;
  }
  while (static_cast<std::int64_t>(index.size()) >= config.max_attribute_values) evict();
  std::uint32_t s;
  if (free_slots.empty()) {
    s = static_cast<std::uint32_t>(slots.size());
    slots.emplace_back();
  } else {
    s = free_slots.back();
    free_slots.pop_back();
  }
  slots[s].value = {trace.text, trace.kind, 0};
  slots[s].key = trace.key;
  slots[s].last_seen = now;
  index.emplace(trace.key, s);
  link_newest(s);
  return slots[s];
}

AttributeTable::AttributeTable(const EvidenceConfig& config, std::span<const KindModel> kinds)
    : impl_(std::make_unique<Impl>()) {
  impl_->config = config;
  impl_->kinds.assign(kinds.begin(), kinds.end());
  impl_->accounts_with_kind.assign(kinds.size(), 0);
}
AttributeTable::~AttributeTable() = default;

void AttributeTable::observe(Account& account, const Trace& trace,
                             const std::shared_ptr<const PostInfo>& post) {
  const auto now = post->time;
  auto& list = account.attributes;
  bool has_kind = false;
  for (auto& a : list) {
    has_kind = has_kind || a.kind == trace.kind;
    if (a.key != trace.key) continue;
    // Posts come in bursts: within the hour there is nothing new to remember, and no cache to miss.
    if (now - a.last_seen < kRefresh) return;
    a.last_seen = now;
    impl_->touch(trace, now);
    return;
  }
  auto& slot = impl_->touch(trace, now);
  if (!has_kind) ++impl_->accounts_with_kind[trace.kind];
  ++slot.value.accounts;
  const Attribute fresh{trace.key, now, now, post, trace.kind};
  if (list.size() < kMaxAttributes) {
    list.push_back(fresh);
    return;
  }
  *std::min_element(list.begin(), list.end(), [](const Attribute& a, const Attribute& b) {
    return a.last_seen != b.last_seen ? a.last_seen < b.last_seen : a.key < b.key;
  }) = fresh;
}

const AttributeValue* AttributeTable::find(KeyHash key) const {
  const auto found = impl_->index.find(key);
  return found == impl_->index.end() ? nullptr : &impl_->slots[found->second].value;
}

double AttributeTable::weight(KeyHash key) const {
  const auto* value = find(key);
  if (value == nullptr) return 0;
  const auto& kind = impl_->kinds[value->kind];
  return rarity_weight(kind, value->accounts, impl_->accounts_with_kind[kind.base]);
}

double AttributeTable::weight_outside(KeyHash key, std::uint64_t members) const {
  const auto* value = find(key);
  if (value == nullptr || members < 2) return 0;
  const auto& kind = impl_->kinds[value->kind];
  // Two of the members stay in: a value needs two holders to tie anyone.
  const auto left_out = std::min<std::uint64_t>(members, value->accounts) -
                        std::min<std::uint64_t>(2, value->accounts);
  const auto with_kind = impl_->accounts_with_kind[kind.base];
  return rarity_weight(kind, value->accounts - left_out, with_kind - std::min(with_kind, left_out));
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
      const double w = table.weight(x.key);
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
