// From components of the pair graph to clusters: communities, without those who only happen to be
// where they are, with those who keep them company.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "claims.h"
#include "lockstep/assess/assess.h"
#include "lockstep/campaign/tracker.h"
#include "lockstep/evidence/evidence.h"
#include "pair_graph.h"

namespace lockstep::engine {

// A part of a component that hangs together densely.
struct Part {
  std::vector<AccountIndex> members;  // sorted
  std::vector<AccountIndex> changed;  // those with other pairs than when last looked at, sorted
  std::vector<std::pair<evidence::PairKey, double>> edges;  // accepted pairs, their confidence
};

// Whether to look at it at this tick, which is one of a refresh of the graph or not. One that
// nothing happened to since it was last looked at is passed over, and where little did, it waits
// for a refresh, the longer the larger it is: or each new pair of a large community would cost a
// look at all of it.
bool is_due(const Part& part, PairGraph& graph, Duration refresh_every, EventTime tick,
            bool refresh);

// A community with its accepted pairs, the accounts that keep company with it, and what is claimed
// of it as a group.
struct Cluster {
  campaign::Community community;
  std::vector<evidence::AcceptedPair> edges;
  std::size_t outward = 0;  // accepted pairs of a member with an outsider
  std::vector<evidence::Associate> associates;
  std::vector<const evidence::GroupClaim*> claims;
  std::vector<KeyHash> credited;  // keys of its pairs, sorted
  std::vector<KeyHash> keys;      // ... and of its claims, sorted
};

// Looks at an engine's tables as they are at a tick's edge. Cheap to make; keeps nothing.
class ClusterFinder {
 public:
  ClusterFinder(const evidence::Evidence& evidence, const Claims& claims, const PairGraph& graph,
                const evidence::ClueBar& clues)
      : evidence_(evidence), claims_(claims), graph_(graph), clues_(clues) {}

  // `gamma`: resolution (graph/leiden.h).
  void split(const PairGraph::Component& component, double gamma, std::vector<Part>& out) const;
  // Leaves out hangers-on, followers and passers-by, takes in associates, and notes claims and
  // keys.
  Cluster settle(const Part& part) const;

 private:
  void describe(Cluster& cluster) const;
  void take_in_associates(Cluster& cluster) const;
  std::uint64_t fingerprint(std::span<const AccountIndex> members) const;

  const evidence::Evidence& evidence_;
  const Claims& claims_;
  const PairGraph& graph_;
  evidence::ClueBar clues_;
};

}  // namespace lockstep::engine
