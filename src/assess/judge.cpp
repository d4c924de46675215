#include "judge.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "families.h"
#include "lockstep/core/sentence.h"

namespace lockstep::assess {
namespace {

constexpr double kFamilyCounts = 3, kFamilyStrong = 5;
// DETECTION 2.7; proposals there.
constexpr double kActPrior = -4.6, kActPerNat = 0.35;
constexpr double kInauthenticPrior = -3, kInauthenticPerNat = 0.5, kInauthenticPerExplanation = 2;
constexpr double kUndecided = 0.5;
constexpr ConfidenceCap kConfirmedCap{97, "the rest is for people to say"},
    kUnconfirmedCap{79,
                    "what they did since they were found has not confirmed it, or two families of "
                    "evidence are not strong"},
    kUnseenCap{59, "clues are missing, and could not be seen of most"},
    kUnactedCap{39, "they have done nothing together yet"},
    kNoClueCap{30, "addresses or devices are known of most, and clues do not cover enough of them"};

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

double count(const Finding& f, std::string_view outcome) {
  return static_cast<double>(std::count_if(f.benign.begin(), f.benign.end(),
                                           [&](const auto& b) { return b.outcome == outcome; }));
}

double families_over(const Finding& f, double nats) {
  return static_cast<double>(
      std::count_if(f.families.begin(), f.families.end(), [&](double w) { return w >= nats; }));
}

double log_odds(const Finding& f, const Weights& w) {
  const std::array per_nat{w.behaviour, w.content, w.infrastructure, w.identity, w.rhythm};
  double sum = w.prior;
  for (std::size_t i = 0; i < f.families.size(); ++i) sum += per_nat[i] * f.families[i];
  return sum + w.families * families_over(f, kFamilyCounts) +
         w.accounts * std::log2(1 + static_cast<double>(f.members.size())) +
         w.benign_explains * count(f, "explains") + w.benign_possible * count(f, "possible");
}

std::uint32_t calibrated(std::uint32_t confidence, std::span<const CalibrationStep> steps) {
  std::uint32_t out = confidence;
  for (const auto& step : steps)
    if (confidence >= step.confidence) out = step.means;
  return out;
}

std::uint32_t credibility_of(const Finding& f) {
  return f.members.size() < 3 || f.coactions < 10 ? 6
         : f.confidence >= 80                     ? 1
         : f.confidence >= 60                     ? 2
         : f.confidence >= 40                     ? 3
         : f.confidence >= 20                     ? 4
                                                  : 5;
}

// What an analyst should do next. Nothing is asked for on coordination alone.
Tier tier_of(const Finding& f, std::size_t platforms, std::span<const TierRule> rules) {
  if (f.verdict == Verdict::kCoordinated) return Tier::kMonitor;
  for (const auto& rule : rules) {
    if (f.confidence >= rule.confidence && f.members.size() >= rule.accounts &&
        platforms >= rule.platforms)
      return rule.tier;
  }
  return Tier::kMonitor;
}

}  // namespace

std::optional<CalibrationStep> parse_calibration_step(std::string_view line) {
  Sentence s(line);
  CalibrationStep step;
  step.confidence = s.count();
  s.expect("means");
  step.means = s.count();
  const bool good = s.ok() && s.done() && step.confidence <= 100 && step.means <= 100;
  return good ? std::optional{step} : std::nullopt;
}

Judgement judgement_of(const AssessConfig& config) {
  Judgement out;
  for (const auto& line : config.calibration)
    if (const auto step = parse_calibration_step(line)) out.calibration.push_back(*step);
  for (const auto& line : config.tiers)
    if (const auto rule = parse_tier_rule(line)) out.tiers.push_back(*rule);
  return out;
}

ConfidenceCap confidence_cap(const Finding& f) {
  const bool clue = f.clue_coverage > 0;
  return !acted(f)                                                     ? kUnactedCap
         : clue && f.confirmed && families_over(f, kFamilyStrong) >= 2 ? kConfirmedCap
         : clue                                                        ? kUnconfirmedCap
         : f.clues_visible                                             ? kNoClueCap
                                                                       : kUnseenCap;
}

void judge(std::size_t platforms, const AssessConfig& config, const Judgement& judgement,
           Finding& f) {
  const double acts = f.families[kBehaviour] + f.families[kContent];
  const double identity = f.families[kInfrastructure] + f.families[kIdentity];
  const double explanations = count(f, "explains");
  f.coordination = logistic(kActPrior + kActPerNat * acts);
  f.inauthenticity = logistic(kInauthenticPrior + kInauthenticPerNat * identity -
                              kInauthenticPerExplanation * explanations);
  const auto raw =
      static_cast<std::uint32_t>(std::lround(100 * logistic(log_odds(f, config.weights))));
  const auto cap = confidence_cap(f).most;
  f.confidence = std::min(cap, calibrated(std::min(cap, raw), judgement.calibration));
  const bool clue = f.clue_coverage > 0 || !config.require_clue;
  f.verdict = acted(f) && clue && explanations == 0 ? Verdict::kCoordinatedInauthentic
                                                    : Verdict::kCoordinated;
  // Whatever they have in common, what is not established is not said to be likely.
  if (f.verdict == Verdict::kCoordinated) f.inauthenticity = std::min(f.inauthenticity, kUndecided);
  f.credibility = credibility_of(f);
  f.tier = tier_of(f, platforms, judgement.tiers);
}

}  // namespace lockstep::assess
