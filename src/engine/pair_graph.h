// The graph of accepted pairs and of pairs tied by a claim about their group, and which parts of it
// changed since they were last looked at.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <set>
#include <span>
#include <vector>

#include "lockstep/core/trace.h"
#include "lockstep/evidence/pairs.h"

namespace lockstep::engine {

class PairGraph {
 public:
  // A part of the graph with every node of degree two or more.
  struct Component {
    std::vector<AccountIndex> members;     // sorted
    std::vector<evidence::PairKey> edges;  // accepted pairs, sorted
    std::vector<evidence::PairKey> ties;   // pairs tied by a claim alone, sorted
  };

  // With two accepted pairs or more an account can be a member of a community in its own right.
  std::size_t degree(AccountIndex account) const {
    const auto found = neighbours_.find(account);
    return found == neighbours_.end() ? 0 : found->second.size();
  }
  void apply(std::span<const evidence::EdgeChange> changes);
  // Ties the members of a group to each other: all pairs of a small one, else everyone to the first
  // kHubs, which is dense enough to hold it together.
  void tie(std::span<const AccountIndex> members);
  // The changed components, by smallest member; `gained_too` includes those that only gained
  // evidence. What is returned counts as looked at.
  std::vector<Component> take_changed(bool gained_too);
  template <class Archive>
  void archive(Archive& ar) {
    auto& [neighbours, tied, changed, gained] = *this;
    ar.sorted(neighbours);
    ar.sorted(tied);
    ar(changed, gained);
  }

 private:
  static constexpr std::size_t kHubs = 64;
  std::vector<AccountIndex> neighbours_of(AccountIndex account) const;
  Component component_of(AccountIndex start, std::set<AccountIndex>& visited) const;

  absl::flat_hash_map<AccountIndex, std::vector<AccountIndex>> neighbours_,
      tied_;  // sorted lists; never iterated
  std::set<AccountIndex> changed_, gained_;
};

}  // namespace lockstep::engine
