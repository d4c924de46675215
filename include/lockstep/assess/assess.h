// From a community to a finding: how strong the evidence is in each independent family, what else
// could explain it, how sure that leaves us, and whether "inauthentic" may be said at all.
//
//   W_f    behaviour, content: median over accepted pairs of the family's evidence, times
//          1 + ln(n - 1)/2; infrastructure, identity: sum over groups of the best shared value,
//          w * (1 + ln(m - 1)/2) * sqrt(m/n) for m of n members; each at most 20 nats
//   confidence = 100 / (1 + exp(-(-4.6 + 0.35 sum W_f + 0.7 (families over 3 nats) - 2 B)))
//          with B the number of benign explanations that hold (DETECTION 2.7), at most 79: a higher
//          one means "confirmed by other sources" (Admiralty 1), which needs evidence that took no
//          part in finding the cluster, and this version has none
//   gate   "coordinated-inauthentic" needs a clue: an attribute value of a clue kind worth at least
//          3 nats on at least max(3, 30 %) of the members, and no benign check that explains it
//          (DETECTION amendment 9). Otherwise "coordinated".
// Stateless; thread-safe as far as its arguments are not written.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lockstep/assess/finding.h"
#include "lockstep/core/config_schema.h"
#include "lockstep/evidence/evidence.h"

namespace lockstep::assess {

struct AssessConfig {
  double clue_nats = 3.0;
  double clue_share = 0.30;
  std::int64_t clue_members = 3;
  std::int64_t established_days =
      3 * 365;  // accounts older than this at their first post count as established

  void describe(ConfigVisitor& v);
};

// `members` (associates included), `edges` (accepted pairs inside) and `associates` are sorted.
Finding assess(std::span<const AccountIndex> members, std::span<const evidence::PairKey> edges,
               std::span<const evidence::Associate> associates, const evidence::Evidence&,
               const AssessConfig&);

}  // namespace lockstep::assess
