#include "clusters.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "lockstep/core/check.h"
#include "lockstep/core/hash.h"
#include "lockstep/evidence/credited_keys.h"
#include "lockstep/graph/leiden.h"

namespace lockstep::engine {
namespace {

// A pair that only a claim about its group ties weighs as much as a sure one.
constexpr double kTieConfidence = 0.9;
void leave_out(std::span<const AccountIndex> outsiders, Cluster& cluster) {
  const auto outside = [&](AccountIndex a) {
    return std::binary_search(outsiders.begin(), outsiders.end(), a);
  };
  std::erase_if(cluster.community.members, outside);
  std::erase_if(cluster.edges, [&](evidence::PairKey p) {
    return outside(evidence::first_of(p)) || outside(evidence::second_of(p));
  });
}

}  // namespace

void ClusterFinder::split(const PairGraph::Component& component, EventTime tick, double gamma,
                          std::vector<Cluster>& out) const {
  const auto& members = component.members;
  const auto local = [&](AccountIndex a) {
    return static_cast<std::uint32_t>(std::lower_bound(members.begin(), members.end(), a) -
                                      members.begin());
  };
  std::vector<graph::Edge> weighted;
  for (const auto pair : component.edges) {
    const auto* record = evidence_.pairs().find(pair);
    LOCKSTEP_CHECK(record != nullptr);
    weighted.push_back({local(evidence::first_of(pair)), local(evidence::second_of(pair)),
                        evidence_.pair_confidence(*record)});
  }
  for (const auto pair : component.ties) {
    weighted.push_back(
        {local(evidence::first_of(pair)), local(evidence::second_of(pair)), kTieConfidence});
  }
  const auto* first = evidence_.accounts().find(members.front());
  const auto seed =
      (first == nullptr ? 0 : first->hash) ^ mix64(static_cast<std::uint64_t>(to_micros(tick)));
  const auto community =
      graph::leiden(static_cast<std::uint32_t>(members.size()), weighted, {gamma, seed});
  std::map<std::uint32_t, std::size_t> place;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto [it, fresh] = place.try_emplace(community[i], out.size());
    if (fresh) out.emplace_back();
    out[it->second].community.members.push_back(members[i]);
  }
  for (std::size_t e = 0; e < component.edges.size(); ++e) {
    const auto c = community[weighted[e].u];
    if (c == community[weighted[e].v]) out[place[c]].edges.push_back(component.edges[e]);
  }
}

void ClusterFinder::describe(Cluster& cluster) const {
  cluster.claims = claims_.about(cluster.community.members);
  const auto credited = evidence::credited_keys(cluster.edges, evidence_.pairs());
  cluster.keys.assign(credited.begin(), credited.end());
  for (const auto* claim : cluster.claims)
    cluster.keys.insert(cluster.keys.end(), claim->keys.begin(), claim->keys.end());
  std::sort(cluster.keys.begin(), cluster.keys.end());
  cluster.keys.erase(std::unique(cluster.keys.begin(), cluster.keys.end()), cluster.keys.end());
}

void ClusterFinder::take_in_associates(Cluster& cluster) const {
  auto& members = cluster.community.members;
  auto& associates = cluster.associates;
  associates = evidence_.associates(members, cluster.edges);
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

void ClusterFinder::settle(Cluster& cluster) const {
  const auto& members = cluster.community.members;
  leave_out(evidence_.hangers_on(members, cluster.edges, clues_), cluster);
  describe(cluster);
  if (const auto followers = evidence_.followers(members, cluster.keys); !followers.empty()) {
    leave_out(followers, cluster);
    describe(cluster);
  }
  take_in_associates(cluster);
  cluster.community.fingerprint = fingerprint(members);
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
