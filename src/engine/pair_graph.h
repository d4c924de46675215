// The graph of accepted pairs, and which parts of it changed since they were last looked at.
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
    std::vector<evidence::PairKey> edges;  // sorted
  };

  // With two accepted pairs or more an account can be a member of a community in its own right.
  std::size_t degree(AccountIndex account) const {
    const auto found = neighbours_.find(account);
    return found == neighbours_.end() ? 0 : found->second.size();
  }
  void apply(std::span<const evidence::EdgeChange> changes);
  // The changed components, by smallest member; `gained_too` includes those that only gained
  // evidence. What is returned counts as looked at.
  std::vector<Component> take_changed(bool gained_too);

 private:
  Component component_of(AccountIndex start, std::set<AccountIndex>& visited) const;

  absl::flat_hash_map<AccountIndex, std::vector<AccountIndex>>
      neighbours_;  // sorted lists; never iterated
  std::set<AccountIndex> changed_, gained_;
};

}  // namespace lockstep::engine
