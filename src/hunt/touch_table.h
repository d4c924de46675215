// Who touched what, and when: accounts on one side, objects (the keys of traces) on the other.
// Private to the room.
//
// Of an account on an object the first and the last touch are remembered. An object of more than
// `key_cap` accounts is popular: its accounts are forgotten, its posts go on being counted.
//
// Bounds
//   objects   max_objects; the one longest without a touch goes, unless it is kept; about 170 bytes
//             each and its text, which is at most kMaxKeyText
//   touches   max_touches, 32 bytes each, and at most key_cap an object; beyond it objects go as
//   above accounts  max_accounts, about 150 bytes each; who comes later is counted and left out
// What was evicted or left out is counted. Not thread-safe; posts come in the total order.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/inlined_vector.h>

#include <bitset>
#include <cstdint>
#include <string>
#include <vector>

#include "deleted_posts.h"
#include "lockstep/core/recency_list.h"
#include "lockstep/core/slab.h"
#include "lockstep/core/trace.h"

namespace lockstep::hunt {

using AccountId = std::uint32_t;
inline constexpr AccountId kNoAccount = ~AccountId{0};

struct Touch {
  AccountId account = 0;
  std::uint32_t post = 0;  // number of the post of the first touch, in the total order
  EventTime first{}, last{};
  bool made = false;  // the account made what others pass on; when, is not known
};

struct Object {
  KindId kind = 0;
  bool popular = false;
  bool kept = false;     // never evicted
  bool deleted = false;  // `text` was the words of a post that was deleted
  KeyHash key = 0;
  KeyHash quoted = 0;  // the post whose words `text` is; 0: no post's
  std::string text;
  std::uint32_t accounts = 0;  // that touched it; of a popular one, more than this
  std::uint64_t posts = 0;
  absl::InlinedVector<Touch, 1> touches;  // one an account, by time of the first
  RecencyList::Links links;
};

struct AccountEntry {
  std::string name;        // "platform:id"
  std::uint32_t acts = 0;  // different objects touched, attributes aside
  std::bitset<256> kinds;  // shown at all
};

class TouchTable {
 public:
  struct Limits {
    std::size_t key_cap = 500;
    std::size_t max_objects = 4'000'000;
    std::size_t max_touches = 32'000'000;
    std::size_t max_accounts = 4'000'000;
  };
  // `is_act` by kind: co-actions, not attributes.
  TouchTable(const Limits& limits, std::vector<bool> is_act);

  // kNoAccount if there is no room for one more.
  AccountId id_of(const std::string& name);
  // kNoAccount if the account never came.
  AccountId find(const std::string& name) const;
  // The trace names an object that is new. `quoted` as in Object.
  Slot touch(const Trace& trace, const Touch& touch, KeyHash quoted = 0);
  // From now on the object stays.
  void keep(Slot object);
  // After the last touch: no object goes by the words of a post that was deleted.
  void hide(const DeletedPosts& deleted);

  const Object& object(Slot slot) const { return objects_[slot]; }
  const AccountEntry& account(AccountId id) const { return accounts_[id]; }
  Slot objects_end() const { return objects_.end(); }
  bool in_use(Slot slot) const { return objects_[slot].accounts > 0; }
  std::size_t account_count() const { return accounts_.size(); }

  // Over all accounts: how many did any act, and the sum of their acts (E of DETECTION 2.1).
  std::uint64_t acting_accounts() const { return acting_; }
  std::uint64_t acts() const { return acts_; }
  std::uint64_t accounts_with(KindId kind) const { return with_kind_[kind]; }
  std::uint64_t object_count() const { return objects_.size(); }
  std::uint64_t evicted() const { return evicted_; }    // objects
  std::uint64_t left_out() const { return left_out_; }  // posts of accounts beyond max_accounts

 private:
  Slot slot_of(const Trace& trace, KeyHash quoted);
  void evict();
  void count_first(const Object& object, AccountId account);

  Limits limits_;
  std::vector<bool> is_act_;
  absl::flat_hash_map<KeyHash, Slot> index_;  // never iterated
  absl::flat_hash_map<std::uint64_t, AccountId>
      account_ids_;  // by hash of the name; never iterated
  Slab<Object> objects_;
  RecencyList by_use_;
  std::vector<AccountEntry> accounts_;
  std::vector<std::uint64_t> with_kind_;
  std::uint64_t touches_ = 0, acting_ = 0, acts_ = 0, evicted_ = 0, left_out_ = 0;
};

}  // namespace lockstep::hunt
