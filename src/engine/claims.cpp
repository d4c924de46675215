#include "claims.h"

#include <algorithm>

#include "lockstep/core/state_archive.h"

namespace lockstep::evidence {

template <class Archive>
void archive(Archive& ar, GroupClaim& c) {
  auto& [identity, hypothesis, members, keys, nats] = c;
  ar(identity, hypothesis, members, keys, nats);
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
  auto& [claim_, renewed_] = *this;
  ar(claim_, renewed_);
}

template <class Archive>
void Claims::archive(Archive& ar) {
  auto& [max_claims, renewals, claims, by_renewal, of_account] = *this;
  ar(renewals, claims);
  if constexpr (Archive::kReading) {
    for (const auto& [identity, entry] : claims) {
      by_renewal.emplace(entry.renewed, identity);
      for (const auto m : entry.claim.members) of_account[m].insert(identity);
    }
    ar.require(by_renewal.size() == claims.size(), "two claims at once");
  }
}
LOCKSTEP_ARCHIVE(Claims);

void Claims::forget_oldest() {
  const auto oldest = by_renewal_.begin();
  const auto place = claims_.find(oldest->second);
  for (const auto m : place->second.claim.members) {
    const auto list = of_account_.find(m);
    list->second.erase(place->first);
    if (list->second.empty()) of_account_.erase(list);
  }
  claims_.erase(place);
  by_renewal_.erase(oldest);
}

const evidence::GroupClaim& Claims::add(evidence::GroupClaim claim) {
  const auto identity = claim.identity;
  auto& entry = claims_[identity];
  by_renewal_.erase(entry.renewed);
  entry.renewed = ++renewals_;
  by_renewal_[entry.renewed] = identity;
  merge(entry.claim.members, claim.members);
  merge(entry.claim.keys, claim.keys);
  entry.claim.identity = identity;
  entry.claim.hypothesis = std::move(claim.hypothesis);
  entry.claim.nats = std::max(entry.claim.nats, claim.nats);
  for (const auto m : entry.claim.members) of_account_[m].insert(identity);
  while (claims_.size() > max_claims_) forget_oldest();
  return entry.claim;
}

std::vector<const evidence::GroupClaim*> Claims::about(
    std::span<const AccountIndex> members) const {
  std::map<std::uint64_t, std::size_t> inside;
  for (const auto m : members) {
    const auto found = of_account_.find(m);
    if (found == of_account_.end()) continue;
    for (const auto identity : found->second) ++inside[identity];
  }
  std::vector<const evidence::GroupClaim*> out;
  for (const auto& [identity, n] : inside) {
    const auto& claim = claims_.at(identity).claim;
    if (2 * n > claim.members.size()) out.push_back(&claim);
  }
  return out;
}

}  // namespace lockstep::engine
