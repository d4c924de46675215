#include <algorithm>
#include <map>
#include <set>

#include "lockstep/core/median.h"
#include "lockstep/evidence/evidence.h"

namespace lockstep::evidence {
namespace {

constexpr std::size_t kMinHolders = 5;
constexpr double kHangerShare = 0.5;
constexpr std::size_t kOwnedBy = 3, kCoreKeys = 2, kFollowerShare = 4, kTwice = 2;

using Clues = std::map<KeyHash, double>;  // values, with their weight outside

// Clue values, of the kinds for which `counts` holds, that at least `wide` members hold.
template <class Counts>
Clues known_by(std::span<const AccountIndex> members, double wide, const ClueBar& bar,
               const AccountTable& accounts, const AttributeTable& values, Counts&& counts) {
  std::map<KeyHash, std::size_t> holders;
  for (const auto m : members) {
    const auto* a = accounts.find(m);
    if (a == nullptr) continue;
    for (const auto& attribute : a->attributes) {
      if (counts(attribute.kind)) ++holders[attribute.key];
    }
  }
  Clues out;
  for (const auto& [value, n] : holders) {
    if (static_cast<double>(n) < wide) continue;
    const double weight = values.weight_outside(value, n);
    if (bar.is_telling(weight, n, members.size())) out.emplace(value, weight);
  }
  return out;
}

bool shows_any(const Account* account, const Clues& clues) {
  return account != nullptr &&
         std::any_of(account->attributes.begin(), account->attributes.end(),
                     [&](const Attribute& x) { return clues.contains(x.key); });
}

// The members that touched it, if they are most of those who did; sorted.
std::vector<AccountIndex> owners_of(const SharedKey& shared,
                                    std::span<const AccountIndex> members) {
  std::vector<AccountIndex> inside;
  for (const auto& touch : shared.touches)
    if (std::binary_search(members.begin(), members.end(), touch.account))
      inside.push_back(touch.account);
  std::sort(inside.begin(), inside.end());
  inside.erase(std::unique(inside.begin(), inside.end()), inside.end());
  if (2 * inside.size() <= shared.accounts) inside.clear();
  return inside;
}

}  // namespace

// Chung-Lu, as for pairs: kappa times the sum of d_u d_v over pairs.
double Evidence::expected_meetings(std::size_t dense_kind,
                                   std::span<const AccountIndex> members) const {
  double sum = 0, squares = 0;
  for (const auto m : members) {
    const auto* a = accounts_.find(m);
    const double d = a == nullptr ? 0 : a->keys_in_window(dense_kind, epoch_);
    sum += d;
    squares += d * d;
  }
  return kappa(dense_kind) * (sum * sum - squares) / 2;
}

double Evidence::expected_meetings(std::span<const AccountIndex> members) const {
  double sum = 0;
  for (std::size_t k = 0; k < kind_of_.size(); ++k) sum += expected_meetings(k, members);
  return sum;
}

// A holder's company is any but itself.
double Evidence::share_of_acts(std::size_t dense_kind,
                               std::span<const AccountIndex> members) const {
  double sum = 0;
  for (const auto m : members) {
    const auto* a = accounts_.find(m);
    if (a != nullptr) sum += a->keys_in_window(dense_kind, epoch_);
  }
  const auto& c = chance_[dense_kind];
  const auto n = static_cast<double>(members.size());
  return sum * (n - 1) / n / (c.touches + c.touches_before + config_.prior_activity);
}

// By dense kind.
std::vector<double> Evidence::kind_weights() const {
  std::vector<double> weights;
  for (const auto kind : kind_of_) weights.push_back(kinds_[kind].weight);
  return weights;
}

std::vector<GroupClaim> Evidence::group_claims() {
  auto out = clue_groups_.settle(kind_weights(),
                                 [this](std::size_t k, std::span<const AccountIndex> group) {
                                   return share_of_acts(k, group);
                                 });
  std::erase_if(out, [this](const GroupClaim& claim) {
    const auto* value = attributes_.find(claim.identity);
    return value != nullptr && ties_pages(kinds_[value->kind]) &&
           !spans_sites(claim.identity, claim.members, accounts_);
  });
  return out;
}

std::optional<ClueGroupStanding> Evidence::clue_group(KeyHash value) const {
  return clue_groups_.standing(value, kind_weights(),
                               [this](std::size_t k, std::span<const AccountIndex> group) {
                                 return share_of_acts(k, group);
                               });
}

std::vector<AccountIndex> Evidence::hangers_on(std::span<const AccountIndex> members,
                                               std::span<const AcceptedPair> edges,
                                               const ClueBar& bar) const {
  // Any clue of three, however wide: those who share what it pushes may outnumber its holders.
  const auto clues = known_by(members, static_cast<double>(bar.members), bar, accounts_,
                              attributes_, [this](KindId kind) { return kinds_[kind].ties; });
  std::vector<AccountIndex> out;
  if (clues.empty()) return out;
  std::set<AccountIndex> holders;
  for (const auto m : members)
    if (shows_any(accounts_.find(m), clues)) holders.insert(m);
  const auto enough = std::max(kMinHolders, members.size() / 5);
  if (holders.size() < enough) return out;
  std::map<AccountIndex, double> meets;  // nats shared with holders
  for (const auto m : members) meets[m] = 0;
  for (const auto& edge : edges) {
    const auto a = first_of(edge.record->pair), b = second_of(edge.record->pair);
    if (holders.contains(b)) meets[a] += static_cast<double>(edge.record->total);
    if (holders.contains(a)) meets[b] += static_cast<double>(edge.record->total);
  }
  std::vector<double> usual;
  for (const auto h : holders) usual.push_back(meets[h]);
  const double typical = upper_median(usual);
  for (const auto& [m, nats] : meets) {
    if (!holders.contains(m) && nats < kHangerShare * typical) out.push_back(m);
  }
  return out;
}

std::vector<AccountIndex> Evidence::followers(std::span<const AccountIndex> members,
                                              std::span<const KeyHash> keys) const {
  std::map<AccountIndex, std::size_t> own;  // keys of the community's own that a member touched
  for (const auto m : members) own[m] = 0;
  for (const auto key : keys) {
    const auto* shared = shared_keys_.find(key);
    if (shared == nullptr) continue;
    const auto owners = owners_of(*shared, members);
    if (owners.size() < kOwnedBy) continue;
    for (const auto a : owners) ++own[a];
  }
  std::vector<std::size_t> core;
  for (const auto& [member, n] : own) {
    if (n >= kCoreKeys) core.push_back(n);
  }
  std::vector<AccountIndex> out;
  if (core.size() < std::max(kOwnedBy, members.size() / 3)) return out;
  const auto typical = upper_median(core);
  for (const auto& [member, n] : own) {
    if (kFollowerShare * n < typical) out.push_back(member);
  }
  return out;
}

std::vector<AccountIndex> Evidence::passers_by(std::span<const AccountIndex> members,
                                               std::span<const KeyHash> keys,
                                               const ClueBar& bar) const {
  struct Acts {
    std::set<const PostInfo*> posts;  // with others
    bool first = true;                // before them
  };
  std::map<AccountIndex, Acts> acts;
  for (const auto m : members) acts[m];
  for (const auto key : keys) {
    const auto* shared = shared_keys_.find(key);
    if (shared == nullptr) continue;
    const auto inside = [&](const Touch& t) { return acts.contains(t.account); };
    const auto lead = std::find_if(shared->touches.begin(), shared->touches.end(), inside);
    if (lead == shared->touches.end()) continue;
    for (auto t = lead; t != shared->touches.end(); ++t) {
      if (t->account == lead->account || !inside(*t)) continue;
      acts[lead->account].posts.insert(lead->post.get());
      acts[t->account].posts.insert(t->post.get());
      acts[t->account].first = false;
    }
  }
  const auto clues =
      known_by(members, static_cast<double>(bar.members), bar, accounts_, attributes_,
               [this](KindId kind) { return is_own(kinds_[kind], kinds_); });
  std::vector<AccountIndex> out;
  std::size_t steady = 0;
  for (const auto& [m, act] : acts) {
    if (act.posts.size() >= kTwice) ++steady;
    if (act.posts.size() == 1 && !act.first && !shows_any(accounts_.find(m), clues))
      out.push_back(m);
  }
  if (2 * steady < members.size()) out.clear();
  return out;
}

std::vector<Associate> Evidence::clue_associates(std::span<const AccountIndex> members,
                                                 std::span<const KeyHash> keys,
                                                 const ClueBar& bar) const {
  const auto clues = known_by(members, bar.wide(members.size()), bar, accounts_, attributes_,
                              [this](KindId kind) { return is_own(kinds_[kind], kinds_); });
  std::vector<Associate> out;
  if (clues.empty()) return out;
  std::set<AccountIndex> seen(members.begin(), members.end());
  for (const auto key : keys) {
    const auto* shared = shared_keys_.find(key);
    if (shared == nullptr || owners_of(*shared, members).empty()) continue;
    for (const auto& touch : shared->touches) {
      const auto* a = accounts_.find(touch.account);
      if (a == nullptr || !seen.insert(touch.account).second) continue;
      double best = 0;
      for (const auto& attribute : a->attributes) {
        if (const auto clue = clues.find(attribute.key); clue != clues.end())
          best = std::max(best, clue->second);
      }
      // The prior odds of an account that did the same thing are far better than a stranger's.
      if (best > 0) out.push_back({touch.account, best + 6});
    }
  }
  std::sort(out.begin(), out.end(),
            [](const Associate& a, const Associate& b) { return a.account < b.account; });
  return out;
}

}  // namespace lockstep::evidence
