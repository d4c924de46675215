#include "touch_table.h"

#include <algorithm>

namespace lockstep::hunt {

TouchTable::TouchTable(const Limits& limits, std::vector<bool> is_act)
    : limits_(limits), is_act_(std::move(is_act)), with_kind_(is_act_.size(), 0) {}

AccountId TouchTable::id_of(const std::string& name) {
  const auto hash = stable_hash(name);
  if (const auto found = account_ids_.find(hash); found != account_ids_.end()) return found->second;
  if (accounts_.size() >= limits_.max_accounts) {
    ++left_out_;
    return kNoAccount;
  }
  const auto id = static_cast<AccountId>(accounts_.size());
  accounts_.push_back({name, 0, {}});
  account_ids_.emplace(hash, id);
  return id;
}

AccountId TouchTable::find(const std::string& name) const {
  const auto found = account_ids_.find(stable_hash(name));
  return found == account_ids_.end() ? kNoAccount : found->second;
}

void TouchTable::evict() {
  const auto slot = by_use_.oldest();
  by_use_.remove(objects_, slot);
  index_.erase(objects_[slot].key);
  touches_ -= objects_[slot].touches.size();
  objects_.remove(slot);
  ++evicted_;
}

Slot TouchTable::slot_of(const Trace& trace, KeyHash quoted) {
  if (const auto found = index_.find(trace.key); found != index_.end()) {
    if (!objects_[found->second].kept) by_use_.renew(objects_, found->second);
    return found->second;
  }
  while (index_.size() >= limits_.max_objects && by_use_.oldest() != kNoSlot) evict();
  const auto slot = objects_.add();
  auto& object = objects_[slot];
  object.kind = trace.kind;
  object.key = trace.key;
  object.quoted = quoted;
  object.text = trace.text;
  index_.emplace(trace.key, slot);
  by_use_.push(objects_, slot);
  return slot;
}

void TouchTable::keep(Slot slot) {
  if (objects_[slot].kept) return;
  by_use_.remove(objects_, slot);
  objects_[slot].kept = true;
}

void TouchTable::hide(const DeletedPosts& deleted) {
  for (Slot slot = 0; slot < objects_.end(); ++slot) {
    auto& object = objects_[slot];
    object.deleted = deleted.hide(object.text, object.key, object.quoted);
  }
}

void TouchTable::count_first(const Object& object, AccountId account) {
  auto& who = accounts_[account];
  if (!who.kinds[object.kind]) {
    who.kinds[object.kind] = true;
    ++with_kind_[object.kind];
  }
  if (!is_act_[object.kind]) return;
  acting_ += who.acts++ == 0 ? 1U : 0U;
  ++acts_;
}

Slot TouchTable::touch(const Trace& trace, const Touch& touch, KeyHash quoted) {
  const auto account = touch.account;
  // What was touched last stays.
  while (touches_ >= limits_.max_touches && by_use_.oldest() != by_use_.newest()) evict();
  const auto slot = slot_of(trace, quoted);
  auto& object = objects_[slot];
  if (!touch.made) ++object.posts;  // when it was made it was another post, if one of these
  if (object.popular) {
    // Whether the account is new to it is not known any more; that it shows the kind is.
    if (!accounts_[account].kinds[object.kind]) count_first(object, account);
    return slot;
  }
  const auto same = std::find_if(object.touches.begin(), object.touches.end(),
                                 [&](const Touch& t) { return t.account == account; });
  if (same != object.touches.end()) {
    same->last = touch.last;
    return slot;
  }
  count_first(object, account);
  ++object.accounts;
  object.touches.push_back(touch);
  ++touches_;
  if (object.touches.size() > limits_.key_cap) {
    object.popular = true;
    touches_ -= object.touches.size();
    object.touches = {};
  }
  return slot;
}

}  // namespace lockstep::hunt
