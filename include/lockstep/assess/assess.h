// From a community to a finding: how strong the evidence is in each independent family, what else
// could explain it, how sure that leaves us, and whether "inauthentic" may be said at all.
//
//   W_f    behaviour, content: median over accepted pairs of the family's evidence, times
//          1 + ln(n - 1)/2; infrastructure, identity: sum over groups of the best shared value,
//          w * (1 + ln(m - 1)/2) * sqrt(m/n) for m of n members; each at most 20 nats
//          what is on the watchlist adds 3 to the families it shows in, once each
//          rhythm: against a control population (src/assess/rhythm.h), at most 3
//   confidence = 100 / (1 + exp(-(-4.6 + 0.35 sum W_f + 0.7 (families over 3 nats) - 2 B)))
//          with B the number of benign explanations that hold (DETECTION 2.7);
//          AssessConfig::weights are those numbers, and AssessConfig::calibration what the result
//          has turned out to mean. Whatever they say, at most 79 unless two families give 5 nats
//          and the cluster is confirmed: above means "confirmed by other sources" (Admiralty 1). At
//          most 59 without clues, and at most 15 if addresses or devices are known of most members
//          and no clue was among them: what simulated streams with benign crowds make of such
//          clusters (docs/BENCHMARK.md, "Calibration"). At most 39 of accounts that have done
//          nothing together yet (a birth rule): they are "coordinated" at most, too.
//   confirmed  the members it was founded with met on T keys that nobody of them had touched before
//          it was found, and (mu/(1+mu))^T < 0.01 with mu what chance gives them in the time since.
//          DETECTION 2.7 holds a fifth of the keys out; later keys cost no power, and the members
//          were fixed before them.
//   gate   "coordinated-inauthentic" needs clues: attribute values of clue kinds, each worth at
//          least 3 nats outside the community and held by three members or more, that together
//          cover max(3, 8 %) of the members, and no benign check that explains it (DETECTION
//          amendment 9 asks for 30 %; docs/BENCHMARK.md, "The bar for clues", says why not. An
//          operation on two lines leaves two clues). A value of pages must be held by 30 % of the
//          members, and mostly by them. Otherwise "coordinated".
// Stateless; thread-safe as far as its arguments are not written.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lockstep/assess/burst_rule.h"
#include "lockstep/assess/finding.h"
#include "lockstep/assess/tier_rule.h"
#include "lockstep/assess/watchlist.h"
#include "lockstep/core/config_schema.h"
#include "lockstep/evidence/evidence.h"

namespace lockstep::assess {

// Log-odds a unit, as `lockstep tune` proposes them.
struct Weights {
  double prior = -4.6;
  double behaviour = 0.35, content = 0.35, infrastructure = 0.35, identity = 0.35, rhythm = 0.35;
  double families = 0.7, accounts = 0;
  double benign_explains = -2, benign_possible = 0;

  void describe(ConfigVisitor& v);
};

// What a confidence has turned out to mean, from `confidence` to the next step. "40 means 25".
struct CalibrationStep {
  std::uint32_t confidence = 0, means = 0;  // 0 to 100
};
// Empty if `line` is no step.
std::optional<CalibrationStep> parse_calibration_step(std::string_view line);

struct AssessConfig {
  evidence::ClueBar clues;
  bool require_clue = true;  // the gate
  Weights weights;
  std::vector<std::string> calibration;  // ascending
  std::vector<std::string> tiers = shipped_tier_rules();
  std::vector<std::string> burst_rules = shipped_burst_rules();
  std::vector<std::string> allow_list, allow_objects;
  bool alert_explained = false;
  std::int64_t established_days =
      3 * 365;  // accounts older than this at their first post count as established

  void describe(ConfigVisitor& v);
};

// What the sentences of the configuration say of a confidence; read once, used at every tick.
struct Judgement {
  std::vector<CalibrationStep> calibration;  // ascending
  std::vector<TierRule> tiers;               // the first that holds decides
};
// Of lines that say something: others are refused when the configuration is read.
Judgement judgement_of(const AssessConfig&);

// What is to be assessed; everything sorted.
struct Subject {
  std::span<const AccountIndex> members;          // associates included
  std::span<const evidence::AcceptedPair> edges;  // accepted pairs inside
  std::size_t outward = 0;                        // accepted pairs of a member with an outsider
  std::span<const evidence::Associate> associates;
  std::span<const evidence::GroupClaim* const> claims;  // about it as a group
  std::span<const KeyHash> keys;                        // that it is known to have touched
  std::span<const AccountIndex> founders;               // its members when it was first seen ...
  EventTime founded{};                                  // ... at this tick
  const Watchlist* watchlist = nullptr;                 // null: none
  EventTime now{};                                      // the tick
};
// Whether they have done anything together yet; if not, they only look made alike.
bool acted(const Finding&);
// Whether a benign check explains all there is.
bool explained(const Finding&);
// How many members hold a clue that is not excused.
std::size_t clue_holders(const Finding&);
// The most the confidence can be, and why.
struct ConfidenceCap {
  std::uint32_t most = 0;
  std::string_view because;
};
ConfidenceCap confidence_cap(const Finding&);
Finding assess(const Subject&, const evidence::Evidence&, const AssessConfig&, const Judgement&);

}  // namespace lockstep::assess
