#include "pair_graph.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace lockstep::engine {
namespace {

using evidence::first_of;
using evidence::pair_key;
using evidence::second_of;

// Whether it was new.
bool insert_sorted(std::vector<AccountIndex>& list, AccountIndex value) {
  const auto place = std::lower_bound(list.begin(), list.end(), value);
  if (place != list.end() && *place == value) return false;
  list.insert(place, value);
  return true;
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

void PairGraph::tie(std::span<const AccountIndex> members) {
  const auto hubs = std::min(members.size(), kHubs);
  for (std::size_t i = 0; i < hubs; ++i) {
    for (std::size_t j = i + 1; j < members.size(); ++j) {
      const bool fresh = insert_sorted(tied_[members[i]], members[j]);
      insert_sorted(tied_[members[j]], members[i]);
      auto& marks = fresh ? changed_ : gained_;
      marks.insert(members[i]);
      marks.insert(members[j]);
    }
  }
}

std::vector<AccountIndex> PairGraph::neighbours_of(AccountIndex account) const {
  std::vector<AccountIndex> out;
  const auto accepted = neighbours_.find(account);
  if (accepted != neighbours_.end()) out = accepted->second;
  const auto tied = tied_.find(account);
  if (tied == tied_.end()) return out;
  std::vector<AccountIndex> both;
  std::set_union(out.begin(), out.end(), tied->second.begin(), tied->second.end(),
                 std::back_inserter(both));
  return both;
}

PairGraph::Component PairGraph::component_of(AccountIndex start,
                                             std::set<AccountIndex>& visited) const {
  std::map<AccountIndex, std::vector<AccountIndex>> nodes;
  std::vector<AccountIndex> queue{start};
  visited.insert(start);
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const auto& next = nodes.emplace(queue[i], neighbours_of(queue[i])).first->second;
    for (const auto n : next) {
      if (visited.insert(n).second) queue.push_back(n);
    }
  }
  // Peel off what hangs on a single pair: one coincidence of two accounts does not make a member.
  std::map<AccountIndex, std::size_t> degree;
  std::vector<AccountIndex> loose;
  for (const auto& [n, next] : nodes) {
    degree[n] = next.size();
    if (next.size() < 2) loose.push_back(n);
  }
  for (std::size_t i = 0; i < loose.size(); ++i) {
    for (const auto next : nodes[loose[i]]) {
      if (degree[next] >= 2 && --degree[next] < 2) loose.push_back(next);
    }
  }
  Component c;
  for (const auto& [n, all] : nodes) {
    if (degree[n] < 2) continue;
    c.members.push_back(n);
    const auto found = neighbours_.find(n);
    for (const auto next : all) {
      if (next <= n || degree[next] < 2) continue;
      const bool accepted = found != neighbours_.end() &&
                            std::binary_search(found->second.begin(), found->second.end(), next);
      (accepted ? c.edges : c.ties).push_back(pair_key(n, next));
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
