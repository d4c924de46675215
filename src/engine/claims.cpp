#include "claims.h"

#include <algorithm>

#include "lockstep/core/state_archive.h"

namespace lockstep::evidence {

template <class Archive>
void archive(Archive& ar, GroupClaim& c) {
  auto& [identity, hypothesis, members, keys, nats, made] = c;
  ar(identity, hypothesis, members, keys, nats, made);
}

}  // namespace lockstep::evidence

namespace lockstep::engine {
namespace {

template <class T>
void merge(std::vector<T>& into, const std::vector<T>& more) {
  into.insert(into.end(), more.begin(), more.end());
  std::sort(into.begin(), into.end());
  into.erase(std::unique(into.begin(), into.end()), into.end());
}

}  // namespace

template <class Archive>
void Claims::Entry::archive(Archive& ar) {
  auto& [claim_, use_, used_] = *this;
  ar(claim_, use_, used_);
}

template <class Archive>
void Claims::archive(Archive& ar) {
  auto& [max_claims, uses, claims, by_use, of_account] = *this;
  ar(uses, claims);
  if constexpr (Archive::kReading) {
    for (const auto& [identity, entry] : claims) {
      by_use.emplace(entry.use, identity);
      for (const auto m : entry.claim.members) of_account[m].insert(identity);
    }
    ar.require(by_use.size() == claims.size(), "two claims at once");
  }
}
LOCKSTEP_ARCHIVE(Claims);

void Claims::use(std::uint64_t identity, Entry& entry, EventTime tick) {
  by_use_.erase(entry.use);
  entry.use = ++uses_;
  entry.used = tick;
  by_use_[entry.use] = identity;
}

evidence::GroupClaim Claims::forget_oldest() {
  const auto oldest = by_use_.begin();
  const auto place = claims_.find(oldest->second);
  for (const auto m : place->second.claim.members) {
    const auto list = of_account_.find(m);
    list->second.erase(place->first);
    if (list->second.empty()) of_account_.erase(list);
  }
  auto claim = std::move(place->second.claim);
  claims_.erase(place);
  by_use_.erase(oldest);
  return claim;
}

const evidence::GroupClaim& Claims::add(evidence::GroupClaim claim, EventTime tick) {
  const auto identity = claim.identity;
  auto& entry = claims_[identity];
  use(identity, entry, tick);
  merge(entry.claim.members, claim.members);
  merge(entry.claim.keys, claim.keys);
  entry.claim.identity = identity;
  entry.claim.hypothesis = std::move(claim.hypothesis);
  entry.claim.nats = std::max(entry.claim.nats, claim.nats);
  entry.claim.made = tick;
  for (const auto m : entry.claim.members) of_account_[m].insert(identity);
  return entry.claim;
}

void Claims::erase(AccountIndex account) {
  const auto list = of_account_.find(account);
  if (list == of_account_.end()) return;
  for (const auto identity : list->second) std::erase(claims_.at(identity).claim.members, account);
  of_account_.erase(list);
}

void Claims::keep(const List& claims, EventTime tick) {
  for (const auto* claim : claims) use(claim->identity, claims_.at(claim->identity), tick);
}

std::vector<evidence::GroupClaim> Claims::forget(EventTime before) {
  std::vector<evidence::GroupClaim> out;
  while (claims_.size() > max_claims_ ||
         (!claims_.empty() && claims_.at(by_use_.begin()->second).used < before))
    out.push_back(forget_oldest());
  return out;
}

std::map<std::uint64_t, std::size_t> Claims::counted(std::span<const AccountIndex> members) const {
  std::map<std::uint64_t, std::size_t> inside;
  for (const auto m : members) {
    const auto found = of_account_.find(m);
    if (found == of_account_.end()) continue;
    for (const auto identity : found->second) ++inside[identity];
  }
  return inside;
}

Claims::List Claims::about(std::span<const AccountIndex> members) const {
  List out;
  for (const auto& [identity, n] : counted(members)) {
    const auto& claim = claims_.at(identity).claim;
    if (2 * n > claim.members.size()) out.push_back(&claim);
  }
  return out;
}

Claims::List Claims::of_several(std::span<const AccountIndex> members) const {
  List out;
  for (const auto& [identity, n] : counted(members)) {
    if (n >= 2) out.push_back(&claims_.at(identity).claim);
  }
  return out;
}

}  // namespace lockstep::engine
