#include "lockstep/evidence/shared_keys.h"

#include <absl/container/flat_hash_map.h>

#include <limits>

namespace lockstep::evidence {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

struct Slot {
  SharedKey shared;
  std::uint32_t newer = kNone, older = kNone;
};

}  // namespace

struct SharedKeys::Impl {
  std::int64_t max_keys = 0;
  absl::flat_hash_map<KeyHash, std::uint32_t> index;  // never iterated
  std::vector<Slot> slots;
  std::vector<std::uint32_t> free_slots;
  std::uint32_t newest = kNone, oldest = kNone;
  std::uint64_t evicted = 0;

  void unlink(std::uint32_t s) {
    const auto& slot = slots[s];
    (slot.newer == kNone ? newest : slots[slot.newer].older) = slot.older;
    (slot.older == kNone ? oldest : slots[slot.older].newer) = slot.newer;
  }
  void link_newest(std::uint32_t s) {
    slots[s].older = newest;
    slots[s].newer = kNone;
    if (newest != kNone) slots[newest].newer = s;
    newest = s;
    if (oldest == kNone) oldest = s;
  }
  void evict() {
    const auto s = oldest;
    unlink(s);
    index.erase(slots[s].shared.key);
    slots[s] = Slot{};
    free_slots.push_back(s);
    ++evicted;
  }
  std::uint32_t create(const Trace& trace, std::span<const Touch> earlier);
};

std::uint32_t SharedKeys::Impl::create(const Trace& trace, std::span<const Touch> earlier) {
  while (static_cast<std::int64_t>(index.size()) >= max_keys) evict();
  std::uint32_t s;
  if (free_slots.empty()) {
    s = static_cast<std::uint32_t>(slots.size());
    slots.emplace_back();
  } else {
    s = free_slots.back();
    free_slots.pop_back();
  }
  auto& shared = slots[s].shared;
  shared.key = trace.key;
  shared.kind = trace.kind;
  shared.text = trace.text;
  shared.accounts = static_cast<std::uint32_t>(earlier.size());
  shared.touches.assign(earlier.begin(), earlier.end());
  index.emplace(trace.key, s);
  link_newest(s);
  return s;
}

SharedKeys::SharedKeys(std::int64_t max_keys) : impl_(std::make_unique<Impl>()) {
  impl_->max_keys = max_keys;
}
SharedKeys::~SharedKeys() = default;

void SharedKeys::observe(const Trace& trace, const Touch& touch, std::span<const Touch> earlier) {
  const auto found = impl_->index.find(trace.key);
  const auto s = found == impl_->index.end() ? impl_->create(trace, earlier) : found->second;
  auto& shared = impl_->slots[s].shared;
  ++shared.accounts;
  if (shared.touches.size() < kMaxTouches) shared.touches.push_back(touch);
  impl_->unlink(s);
  impl_->link_newest(s);
}

bool SharedKeys::contains(KeyHash key) const { return impl_->index.contains(key); }

const SharedKey* SharedKeys::find(KeyHash key) const {
  const auto found = impl_->index.find(key);
  return found == impl_->index.end() ? nullptr : &impl_->slots[found->second].shared;
}

std::size_t SharedKeys::size() const noexcept { return impl_->index.size(); }
std::uint64_t SharedKeys::evicted() const noexcept { return impl_->evicted; }

}  // namespace lockstep::evidence
