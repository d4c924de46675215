// What a kind of evidence weighs, where the configuration says other than its signal. One line a
// kind, of what changes:
//
//   KIND weight W             an act: its share in the average over kinds (selection.h). Only the
//                             proportions count; all kinds are scaled to sum to one
//   KIND [prior P] [cap C]    an attribute: pi and the most nats of one value (rarity.h)
//
// 0 < W <= 1; 0 < P <= 1; 0 <= C <= kMaxCap, what attributes of one family give at most. A cap
// under `assess.clue_nats` makes the kind no clue of the gate. To be chosen before looking at the
// data: e-values may only be averaged with weights that do not follow from them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lockstep/core/status.h"

namespace lockstep::evidence {

struct WeightRule {
  static constexpr double kMaxCap = 8;

  std::string kind;
  std::optional<double> weight;      // acts ...
  std::optional<double> prior, cap;  // ... or attributes; one of them at least

  bool of_act() const noexcept { return weight.has_value(); }
};

// What is wrong with `line`, if it is no rule. Whether there is such a kind is not known here.
StatusOr<WeightRule> parse_weight_rule(std::string_view line);

}  // namespace lockstep::evidence
