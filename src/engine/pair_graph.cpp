#include "pair_graph.h"

#include <algorithm>

namespace lockstep::engine {
namespace {

using evidence::first_of;
using evidence::pair_key;
using evidence::second_of;

void insert_sorted(std::vector<AccountIndex>& list, AccountIndex value) {
  const auto place = std::lower_bound(list.begin(), list.end(), value);
  if (place == list.end() || *place != value) list.insert(place, value);
}

void erase_sorted(std::vector<AccountIndex>& list, AccountIndex value) {
  const auto place = std::lower_bound(list.begin(), list.end(), value);
  if (place != list.end() && *place == value) list.erase(place);
}

}  // namespace

void PairGraph::apply(std::span<const evidence::EdgeChange> changes) {
  for (const auto& c : changes) {
    const auto a = first_of(c.pair), b = second_of(c.pair);
    if (c.appeared) {
      insert_sorted(neighbours_[a], b);
      insert_sorted(neighbours_[b], a);
    } else if (c.disappeared) {
      erase_sorted(neighbours_[a], b);
      erase_sorted(neighbours_[b], a);
    }
    auto& marks = c.appeared || c.disappeared ? changed_ : gained_;
    marks.insert(a);
    marks.insert(b);
    for (const auto end : {a, b}) {
      if (neighbours_[end].empty()) neighbours_.erase(end);
    }
  }
}

PairGraph::Component PairGraph::component_of(AccountIndex start,
                                             std::set<AccountIndex>& visited) const {
  std::vector<AccountIndex> nodes{start};
  visited.insert(start);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto found = neighbours_.find(nodes[i]);
    if (found == neighbours_.end()) continue;
    for (const auto next : found->second) {
      if (visited.insert(next).second) nodes.push_back(next);
    }
  }
  std::sort(nodes.begin(), nodes.end());
  Component c;
  // Peel off what hangs on a single pair: one coincidence of two accounts does not make a member.
  absl::flat_hash_map<AccountIndex, std::size_t> degree;
  std::vector<AccountIndex> loose;
  for (const auto n : nodes) {
    const auto found = neighbours_.find(n);
    degree[n] = found == neighbours_.end() ? 0 : found->second.size();
    if (degree[n] < 2) loose.push_back(n);
  }
  for (std::size_t i = 0; i < loose.size(); ++i) {
    const auto found = neighbours_.find(loose[i]);
    if (found == neighbours_.end()) continue;
    for (const auto next : found->second) {
      if (degree[next] >= 2 && --degree[next] < 2) loose.push_back(next);
    }
  }
  for (const auto n : nodes) {
    if (degree[n] < 2) continue;
    c.members.push_back(n);
    for (const auto next : neighbours_.find(n)->second) {
      if (next > n && degree[next] >= 2) c.edges.push_back(pair_key(n, next));
    }
  }
  return c;
}

std::vector<PairGraph::Component> PairGraph::take_changed(bool gained_too) {
  std::set<AccountIndex> starts;
  starts.swap(changed_);
  if (gained_too) {
    starts.insert(gained_.begin(), gained_.end());
    gained_.clear();
  }
  std::vector<Component> out;
  std::set<AccountIndex> visited;
  for (const auto start : starts) {
    if (visited.contains(start)) continue;
    auto c = component_of(start, visited);
    if (!c.members.empty()) out.push_back(std::move(c));
  }
  std::sort(out.begin(), out.end(), [](const Component& a, const Component& b) {
    return a.members.front() < b.members.front();
  });
  return out;
}

}  // namespace lockstep::engine
