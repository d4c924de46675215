#include "clusters.h"

#include <algorithm>
#include <string_view>

#include "lockstep/core/check.h"
#include "lockstep/core/hash.h"
#include "lockstep/evidence/credited_keys.h"
#include "lockstep/graph/leiden.h"

namespace lockstep::engine {
namespace {

// News about less than one in so many members is little; of a community of so many members, it
// waits a refresh longer.
constexpr std::size_t kFewNews = 16, kLarge = 64;

void leave_out(std::span<const AccountIndex> outsiders, Cluster& cluster) {
  const auto outside = [&](AccountIndex a) {
    return std::binary_search(outsiders.begin(), outsiders.end(), a);
  };
  std::erase_if(cluster.community.members, outside);
  std::erase_if(cluster.edges, [&](const evidence::AcceptedPair& edge) {
    const auto pair = edge.record->pair;
    return outside(evidence::first_of(pair)) || outside(evidence::second_of(pair));
  });
}

EventTime newest_of(const Cluster& cluster) {
  EventTime newest{};
  for (const auto& edge : cluster.edges) newest = std::max(newest, edge.record->last_time);
  for (const auto* claim : cluster.claims) newest = std::max(newest, claim->made);
  return newest;
}

}  // namespace

// The seed does not depend on time, and the communities of before are where it begins: what did not
// change falls apart in the same way again.
void ClusterFinder::split(const PairGraph::Component& component, double gamma,
                          std::vector<Part>& out) const {
  const auto& members = component.members;
  const auto* first = evidence_.accounts().find(members.front());
  const auto community = graph::leiden(
      static_cast<std::uint32_t>(members.size()), component.edges,
      {.gamma = gamma, .seed = first == nullptr ? 0 : first->hash, .start = component.start});
  const auto before = out.size();  // communities are numbered by their smallest member
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (before + community[i] == out.size()) out.emplace_back();
    auto& part = out[before + community[i]];
    part.members.push_back(members[i]);
    if (component.changed[i]) part.changed.push_back(members[i]);
  }
  for (std::size_t e = 0; e < component.edges.size(); ++e) {
    const auto& edge = component.edges[e];
    if (!component.accepted[e] || community[edge.u] != community[edge.v]) continue;
    out[before + community[edge.u]].edges.emplace_back(
        evidence::pair_key(members[edge.u], members[edge.v]), edge.weight);
  }
}

void ClusterFinder::describe(Cluster& cluster) const {
  cluster.claims = claims_.about(cluster.community.members);
  cluster.credited = evidence::credited_keys(cluster.edges);
  cluster.keys = cluster.credited;
  for (const auto* claim : cluster.claims)
    cluster.keys.insert(cluster.keys.end(), claim->keys.begin(), claim->keys.end());
  std::sort(cluster.keys.begin(), cluster.keys.end());
  cluster.keys.erase(std::unique(cluster.keys.begin(), cluster.keys.end()), cluster.keys.end());
}

void ClusterFinder::take_in_associates(Cluster& cluster) const {
  auto& members = cluster.community.members;
  auto& associates = cluster.associates;
  associates = evidence_.associates(members, cluster.credited);
  for (const auto& a : evidence_.clue_associates(members, cluster.keys, clues_)) {
    const auto known = std::any_of(associates.begin(), associates.end(),
                                   [&](const auto& b) { return b.account == a.account; });
    if (!known) associates.push_back(a);
  }
  std::erase_if(associates, [&](const auto& a) { return graph_.degree(a.account) >= 2; });
  for (const auto& a : associates) members.push_back(a.account);
  std::sort(members.begin(), members.end());
  const auto followers = evidence_.followers(members, cluster.keys);
  leave_out(followers, cluster);
  std::erase_if(associates, [&](const auto& a) {
    return std::binary_search(followers.begin(), followers.end(), a.account);
  });
  std::sort(associates.begin(), associates.end(),
            [](const auto& a, const auto& b) { return a.account < b.account; });
}

Cluster ClusterFinder::settle(const Part& part) const {
  Cluster cluster;
  cluster.community.members = part.members;
  for (const auto& [pair, confidence] : part.edges) {
    const auto* record = evidence_.pairs().find(pair);
    LOCKSTEP_CHECK(record != nullptr);
    cluster.edges.push_back({record, confidence});
  }
  const auto& members = cluster.community.members;
  leave_out(evidence_.hangers_on(members, cluster.edges, clues_), cluster);
  describe(cluster);
  const auto leave_out_some = [&](const std::vector<AccountIndex>& outsiders) {
    if (outsiders.empty()) return;
    leave_out(outsiders, cluster);
    describe(cluster);
  };
  leave_out_some(evidence_.followers(members, cluster.keys));
  leave_out_some(evidence_.passers_by(members, cluster.keys, clues_));
  take_in_associates(cluster);
  cluster.outward = graph_.outward(members);
  cluster.community.fingerprint = fingerprint(members);
  cluster.community.newest = newest_of(cluster);
  return cluster;
}

bool is_due(const Part& part, PairGraph& graph, Duration refresh_every, EventTime tick,
            bool refresh) {
  const auto turnover = graph.turnover(part.members);
  const auto size = part.members.size(), news = part.changed.size() + turnover.accounts;
  if (news == 0) return false;
  if (news * kFewNews > size) return true;
  const auto patience = refresh_every * static_cast<std::int64_t>(size / kLarge);
  if (refresh && tick >= turnover.since + patience) return true;
  graph.defer(part.changed.empty() ? std::span(part.members).first(1) : std::span(part.changed));
  return false;
}

std::uint64_t ClusterFinder::fingerprint(std::span<const AccountIndex> members) const {
  std::vector<std::string_view> names;
  for (const auto m : members) {
    if (const auto* a = evidence_.accounts().find(m)) names.push_back(a->name);
  }
  std::sort(names.begin(), names.end());
  std::uint64_t hash = 0;
  for (const auto name : names) hash = stable_hash(name, hash);
  return hash;
}

}  // namespace lockstep::engine
