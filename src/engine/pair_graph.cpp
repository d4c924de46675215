#include "pair_graph.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "lockstep/core/hash.h"

namespace lockstep::engine {
namespace {

using evidence::first_of;
using evidence::second_of;

// A pair that only a claim about its group ties weighs as much as a sure one.
constexpr float kTieConfidence = 0.9F;

std::uint64_t hash_of(std::span<const AccountIndex> members) {
  std::uint64_t hash = members.size();
  for (const auto m : members) hash = mix64(hash ^ m);
  return hash;
}

}  // namespace

// Whether it was new.
bool PairGraph::put(Neighbours& list, Neighbour neighbour) {
  const auto place = std::lower_bound(
      list.begin(), list.end(), neighbour,
      [](const Neighbour& a, const Neighbour& b) { return a.account < b.account; });
  if (place != list.end() && place->account == neighbour.account) {
    *place = neighbour;
    return false;
  }
  list.insert(place, neighbour);
  return true;
}

void PairGraph::remove(Adjacency& all, AccountIndex account, AccountIndex neighbour) {
  const auto found = all.find(account);
  if (found == all.end()) return;
  std::erase_if(found->second, [&](const Neighbour& n) { return n.account == neighbour; });
  if (found->second.empty()) all.erase(found);
}

std::size_t PairGraph::outward(std::span<const AccountIndex> members) const {
  std::size_t out = 0;
  for (const auto m : members) {
    const auto found = neighbours_.find(m);
    if (found == neighbours_.end()) continue;
    out += static_cast<std::size_t>(
        std::count_if(found->second.begin(), found->second.end(), [&](const Neighbour& n) {
          return !std::binary_search(members.begin(), members.end(), n.account);
        }));
  }
  return out;
}

void PairGraph::apply(std::span<const evidence::EdgeChange> changes) {
  for (const auto& c : changes) {
    const auto a = first_of(c.pair), b = second_of(c.pair);
    if (c.disappeared) {
      remove(neighbours_, a, b);
      remove(neighbours_, b, a);
    } else {
      put(neighbours_[a], {b, c.confidence, true});
      put(neighbours_[b], {a, c.confidence, true});
    }
    auto& marks = c.appeared || c.disappeared ? changed_ : gained_;
    for (const auto end : {a, b}) {
      marks.insert(end);
      forget_if_alone(end);
    }
  }
}

void PairGraph::forget_if_alone(AccountIndex account) {
  if (degree(account) == 0 && !tied_.contains(account)) community_.erase(account);
}

void PairGraph::tie(std::span<const AccountIndex> members) {
  const auto hubs = std::min(members.size(), kHubs);
  for (std::size_t i = 0; i < hubs; ++i) {
    for (std::size_t j = i + 1; j < members.size(); ++j) {
      const bool fresh = put(tied_[members[i]], {members[j], kTieConfidence, false});
      put(tied_[members[j]], {members[i], kTieConfidence, false});
      auto& marks = fresh ? changed_ : gained_;
      marks.insert(members[i]);
      marks.insert(members[j]);
    }
  }
}

void PairGraph::untie(std::span<const AccountIndex> members) {
  for (const auto m : members) {
    const auto found = tied_.find(m);
    if (found == tied_.end()) continue;
    const auto untied = std::erase_if(found->second, [&](const Neighbour& n) {
      return std::binary_search(members.begin(), members.end(), n.account);
    });
    if (untied > 0) changed_.insert(m);
    if (found->second.empty()) tied_.erase(found);
    forget_if_alone(m);
  }
}

void PairGraph::erase(AccountIndex account) {
  for (auto* all : {&neighbours_, &tied_}) {
    const auto found = all->find(account);
    if (found == all->end()) continue;
    for (const auto& n : Neighbours(std::move(found->second))) {
      remove(*all, n.account, account);
      changed_.insert(n.account);
    }
    all->erase(account);
  }
  community_.erase(account);
}

// An accepted pair counts as one, also where a claim ties it.
PairGraph::Neighbours PairGraph::neighbours_of(AccountIndex account) const {
  const auto accepted = neighbours_.find(account);
  const auto tied = tied_.find(account);
  if (tied == tied_.end()) return accepted == neighbours_.end() ? Neighbours{} : accepted->second;
  if (accepted == neighbours_.end()) return tied->second;
  Neighbours both;
  std::set_union(accepted->second.begin(), accepted->second.end(), tied->second.begin(),
                 tied->second.end(), std::back_inserter(both),
                 [](const Neighbour& a, const Neighbour& b) { return a.account < b.account; });
  return both;
}

// Everybody connected with `start`, sorted.
std::vector<AccountIndex> PairGraph::reach(AccountIndex start,
                                           absl::flat_hash_set<AccountIndex>& visited) const {
  std::vector<AccountIndex> nodes{start};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const auto* lists : {&neighbours_, &tied_}) {
      const auto found = lists->find(nodes[i]);
      if (found == lists->end()) continue;
      for (const auto& n : found->second) {
        if (visited.insert(n.account).second) nodes.push_back(n.account);
      }
    }
  }
  std::sort(nodes.begin(), nodes.end());
  return nodes;
}

PairGraph::Component PairGraph::component_of(std::vector<AccountIndex> nodes,
                                             const std::set<AccountIndex>& starts) const {
  const auto place_of = [](const std::vector<AccountIndex>& list, AccountIndex account) {
    return static_cast<std::uint32_t>(std::lower_bound(list.begin(), list.end(), account) -
                                      list.begin());
  };
  std::vector<Neighbours> next;
  for (const auto n : nodes) next.push_back(neighbours_of(n));
  // Peel off what hangs on a single pair: one coincidence of two accounts does not make a member.
  std::vector<std::size_t> degree;
  std::vector<std::uint32_t> loose;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    degree.push_back(next[i].size());
    if (next[i].size() < 2) loose.push_back(static_cast<std::uint32_t>(i));
  }
  for (std::size_t i = 0; i < loose.size(); ++i) {
    for (const auto& n : next[loose[i]]) {
      const auto other = place_of(nodes, n.account);
      if (degree[other] >= 2 && --degree[other] < 2) loose.push_back(other);
    }
  }
  Component c;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (degree[i] >= 2) c.members.push_back(nodes[i]);
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (degree[i] < 2) continue;
    const auto u = place_of(c.members, nodes[i]);
    c.changed.push_back(starts.contains(nodes[i]));
    for (const auto& n : next[i]) {
      if (n.account <= nodes[i]) continue;
      const auto v = place_of(c.members, n.account);
      if (v == c.members.size() || c.members[v] != n.account) continue;
      c.edges.push_back({u, v, static_cast<double>(n.confidence)});
      c.accepted.push_back(n.accepted);
    }
  }
  c.start = noted_communities(c.members);
  return c;
}

// A member stands for its community: the first of it, or itself.
std::vector<std::uint32_t> PairGraph::noted_communities(
    std::span<const AccountIndex> members) const {
  absl::flat_hash_map<std::uint64_t, std::uint32_t> first;  // never iterated
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < members.size(); ++i) {
    const auto noted = community_.find(members[i]);
    out.push_back(noted == community_.end()
                      ? i
                      : first.try_emplace(noted->second.community, i).first->second);
  }
  return out;
}

std::vector<PairGraph::Component> PairGraph::take_changed(bool gained_too) {
  std::set<AccountIndex> starts;
  starts.swap(changed_);
  if (gained_too) {
    starts.merge(gained_);
    gained_.clear();
  }
  return components_of(starts);
}

std::vector<PairGraph::Component> PairGraph::components_of(
    const std::set<AccountIndex>& starts) const {
  std::vector<Component> out;
  absl::flat_hash_set<AccountIndex> visited;  // never iterated
  for (const auto start : starts) {
    if (!visited.insert(start).second) continue;
    auto c = component_of(reach(start, visited), starts);
    if (!c.members.empty()) out.push_back(std::move(c));
  }
  std::sort(out.begin(), out.end(), [](const Component& a, const Component& b) {
    return a.members.front() < b.members.front();
  });
  return out;
}

void PairGraph::note_community(std::span<const AccountIndex> members, EventTime tick) {
  const Noted noted{hash_of(members), static_cast<std::uint32_t>(members.size()), tick};
  for (const auto m : members) community_[m] = noted;
}

PairGraph::Turnover PairGraph::turnover(std::span<const AccountIndex> members) const {
  std::vector<Noted> known;
  for (const auto m : members) {
    if (const auto found = community_.find(m); found != community_.end())
      known.push_back(found->second);
  }
  const auto by_community = [](const Noted& a, const Noted& b) {
    return a.community != b.community ? a.community < b.community : a.tick < b.tick;
  };
  std::sort(known.begin(), known.end(), by_community);
  std::size_t stayed = 0;
  Noted most;
  for (auto run = known.begin(); run != known.end();) {
    const auto end = std::upper_bound(run, known.end(), *run, by_community);
    if (const auto n = static_cast<std::size_t>(end - run); n > stayed) {
      stayed = n;
      most = *run;
    }
    run = end;
  }
  return {(members.size() - stayed) + (most.size - stayed), most.tick};
}

}  // namespace lockstep::engine
