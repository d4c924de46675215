// What is known of each account: facts, activity per kind, attributes it was seen with.
//
// Accounts are numbered in the order they first appear and a number is never used again; the
// account longest unseen (to within the hour) is forgotten when the table is full (max_accounts).
// About 750 bytes an account with ten attributes. Not thread-safe: one owner, calls in the total
// order of posts.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/recency_list.h"
#include "lockstep/core/slab.h"
#include "lockstep/core/trace.h"
#include "lockstep/evidence/model.h"
#include "lockstep/evidence/rhythm.h"

namespace lockstep::evidence {

inline constexpr std::size_t kMaxCoactionKinds = 12;

struct Attribute {
  KeyHash key = 0;
  EventTime first_seen{}, last_seen{};
  std::shared_ptr<const struct PostInfo> post;  // where it was seen first
  KindId kind = 0;
  bool again = false;                    // seen again, an hour or more later
  bool here = false, elsewhere = false;  // on the page its value is named after, on another
  Slot value = kNoSlot;  // where the table of values had it (rarity.h); may be another's by now
};

struct Account {
  std::string name;  // "platform:id"
  std::string platform;
  AccountFacts facts;  // latest known
  std::string lang, country;
  std::uint64_t hash = 0;
  EventTime first_seen{}, last_seen{};
  EventTime linked{};  // when its place in the list was last renewed
  std::uint64_t posts = 0, reposts = 0;
  std::int64_t views = 0, top_views = 0;
  bool has_views = false;
  bool flagged = false;  // member of an open campaign: left out of what counts as chance
  std::int64_t epoch = 0;
  std::array<WindowCount, kMaxCoactionKinds> keys{};  // distinct keys touched, by dense kind
  std::vector<Attribute> attributes;                  // at most kMaxAttributes (rarity.h)
  std::uint64_t shown = 0;              // kinds of attributes it ever showed, a bit each
  std::vector<KeyHash> telling;         // of those, the ones that seed groups (clue_groups.h) ...
  EventTime telling_at{};               // ... when that was looked up ...
  std::uint32_t telling_of = 0;         // ... among how many attributes ...
  std::uint64_t telling_forgotten = 0;  // ... and how many groups had been forgotten by then
  RecencyList::Links links;             // by `linked`
  Rhythm rhythm;                        // of its posts

  // Distinct keys of a kind in the window that ends in `now`; counts are rotated only when touched.
  std::uint32_t keys_in_window(std::size_t dense_kind, std::int64_t now) const noexcept {
    if (now == epoch) return keys[dense_kind].total();
    return now == epoch + 1 ? keys[dense_kind].current : 0;
  }
};
inline constexpr std::size_t kMaxAttributes = 64;  // half of them of what it linked to

// How a record came to its topic, as far as its producer said.
struct Capture {
  std::string collector, request_id;
};

// A group, channel or the like that posts are put into.
struct Community {
  std::string name, kind;  // "platform:id"; as the platform calls it
  bool operator==(const Community&) const = default;
};

// A post, as much of it as evidence needs.
struct PostInfo {
  std::string post_id;  // native
  AccountIndex account = 0;
  EventTime time{};
  Coordinates source;
  Digest sha256{};
  std::string lang;
  std::uint64_t target = 0;  // stable hash of the name of the account acted upon; 0 = none
  KeyHash site = 0;          // of the first page linked to; 0 = none
  std::shared_ptr<const Capture> capture;      // null: nothing said
  std::shared_ptr<const Community> community;  // null: in none
  std::optional<std::uint32_t> interactions;   // when it was collected; empty: not reported
  Action action = Action::kPost;

  bool passes_on() const noexcept {
    return action == Action::kRepost || action == Action::kForward;
  }
};

// An account that is erased, on its way out of the tables.
struct ErasedAccount {
  std::string_view name;              // "platform:id"
  KeyHash hash = 0;                   // of it
  std::optional<AccountIndex> index;  // none: it is not in the table

  bool is(AccountIndex account) const { return index && *index == account; }
};

class AccountTable {
 public:
  explicit AccountTable(std::int64_t max_accounts);
  ~AccountTable();
  // Who counts accounts is told of each that the table forgets, evicted or erased.
  void when_forgotten(std::function<void(const Account&)> tell);
  // The account of `post`, created or refreshed.
  AccountIndex observe(const TracedPost& post);
  // Asks for the memory observe() will touch first.
  void prefetch(const TracedPost& post) const;
  // Asks for what meeting the account will read.
  void prefetch(AccountIndex index) const noexcept;
  // Null if it was forgotten.
  Account* find(AccountIndex index) noexcept;
  const Account* find(AccountIndex index) const noexcept;
  // Nothing is known of it any more; seen again, it is another account. It must be in the table.
  void erase(AccountIndex index);
  // By name, "platform:id".
  std::optional<AccountIndex> index_of(std::string_view name) const;
  std::size_t size() const noexcept;
  AccountIndex end() const noexcept;  // every index is below it; not every one below it is one
  std::uint64_t evicted() const noexcept;
  // Accounts seen in the current and the previous epoch, at the last observe().
  std::uint64_t active() const noexcept;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::evidence
