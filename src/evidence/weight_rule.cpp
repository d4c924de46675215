#include "lockstep/evidence/weight_rule.h"

#include <fmt/format.h>

#include "lockstep/core/sentence.h"

namespace lockstep::evidence {
namespace {

Status refused(std::string_view line, std::string_view why) {
  return invalid_argument(fmt::format("{}: '{}'", why, line));
}

// Also of what is no number: a comparison with it is false.
bool within(std::optional<double> value, double most) {
  return !value || (*value > 0 && *value <= most);
}

}  // namespace

StatusOr<WeightRule> parse_weight_rule(std::string_view line) {
  constexpr std::string_view kNoRule = "not 'KIND weight W' or 'KIND [prior P] [cap C]'";
  Sentence s(line);
  WeightRule rule;
  rule.kind = s.next();
  do {
    const auto what = s.next();
    const auto value = s.decimal();
    auto* slot = what == "weight"  ? &rule.weight
                 : what == "prior" ? &rule.prior
                 : what == "cap"   ? &rule.cap
                                   : nullptr;
    if (!s.ok() || slot == nullptr || slot->has_value()) return refused(line, kNoRule);
    *slot = value;
  } while (!s.done());
  if (rule.weight && (rule.prior || rule.cap))
    return refused(line, "an act has a weight, an attribute a prior and a cap");
  if (!within(rule.weight, 1)) return refused(line, "a weight is over 0 and at most 1");
  if (!within(rule.prior, 1)) return refused(line, "a prior is over 0 and at most 1");
  if (rule.cap != 0.0 && !within(rule.cap, WeightRule::kMaxCap))
    return refused(line, fmt::format("a cap is from 0 to {}", WeightRule::kMaxCap));
  return rule;
}

}  // namespace lockstep::evidence
