#include "lockstep/assess/bursts.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "families.h"
#include "lockstep/core/state_archive.h"
#include "lockstep/evidence/timing.h"

namespace lockstep::join {

template <class Archive>
void archive(Archive& ar, Predecessor& p) {
  auto& [time, post, account] = p;
  ar(time, post, account);
}

}  // namespace lockstep::join

namespace lockstep::assess {
namespace {

using evidence::Evidence;
using evidence::GroupClaim;

// Values of clue kinds for which `counts` holds, and who of the accounts hold them.
template <class Counts>
std::map<KeyHash, std::vector<AccountIndex>> clues_of(std::span<const join::Predecessor> accounts,
                                                      const Evidence& evidence, Counts&& counts) {
  std::map<KeyHash, std::vector<AccountIndex>> out;
  for (const auto& p : accounts) {
    const auto* a = evidence.accounts().find(p.account);
    if (a == nullptr) continue;
    for (const auto& attribute : a->attributes) {
      const auto& kind = evidence.kinds()[attribute.kind];
      if (kind.ties && counts(kind)) out[attribute.key].push_back(p.account);
    }
  }
  return out;
}

// How synchronous the wave is: each account's delay to the one before it, against what is usual.
double wave_nats(std::span<const join::Predecessor> accounts, KindId kind,
                 const Evidence& evidence) {
  double surprise = 0;
  for (std::size_t i = 1; i < accounts.size(); ++i) {
    const auto delay = std::max({accounts[i].time - accounts[i - 1].time,
                                 evidence::resolution_of(accounts[i].time),
                                 evidence::resolution_of(accounts[i - 1].time)});
    const auto share =
        evidence.delays().share_within(evidence.dense(kind), static_cast<std::uint32_t>(i + 1),
                                       evidence::DelayShape::bin_of(delay));
    surprise -= std::log(static_cast<double>(share));
  }
  return evidence::timing_evidence(static_cast<std::uint32_t>(accounts.size() - 1), surprise);
}

}  // namespace

BurstWatch::BurstWatch(std::vector<BurstRule> rules, std::vector<std::vector<KindId>> kind_ids,
                       evidence::ClueBar bar)
    : rules_(std::move(rules)), bar_(bar) {
  for (std::size_t r = 0; r < rules_.size(); ++r) {
    least_accounts_ = std::min<std::size_t>(least_accounts_, rules_[r].accounts);
    for (const auto kind : kind_ids[r]) {
      if (by_kind_.size() <= kind) by_kind_.resize(kind + std::size_t{1});
      by_kind_[kind].push_back(r);
      if (births_.size() <= kind) births_.resize(kind + std::size_t{1});
      births_[kind] = births_[kind] || rules_[r].of_birth;
    }
  }
}

template <class Archive>
void BurstWatch::Pending::archive(Archive& ar) {
  auto& [accounts_, kind_, time_, target_] = *this;
  ar(accounts_, kind_, time_, target_);
}

template <class Archive>
void BurstWatch::archive(Archive& ar) {
  auto& [rules, bar, least_accounts, by_kind, births, pending, dropped] = *this;
  ar(pending, dropped);
  if constexpr (Archive::kReading) {
    for (const auto& [place, p] : pending) ar.require(place.second < rules.size(), "no such rule");
  }
}
LOCKSTEP_ARCHIVE(BurstWatch);

void BurstWatch::note(const join::Arrival& arrival, std::optional<AccountIndex> target) {
  const auto& all = arrival.predecessors;
  for (const auto r : by_kind_[arrival.kind]) {
    const auto& rule = rules_[r];
    const auto others = rule.accounts - 1;
    const auto from = arrival.time - rule.within;
    if (all.size() < others || all[all.size() - others].time < from) continue;
    if (pending_.size() >= kMaxPending) {
      ++dropped_;
      continue;
    }
    auto& p = pending_[{arrival.key, r}];
    const auto first = std::lower_bound(all.begin(), all.end(), from,
                                        [](const auto& a, EventTime t) { return a.time < t; });
    p.accounts.assign(first, all.end());
    p.accounts.push_back({arrival.time, arrival.post, arrival.account});
    p.kind = arrival.kind;
    p.time = arrival.time;
    p.target = target;
  }
}

// Who holds a telling clue for which `counts` holds; nobody, if they are too few for the rule.
template <class Counts>
std::set<AccountIndex> BurstWatch::holders(const BurstRule& rule, const Pending& p,
                                           const Evidence& evidence, Counts&& counts) const {
  std::set<AccountIndex> out;
  for (const auto& [value, accounts] : clues_of(p.accounts, evidence, counts)) {
    const auto n = accounts.size();
    if (n < rule.sharing) continue;
    if (bar_.is_telling(evidence.attributes().weight_outside(value, n), n, p.accounts.size()))
      out.insert(accounts.begin(), accounts.end());
  }
  const double enough = std::max(static_cast<double>(rule.sharing),
                                 bar_.share * static_cast<double>(p.accounts.size()));
  if (static_cast<double>(out.size()) < enough) out.clear();
  return out;
}

bool BurstWatch::by_birth(const BurstRule& rule, KeyHash value, const Pending& p,
                          const Evidence& evidence, GroupClaim& claim) const {
  const auto n = p.accounts.size();
  if (!bar_.is_telling(evidence.attributes().weight_outside(value, n), n, n)) return false;
  const auto group = evidence.kinds()[p.kind].group;
  const auto tied = holders(rule, p, evidence, [&](const evidence::KindModel& kind) {
    return kind.group != group && !kind.of_birth;
  });
  claim.members.assign(tied.begin(), tied.end());
  return !tied.empty();
}

bool BurstWatch::by_clue(const BurstRule& rule, const Pending& p, const Evidence& evidence,
                         GroupClaim& claim) const {
  auto tied = holders(rule, p, evidence, [](const evidence::KindModel&) { return true; });
  if (tied.empty()) return false;
  const bool copies = evidence.kinds()[p.kind].family == kContent;
  if (copies && 2 * tied.size() >= p.accounts.size()) {
    for (const auto& a : p.accounts) tied.insert(a.account);
  }
  claim.members.assign(tied.begin(), tied.end());
  return true;
}

bool BurstWatch::by_campaign(const BurstRule& rule, const Pending& p, const Evidence& evidence,
                             const CampaignOf& campaign_of, GroupClaim& claim) const {
  const auto* target = p.target ? evidence.accounts().find(*p.target) : nullptr;
  if (target == nullptr || !target->facts.created_at ||
      p.time - *target->facts.created_at >= rule.target_age)
    return false;
  std::map<std::uint64_t, std::vector<AccountIndex>> known;
  for (const auto& a : p.accounts) {
    if (const auto campaign = campaign_of(a.account); campaign != 0)
      known[campaign].push_back(a.account);
  }
  for (const auto& [campaign, members] : known) {
    if (members.size() < rule.sharing) continue;
    claim.members = members;
    claim.members.push_back(*p.target);
    std::sort(claim.members.begin(), claim.members.end());
    claim.members.erase(std::unique(claim.members.begin(), claim.members.end()),
                        claim.members.end());
    return true;
  }
  return false;
}

std::vector<GroupClaim> BurstWatch::settle(const Evidence& evidence,
                                           const CampaignOf& campaign_of) {
  std::vector<GroupClaim> out;
  for (const auto& [place, p] : pending_) {
    const auto& rule = rules_[place.second];
    GroupClaim claim;
    const bool holds = rule.of_birth      ? by_birth(rule, place.first, p, evidence, claim)
                       : rule.of_campaign ? by_campaign(rule, p, evidence, campaign_of, claim)
                                          : by_clue(rule, p, evidence, claim);
    if (!holds || claim.members.size() < 3) continue;
    claim.identity = mix64(place.first ^ mix64(place.second));
    claim.hypothesis = rule.hypothesis;
    claim.keys = {place.first};
    std::vector<join::Predecessor> named;
    for (const auto& a : p.accounts) {
      if (std::binary_search(claim.members.begin(), claim.members.end(), a.account))
        named.push_back(a);
    }
    if (!rule.of_birth) claim.nats = wave_nats(named, p.kind, evidence);
    out.push_back(std::move(claim));
  }
  pending_.clear();
  return out;
}

}  // namespace lockstep::assess
