// The graph of accepted pairs and of pairs tied by a claim about their group, which parts of it
// changed since they were last looked at, and which communities were looked at already.
//
// Bounded by the pairs the evidence keeps and the claims that are remembered: about 24 bytes a pair
// and 100 an account with one.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <set>
#include <span>
#include <vector>

#include "lockstep/core/trace.h"
#include "lockstep/evidence/pairs.h"
#include "lockstep/graph/leiden.h"

namespace lockstep::engine {

class PairGraph {
 public:
  // A part of the graph with every node of degree two or more. Nodes are places in `members`.
  struct Component {
    std::vector<AccountIndex> members;  // sorted
    std::vector<graph::Edge> edges;     // by (u, v), u < v; weighted by the pair's confidence
    std::vector<bool> accepted;         // of each edge: a pair, not only tied by a claim
    std::vector<bool> changed;          // of each member: what take_changed() was asked for
    std::vector<std::uint32_t> start;  // ... the community it was last noted in, as leiden() has it
  };

  // With two accepted pairs or more an account can be a member of a community in its own right.
  std::size_t degree(AccountIndex account) const {
    const auto found = neighbours_.find(account);
    return found == neighbours_.end() ? 0 : found->second.size();
  }
  // Accepted pairs that lead from one of `members` (sorted) to an account outside.
  std::size_t outward(std::span<const AccountIndex> members) const;
  void apply(std::span<const evidence::EdgeChange> changes);
  // Ties the members of a group to each other: all pairs of a small one, else everyone to the first
  // kHubs, which is dense enough to hold it together.
  void tie(std::span<const AccountIndex> members);
  // Nothing ties `members` (sorted) to each other any more, but for their pairs.
  void untie(std::span<const AccountIndex> members);
  // The account is erased: nothing is tied to it.
  void erase(AccountIndex account);
  // The changed components, by smallest member; `gained_too` includes those that only gained
  // evidence. What is returned counts as looked at.
  std::vector<Component> take_changed(bool gained_too);
  // The components that hold any of `starts`, which count as changed.
  std::vector<Component> components_of(const std::set<AccountIndex>& starts) const;
  // Notes that these accounts are looked at as a community.
  void note_community(std::span<const AccountIndex> members, EventTime tick);
  // Against the noted community that most of `members` were of: how many came or left, and when it
  // was noted.
  struct Turnover {
    std::size_t accounts = 0;
    EventTime since{};
  };
  Turnover turnover(std::span<const AccountIndex> members) const;
  // Marks accounts as if they had gained evidence.
  void defer(std::span<const AccountIndex> accounts) {
    gained_.insert(accounts.begin(), accounts.end());
  }
  template <class Archive>
  void archive(Archive& ar) {
    auto& [neighbours, tied, community, changed, gained] = *this;
    ar.sorted(neighbours);
    ar.sorted(tied);
    ar.sorted(community);
    ar(changed, gained);
  }

 private:
  static constexpr std::size_t kHubs = 64;
  struct Neighbour {
    AccountIndex account = 0;
    float confidence = 0;  // as of the pair's last evidence
    bool accepted = false;
    template <class Archive>
    void archive(Archive& ar) {
      auto& [account_, confidence_, accepted_] = *this;
      ar(account_, confidence_, accepted_);
    }
  };
  struct Noted {
    std::uint64_t community = 0;  // hash of its members
    std::uint32_t size = 0;
    EventTime tick{};
    template <class Archive>
    void archive(Archive& ar) {
      auto& [community_, size_, tick_] = *this;
      ar(community_, size_, tick_);
    }
  };
  using Neighbours = std::vector<Neighbour>;                        // by account
  using Adjacency = absl::flat_hash_map<AccountIndex, Neighbours>;  // never iterated
  static bool put(Neighbours& list, Neighbour neighbour);
  static void remove(Adjacency& all, AccountIndex account, AccountIndex neighbour);
  void forget_if_alone(AccountIndex account);
  Neighbours neighbours_of(AccountIndex account) const;
  std::vector<AccountIndex> reach(AccountIndex start,
                                  absl::flat_hash_set<AccountIndex>& visited) const;
  Component component_of(std::vector<AccountIndex> nodes,
                         const std::set<AccountIndex>& starts) const;
  std::vector<std::uint32_t> noted_communities(std::span<const AccountIndex> members) const;

  Adjacency neighbours_, tied_;
  absl::flat_hash_map<AccountIndex, Noted> community_;  // never iterated
  std::set<AccountIndex> changed_, gained_;
};

}  // namespace lockstep::engine
