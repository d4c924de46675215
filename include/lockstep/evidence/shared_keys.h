// The record of what was shared: for every key that at least two accounts touched, who touched it,
// when, and in which post. Alerts quote it as evidence.
//
// A key is in use when it is touched, and when an alert rests on it. Bounded in keys and in touches
// over all of them; the key longest unused goes first, as do those unused since expire()'s moment.
// Of one key the earliest touches are kept, since they show the order of events, and as many as
// give evidence (max_key_cap), or a large campaign would be judged by a few of its own. About
// 210 bytes a key, 40 a touch, and about 250 for the post of the touch. Not thread-safe: one owner,
// calls in the total order of posts and ticks.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lockstep/core/trace.h"
#include "lockstep/evidence/accounts.h"

namespace lockstep::evidence {

struct Touch {
  AccountIndex account = 0;
  EventTime time{};
  std::shared_ptr<const PostInfo> post;
};

struct SharedKey {
  KeyHash key = 0;
  KindId kind = 0;
  std::string text;            // empty: erased (core/trace.h)
  KeyHash quoted = 0;          // the post whose words `text` is; 0: no post's
  KeyHash author = 0;          // the account whose words `text` is; 0: not known
  std::uint32_t accounts = 0;  // who touched it; beyond the kept touches one may count again
  std::vector<Touch> touches;  // in time order; an account that comes back has several
};

class SharedKeys {
 public:
  struct Bounds {
    std::int64_t keys;
    std::int64_t touches_of_key;
    std::int64_t touches;  // over all keys; those of the key at hand are kept in any case
  };
  explicit SharedKeys(const Bounds& bounds);
  ~SharedKeys();
  // A touch of a key that others touched before. `earlier` are their touches, used if the key is
  // new here. The trace's text names it if nothing does; `whose` words it is.
  void observe(const Trace& trace, Whose whose, const Touch& touch, std::span<const Touch> earlier);
  // An alert of that tick rests on the keys, as far as they are remembered.
  void keep(std::span<const KeyHash> keys, EventTime tick);
  // Forgets keys that were not in use since `before`.
  void expire(EventTime before);
  // The post was deleted: its words are no key's text any more. How many were.
  std::size_t erase(KeyHash post);
  // The account was erased: its words are no key's text any more, its posts that others acted upon
  // are not named, and its touches are gone. Looks at every key. The keys that lost their text.
  std::vector<KeyHash> erase_account(const ErasedAccount& who, std::span<const KindModel> kinds);
  // Nothing names the key until the next touch does. Whether anything did.
  bool unname(KeyHash key);
  bool contains(KeyHash key) const;
  const SharedKey* find(KeyHash key) const;
  std::size_t size() const noexcept;
  std::uint64_t touches() const noexcept;
  std::uint64_t evicted() const noexcept;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::evidence
