#include "lockstep/evidence/accounts.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "lockstep/core/check.h"
#include "lockstep/core/recency_list.h"
#include "post_archive.h"

namespace lockstep {

template <class Archive>
void archive(Archive& ar, ClaimedZone& z) {
  auto& [west, east] = z;
  ar(west, east);
}

template <class Archive>
void archive(Archive& ar, AccountFacts& f) {
  auto& [handle, location, client, kind, created_at, followers, following, zone, automated,
         verified] = f;
  ar(handle, location, client, kind, created_at, followers, following, zone, automated, verified);
}

}  // namespace lockstep

namespace lockstep::evidence {

template <class Archive>
void archive(Archive& ar, Attribute& a) {
  auto& [key, first_seen, last_seen, post, kind, again, here, elsewhere, value] = a;
  ar(key, first_seen, last_seen, post, kind, again, here, elsewhere, value);
}

template <class Archive>
void archive(Archive& ar, Account& a) {
  auto& [name, platform, facts, lang, country, hash, first_seen, last_seen, linked, posts, reposts,
         views, top_views, has_views, flagged, epoch, keys, attributes, shown, telling, telling_at,
         telling_of, telling_forgotten, links, rhythm] = a;
  ar(name, platform, facts, lang, country, hash, first_seen, last_seen, linked, posts, reposts,
     views, top_views, has_views, flagged, epoch, keys, attributes, shown, telling, telling_at,
     telling_of, telling_forgotten, links, rhythm);
}

namespace {
constexpr Duration kRelink = std::chrono::hours{1};
}  // namespace

struct AccountTable::Impl {
  std::int64_t max_accounts = 0;
  // The name's 64-bit hash stands for the name: a collision would need 2^32 accounts.
  absl::flat_hash_map<std::uint64_t, AccountIndex> index;  // never iterated
  std::vector<std::unique_ptr<Account>> accounts;          // by AccountIndex; null = forgotten
  RecencyList by_use;                                      // to within kRelink
  std::uint64_t evicted = 0;
  std::int64_t epoch = std::numeric_limits<std::int64_t>::min();
  std::uint64_t active_current = 0, active_previous = 0;
  mutable std::string name;  // account_key() of the post at hand
  std::function<void(const Account&)> tell_forgotten = [](const Account&) {};

  std::uint64_t name_of(const TracedPost& post) const;
  Account& operator[](AccountIndex i) { return *accounts[i]; }
  void forget(AccountIndex i);
  void rotate(std::int64_t now);
  void count_active(Account& a, bool created);

  template <class Archive>
  void archive(Archive& ar) {
    auto& [max_accounts_, index_, accounts_, by_use_, evicted_, epoch_, active_, active_before_,
           name_, tell_] = *this;
    ar(accounts_, by_use_, evicted_, epoch_, active_, active_before_);
    if constexpr (Archive::kReading) {
      const auto end = static_cast<Slot>(accounts_.size());
      const bool listed = by_use_.walk(*this, end, [&](Slot i) {
        return accounts_[i] != nullptr && index_.emplace(accounts_[i]->hash, i).second;
      });
      const auto known = static_cast<std::size_t>(std::count_if(
          accounts_.begin(), accounts_.end(), [](const auto& a) { return a != nullptr; }));
      ar.require(listed && index_.size() == known, "accounts out of order");
    }
  }
};

// Sets `name` and returns its hash.
std::uint64_t AccountTable::Impl::name_of(const TracedPost& post) const {
  name.assign(post.platform).append(1, ':').append(post.account_id);
  return stable_hash(name);
}

void AccountTable::Impl::forget(AccountIndex i) {
  tell_forgotten(*accounts[i]);
  by_use.remove(*this, i);
  index.erase(accounts[i]->hash);
  accounts[i].reset();
}

void AccountTable::Impl::rotate(std::int64_t now) {
  if (now == epoch) return;
  active_previous = now == epoch + 1 ? active_current : 0;
  active_current = 0;
  epoch = now;
}

// An account seen in the previous epoch moves to the current one, so that it counts once.
void AccountTable::Impl::count_active(Account& a, bool created) {
  if (!created && a.epoch == epoch) return;
  ++active_current;
  if (!created && a.epoch == epoch - 1 && active_previous > 0) --active_previous;
  for (auto& count : a.keys) count.rotate(created ? 0 : epoch - a.epoch);
  a.epoch = epoch;
}

AccountTable::AccountTable(std::int64_t max_accounts) : impl_(std::make_unique<Impl>()) {
  impl_->max_accounts = max_accounts;
}
AccountTable::~AccountTable() = default;

void AccountTable::when_forgotten(std::function<void(const Account&)> tell) {
  impl_->tell_forgotten = std::move(tell);
}

template <class Archive>
void AccountTable::archive(Archive& ar) {
  impl_->archive(ar);
}
LOCKSTEP_ARCHIVE(AccountTable);

namespace {

void refresh(Account& a, const TracedPost& post) {
  a.last_seen = post.time;
  auto& facts = a.facts;
  const auto& now = post.author;
  if (!now.handle.empty()) facts.handle = now.handle;
  if (!now.location.empty()) facts.location = now.location;
  if (!now.client.empty()) facts.client = now.client;
  if (!now.kind.empty()) facts.kind = now.kind;
  if (now.created_at) facts.created_at = now.created_at;
  if (now.followers) facts.followers = now.followers;
  if (now.following) facts.following = now.following;
  if (now.zone) facts.zone = now.zone;
  facts.automated = facts.automated || now.automated;
  facts.verified = facts.verified || now.verified;
  if (!post.lang.empty()) a.lang = post.lang;
  if (!post.geo_country.empty()) a.country = post.geo_country;
  if (post.event != EventKind::kPost) return;
  ++a.posts;
  a.rhythm.observe(post.time);
  if (post.action == Action::kRepost || post.action == Action::kForward) ++a.reposts;
  if (post.views) {
    a.has_views = true;
    a.views += *post.views;
    a.top_views = std::max(a.top_views, *post.views);
  }
}

}  // namespace

AccountIndex AccountTable::observe(const TracedPost& post) {
  auto& t = *impl_;
  t.rotate(epoch_of(post.time));
  const auto hash = t.name_of(post);
  const auto [place, created] =
      t.index.try_emplace(hash, static_cast<AccountIndex>(t.accounts.size()));
  const AccountIndex i = place->second;
  if (created) {
    LOCKSTEP_CHECK(t.accounts.size() < kNoSlot);
    auto account = std::make_unique<Account>();
    account->name = t.name;
    account->platform = post.platform;
    account->hash = hash;
    account->first_seen = post.time;
    t.accounts.push_back(std::move(account));
  }
  auto& a = *t.accounts[i];
  t.count_active(a, created);
  refresh(a, post);
  // The list is in order of last_seen to within kRelink, which spares most posts two cache misses.
  if (created || post.time - a.linked >= kRelink) {
    created ? t.by_use.push(t, i) : t.by_use.renew(t, i);
    a.linked = post.time;
  }
  for (; static_cast<std::int64_t>(t.index.size()) > t.max_accounts; ++t.evicted)
    t.forget(t.by_use.oldest());
  return i;
}

void AccountTable::erase(AccountIndex index) { impl_->forget(index); }

void AccountTable::prefetch(const TracedPost& post) const {
  impl_->index.prefetch(impl_->name_of(post));
}

void AccountTable::prefetch(AccountIndex index) const noexcept {
  const auto* account = find(index);
  if (account == nullptr) return;
  __builtin_prefetch(&account->flagged);
  __builtin_prefetch(&account->keys);
  __builtin_prefetch(&account->telling);
}

Account* AccountTable::find(AccountIndex index) noexcept {
  return index < impl_->accounts.size() ? impl_->accounts[index].get() : nullptr;
}
const Account* AccountTable::find(AccountIndex index) const noexcept {
  return index < impl_->accounts.size() ? impl_->accounts[index].get() : nullptr;
}
std::optional<AccountIndex> AccountTable::index_of(std::string_view name) const {
  const auto found = impl_->index.find(stable_hash(name));
  return found == impl_->index.end() ? std::nullopt : std::optional{found->second};
}
std::size_t AccountTable::size() const noexcept { return impl_->index.size(); }
AccountIndex AccountTable::end() const noexcept {
  return static_cast<AccountIndex>(impl_->accounts.size());
}
std::uint64_t AccountTable::evicted() const noexcept { return impl_->evicted; }
std::uint64_t AccountTable::active() const noexcept {
  return impl_->active_current + impl_->active_previous;
}

}  // namespace lockstep::evidence
