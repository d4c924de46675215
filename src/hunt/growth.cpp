#include "growth.h"

#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <tuple>

#include "lockstep/evidence/selection.h"

namespace lockstep::hunt {
namespace {

Duration between(EventTime a, EventTime b) { return a < b ? b - a : a - b; }

// The nearest of what is remembered of two accounts on an object.
Duration apart(const Touch& a, const Touch& b) {
  return std::min(std::min(between(a.first, b.first), between(a.last, b.last)),
                  std::min(between(a.first, b.last), between(a.last, b.first)));
}

const Touch* touch_of(const Object& object, AccountId account) {
  const auto found = std::find_if(object.touches.begin(), object.touches.end(),
                                  [&](const Touch& t) { return t.account == account; });
  return found == object.touches.end() ? nullptr : &*found;
}

}  // namespace

Growth::Growth(const TouchTable& table, const Weights& weights, const InvestigationOptions& options)
    : table_(table),
      weights_(weights),
      options_(options),
      begin_(table.account_count() + 1, 0),
      found_(table.account_count(), false),
      found_on_(table.objects_end(), 0),
      seeds_on_(table.objects_end(), 0) {
  const auto for_each_touch = [&](auto&& visit) {
    for (Slot slot = 0; slot < table.objects_end(); ++slot) {
      const auto& object = table.object(slot);
      if (object.accounts < 2 || weights.popular(object)) continue;
      for (const auto& touch : object.touches) visit(touch.account, slot);
    }
  };
  for_each_touch([&](AccountId account, Slot) { ++begin_[account + 1]; });
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  objects_.resize(begin_.back());
  auto next = begin_;
  for_each_touch([&](AccountId account, Slot slot) { objects_[next[account]++] = slot; });
}

std::span<const Slot> Growth::objects_of(AccountId account) const {
  return std::span(objects_).subspan(begin_[account], begin_[account + 1] - begin_[account]);
}

bool Growth::is_seed(Slot slot) const {
  return std::binary_search(seeds_.begin(), seeds_.end(), slot);
}

// The touch of another account, found or any, that is nearest in time; of an act, within the
// window.
const Touch* Growth::nearest(const Object& object, const Touch& touch, bool among_found,
                             Duration& delay) const {
  const Touch* best = nullptr;
  for (const auto& other : object.touches) {
    if (other.account == touch.account || (among_found && !found_[other.account])) continue;
    const auto d = apart(touch, other);
    if (best != nullptr && d >= delay) continue;
    best = &other;
    delay = d;
  }
  const bool timely = !weights_.is_act(object.kind) || delay <= options_.window;
  return best != nullptr && timely ? best : nullptr;
}

// Acts of one post are one act, and attributes of one group one attribute.
Growth::Shared::Item Growth::item_of(Slot slot, const Touch& touch, const Touch& nearest,
                                     Duration delay) const {
  const auto& object = table_.object(slot);
  const bool act = weights_.is_act(object.kind);
  const auto bucket =
      act ? std::uint64_t{touch.post} << 1 : (std::uint64_t{weights_.group(object.kind)} << 1) + 1;
  return {slot, weights_.nats(object), bucket, &touch, delay, act && !touch.made && !nearest.made};
}

void Growth::include(AccountId account, bool is_seed, int by) {
  found_[account] = by > 0;
  for (const auto slot : objects_of(account)) {
    found_on_[slot] += static_cast<std::uint32_t>(by);
    if (is_seed) seeds_on_[slot] += static_cast<std::uint32_t>(by);
  }
}

// Whether an object leads on from the accounts found: two of them touched it, or one of hop 0.
bool Growth::ties(Slot slot) const {
  return is_seed(slot) ||
         ((found_on_[slot] >= 2 || seeds_on_[slot] >= 1) && weights_.leads_on(table_.object(slot)));
}

// The rarest first, up to the bound.
void Growth::choose_ties(std::uint64_t& cut) {
  ties_.clear();
  for (Slot slot = 0; slot < table_.objects_end(); ++slot) {
    if (found_on_[slot] > 0 && ties(slot) && !weights_.popular(table_.object(slot)))
      ties_.push_back(slot);
  }
  std::sort(ties_.begin(), ties_.end(), [&](Slot a, Slot b) {
    const auto &x = table_.object(a), &y = table_.object(b);
    const auto wx = weights_.nats(x), wy = weights_.nats(y);
    return wx != wy ? wx > wy : std::tie(x.kind, x.key) < std::tie(y.kind, y.key);
  });
  cut = ties_.size() - std::min(ties_.size(), options_.max_objects);
  ties_.resize(ties_.size() - cut);
  tie_accounts_ = 0;
  for (const auto slot : ties_) {
    const auto& object = table_.object(slot);
    // Those found are on it because they were looked for; who is judged is one of the others.
    if (weights_.is_act(object.kind))
      tie_accounts_ += std::max(1U, object.accounts - found_on_[slot]);
  }
}

void Growth::weigh(Shared& shared, AccountId account) const {
  auto& items = shared.items;
  std::sort(items.begin(), items.end(), [&](const Shared::Item& a, const Shared::Item& b) {
    if (a.nats != b.nats) return a.nats > b.nats;
    const auto &x = table_.object(a.object), &y = table_.object(b.object);
    return std::tie(x.kind, x.key) < std::tie(y.kind, y.key);
  });
  absl::flat_hash_set<std::uint64_t> buckets;  // never iterated
  for (const auto& item : items) {
    if (!buckets.insert(item.bucket).second) continue;
    if (weights_.is_act(table_.object(item.object).kind)) {
      ++shared.acts;
    } else {
      ++shared.attributes;
      shared.score += item.nats;
    }
  }
  shared.expected = weights_.chance(table_.account(account)) * tie_accounts_;
  if (shared.acts > 0)
    shared.score +=
        evidence::selection_evidence(static_cast<std::uint32_t>(shared.acts), shared.expected);
}

Growth::Shared Growth::shared_by(AccountId account) const {
  Shared shared;
  for (const auto slot : objects_of(account)) {
    const auto& object = table_.object(slot);
    // Of an account found, what the others have without it.
    const auto self = found_[account] ? 1U : 0U;
    const auto others = found_on_[slot] - self;
    const auto seeds = seeds_on_[slot] - std::min(self * is_seed_account(account), seeds_on_[slot]);
    if (!is_seed(slot) && (others < 2 && seeds < 1)) continue;
    if (!is_seed(slot) && !weights_.leads_on(object)) continue;
    const auto* touch = touch_of(object, account);
    Duration delay{};
    if (const auto* other = nearest(object, *touch, true, delay))
      shared.items.push_back(item_of(slot, *touch, *other, delay));
  }
  weigh(shared, account);
  return shared;
}

void Growth::admit(Ring& ring, std::vector<Ranked> candidates) {
  std::sort(candidates.begin(), candidates.end(), [&](const Ranked& a, const Ranked& b) {
    if (a.score != b.score) return a.score > b.score;
    return table_.account(a.account).name < table_.account(b.account).name;
  });
  const auto room = options_.max_accounts - std::min(options_.max_accounts, admitted_);
  if (candidates.size() > room) {
    ring.cut = candidates.size() - room;
    candidates.resize(room);
  }
  for (const auto& c : candidates) {
    include(c.account, false, 1);
    ring.accounts.push_back(c.account);
  }
  admitted_ += candidates.size();
}

// Who touched a seed near another who did; ranked by all that they share among themselves.
Growth::Ring Growth::touchers() {
  std::vector<AccountId> accounts;
  for (const auto slot : seeds_) {
    const auto& object = table_.object(slot);
    if (weights_.popular(object)) continue;
    for (const auto& touch : object.touches) {
      Duration delay{};
      if (!found_[touch.account] && nearest(object, touch, false, delay) != nullptr)
        accounts.push_back(touch.account);
    }
  }
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
  for (const auto account : accounts) include(account, false, 1);
  Ring ring;
  choose_ties(ring.objects_cut);
  std::vector<Ranked> candidates;
  for (const auto account : accounts) candidates.push_back({account, shared_by(account).score});
  for (const auto account : accounts) include(account, false, -1);
  ring.objects_cut = 0;
  admit(ring, std::move(candidates));
  return ring;
}

// Further accounts that share enough with those found.
Growth::Ring Growth::fellows() {
  Ring ring;
  choose_ties(ring.objects_cut);
  struct Share {
    AccountId account;
    Shared::Item item;
  };
  std::vector<Share> shares;
  for (const auto slot : ties_) {
    const auto& object = table_.object(slot);
    for (const auto& touch : object.touches) {
      Duration delay{};
      if (found_[touch.account]) continue;
      if (const auto* other = nearest(object, touch, true, delay))
        shares.push_back({touch.account, item_of(slot, touch, *other, delay)});
    }
  }
  std::stable_sort(shares.begin(), shares.end(),
                   [](const Share& a, const Share& b) { return a.account < b.account; });
  std::vector<Ranked> candidates;
  for (std::size_t i = 0; i < shares.size();) {
    Shared shared;
    const auto account = shares[i].account;
    for (; i < shares.size() && shares[i].account == account; ++i)
      shared.items.push_back(shares[i].item);
    weigh(shared, account);
    if (shared.independent() >= options_.min_shared && shared.score >= options_.min_score)
      candidates.push_back({account, shared.score});
  }
  admit(ring, std::move(candidates));
  return ring;
}

std::vector<Growth::Ring> Growth::grow(const std::vector<AccountId>& accounts,
                                       const std::vector<Slot>& objects) {
  std::vector<Ring> rings(1);
  seeds_ = objects;
  std::sort(seeds_.begin(), seeds_.end());
  rings[0].accounts = accounts;
  hop_0_ = accounts;
  for (const auto account : accounts) include(account, true, 1);
  for (int hop = 1; hop <= options_.depth; ++hop) {
    Ring ring;
    const bool touch_seeds = hop == 1 && !objects.empty();
    if (touch_seeds) ring = touchers();
    if (!touch_seeds || !accounts.empty()) {
      Ring more = fellows();
      ring.accounts.insert(ring.accounts.end(), more.accounts.begin(), more.accounts.end());
      ring.cut += more.cut;
      ring.objects_cut += more.objects_cut;
    }
    ring.distance = hop;
    const bool ended = ring.accounts.empty();
    if (!ended || ring.cut > 0) rings.push_back(std::move(ring));
    if (ended) break;
  }
  std::uint64_t cut = 0;
  choose_ties(cut);  // as they are at the end, for shared_by()
  return rings;
}

bool Growth::is_seed_account(AccountId account) const {
  return std::find(hop_0_.begin(), hop_0_.end(), account) != hop_0_.end();
}

}  // namespace lockstep::hunt
