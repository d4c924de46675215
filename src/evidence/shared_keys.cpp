#include "lockstep/evidence/shared_keys.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>

#include "leave_community.h"
#include "lockstep/core/quoted_posts.h"
#include "lockstep/core/recency_list.h"
#include "lockstep/core/slab.h"
#include "post_archive.h"

namespace lockstep::evidence {

template <class Archive>
void archive(Archive& ar, Touch& t) {
  auto& [account, time, post] = t;
  ar(account, time, post);
}

template <class Archive>
void archive(Archive& ar, SharedKey& k) {
  auto& [key, kind, text, quoted, author, accounts, touches] = k;
  ar(key, kind, text, quoted, author, accounts, touches);
}

namespace {

struct Entry {
  SharedKey shared;
  EventTime used{};
  RecencyList::Links links{};
  Slot next = kNoSlot;  // that quotes (core/quoted_posts.h)

  template <class Archive>
  void archive(Archive& ar) {
    auto& [shared_, used_, links_, next_] = *this;
    ar(shared_, used_, links_);
  }
};
KeyHash quoted_post(const Entry& entry) { return entry.shared.quoted; }
Slot& next_quoting(Entry& entry) { return entry.next; }

// Who comes back after the look-back is no other account.
bool has_touched(const SharedKey& shared, AccountIndex account) {
  return std::any_of(shared.touches.begin(), shared.touches.end(),
                     [&](const Touch& t) { return t.account == account; });
}

}  // namespace

struct SharedKeys::Impl {
  explicit Impl(const Bounds& b) : bounds(b) {}

  Bounds bounds;
  absl::flat_hash_map<KeyHash, Slot> index;  // never iterated
  Slab<Entry> entries;
  RecencyList by_use;
  QuotedPosts quoting;
  std::uint64_t touches = 0, evicted = 0;

  std::size_t most_touches() const { return static_cast<std::size_t>(bounds.touches_of_key); }
  void forget_oldest();
  void use(Slot slot, EventTime now);
  Slot create(const Trace& trace, std::span<const Touch> earlier);
  void name(Slot slot, const std::string& text, Whose whose);
  void unname(Slot slot);

  template <class Archive>
  void archive(Archive& ar) {
    auto& [bounds_, index_, entries_, by_use_, quoting_, touches_, evicted_] = *this;
    ar(entries_, by_use_, evicted_);
    if constexpr (Archive::kReading) {
      index_.reserve(entries_.size());
      const bool listed = by_use_.walk(entries_, entries_.end(), [&](Slot slot) {
        return index_.emplace(entries_[slot].shared.key, slot).second;
      });
      ar.require(listed && index_.size() == entries_.size(), "shared keys out of order");
      for (Slot slot = 0; slot < entries_.end(); ++slot)
        touches_ += entries_[slot].shared.touches.size();
      if (ar.ok()) quoting_.remake(entries_);
    }
  }
};

void SharedKeys::Impl::forget_oldest() {
  const auto slot = by_use.oldest();
  if (entries[slot].shared.quoted != 0) quoting.remove(entries, slot);
  by_use.remove(entries, slot);
  index.erase(entries[slot].shared.key);
  touches -= entries[slot].shared.touches.size();
  entries.remove(slot);
}

void SharedKeys::Impl::use(Slot slot, EventTime now) {
  entries[slot].used = now;
  by_use.renew(entries, slot);
}

Slot SharedKeys::Impl::create(const Trace& trace, std::span<const Touch> earlier) {
  for (; static_cast<std::int64_t>(index.size()) >= bounds.keys; ++evicted) forget_oldest();
  const auto slot = entries.add();
  auto& shared = entries[slot].shared;
  shared.key = trace.key;
  shared.kind = trace.kind;
  shared.accounts = static_cast<std::uint32_t>(earlier.size());
  const auto kept = earlier.first(std::min(earlier.size(), most_touches()));
  shared.touches.assign(kept.begin(), kept.end());
  touches += kept.size();
  index.emplace(trace.key, slot);
  by_use.push(entries, slot);
  return slot;
}

void SharedKeys::Impl::name(Slot slot, const std::string& text, Whose whose) {
  auto& shared = entries[slot].shared;
  shared.text = text;
  shared.quoted = whose.post;
  shared.author = whose.author;
  if (shared.quoted != 0) quoting.add(entries, slot);
}

void SharedKeys::Impl::unname(Slot slot) {
  auto& shared = entries[slot].shared;
  if (shared.quoted != 0) quoting.remove(entries, slot);
  shared.quoted = shared.author = 0;
  shared.text = {};
}

SharedKeys::SharedKeys(const Bounds& bounds) : impl_(std::make_unique<Impl>(bounds)) {}
SharedKeys::~SharedKeys() = default;

template <class Archive>
void SharedKeys::archive(Archive& ar) {
  impl_->archive(ar);
}
LOCKSTEP_ARCHIVE(SharedKeys);

void SharedKeys::observe(const Trace& trace, Whose whose, const Touch& touch,
                         std::span<const Touch> earlier) {
  const auto found = impl_->index.find(trace.key);
  const auto slot = found == impl_->index.end() ? impl_->create(trace, earlier) : found->second;
  auto& shared = impl_->entries[slot].shared;
  if (shared.text.empty() && !trace.text.empty()) impl_->name(slot, trace.text, whose);
  if (!has_touched(shared, touch.account)) ++shared.accounts;
  if (shared.touches.size() < impl_->most_touches()) {
    shared.touches.push_back(touch);
    ++impl_->touches;
  }
  impl_->use(slot, touch.time);
  for (; impl_->touches > static_cast<std::uint64_t>(impl_->bounds.touches) &&
         impl_->by_use.oldest() != slot;
       ++impl_->evicted)
    impl_->forget_oldest();
}

void SharedKeys::keep(std::span<const KeyHash> keys, EventTime tick) {
  for (const auto key : keys) {
    const auto found = impl_->index.find(key);
    if (found != impl_->index.end()) impl_->use(found->second, tick);
  }
}

void SharedKeys::expire(EventTime before) {
  const auto& t = *impl_;
  for (auto slot = t.by_use.oldest(); slot != kNoSlot && t.entries[slot].used < before;
       slot = t.by_use.oldest())
    impl_->forget_oldest();
}

std::size_t SharedKeys::erase(KeyHash post) {
  std::size_t erased = 0;
  for (Slot slot; (slot = impl_->quoting.find(impl_->entries, post)) != kNoSlot; ++erased)
    impl_->unname(slot);
  return erased;
}

std::vector<KeyHash> SharedKeys::erase_account(const ErasedAccount& who,
                                               std::span<const KindModel> kinds) {
  std::vector<KeyHash> unnamed;
  for (Slot slot = 0; slot < impl_->entries.end(); ++slot) {
    auto& shared = impl_->entries[slot].shared;
    const auto is_done_to_it = [&](const Touch& t) {
      return t.post != nullptr && t.post->target == who.hash;
    };
    const bool names_it =
        shared.author == who.hash ||
        (kinds[shared.kind].of_target && !shared.text.empty() &&
         std::any_of(shared.touches.begin(), shared.touches.end(), is_done_to_it));
    if (names_it) {
      unnamed.push_back(shared.key);
      impl_->unname(slot);
    }
    impl_->touches -=
        std::erase_if(shared.touches, [&](const Touch& t) { return who.is(t.account); });
    for (auto& t : shared.touches) leave_community(t.post, who.name);
  }
  return unnamed;
}

bool SharedKeys::unname(KeyHash key) {
  const auto found = impl_->index.find(key);
  if (found == impl_->index.end() || impl_->entries[found->second].shared.text.empty())
    return false;
  impl_->unname(found->second);
  return true;
}

bool SharedKeys::contains(KeyHash key) const { return impl_->index.contains(key); }

const SharedKey* SharedKeys::find(KeyHash key) const {
  const auto found = impl_->index.find(key);
  return found == impl_->index.end() ? nullptr : &impl_->entries[found->second].shared;
}

std::size_t SharedKeys::size() const noexcept { return impl_->index.size(); }
std::uint64_t SharedKeys::touches() const noexcept { return impl_->touches; }
std::uint64_t SharedKeys::evicted() const noexcept { return impl_->evicted; }

}  // namespace lockstep::evidence
