#include "lockstep/lab/tune.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

#include "composition.h"
#include "isotonic.h"
#include "lockstep/core/hash.h"
#include "lockstep/lab/evaluate.h"
#include "logistic.h"

namespace lockstep::lab {
namespace {

constexpr std::array<std::string_view, 9> kEvidence = {
    "behaviour", "content",  "infrastructure",  "identity",       "rhythm",
    "families",  "accounts", "benign explains", "benign possible"};
constexpr std::size_t kFamilies = 5;
constexpr std::ptrdiff_t kFor = kFamilies + 1;  // the first so many speak for a right alert
constexpr double kPresentNats = 3;
constexpr std::size_t kMostFolds = 5;
constexpr double kPenalties[] = {0.3, 1, 3, 10, 30, 100};
constexpr double kPlattPenalty = 1e-3;

std::vector<double> evidence_of(const AlertVersion& alert) {
  std::vector<double> evidence;
  double present = 0;
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const auto found = alert.families.find(std::string(kEvidence[i]));
    evidence.push_back(found == alert.families.end() ? 0.0 : found->second);
    present += evidence.back() >= kPresentNats ? 1 : 0;
  }
  evidence.push_back(present);
  evidence.push_back(std::log2(1 + static_cast<double>(alert.accounts.size())));
  evidence.push_back(alert.benign_explains);
  evidence.push_back(alert.benign_possible);
  return evidence;
}

// By alert_id, so in an order of their own.
std::map<std::string, const AlertVersion*> last_versions(const std::vector<AlertVersion>& all) {
  std::map<std::string, const AlertVersion*> last;
  for (const AlertVersion* version : in_order(all)) last[version->alert_id] = version;
  return last;
}

using Alerts = std::vector<JudgedAlert>;
// Learns from alerts and returns how to judge another one.
using Judge = std::function<double(const JudgedAlert&)>;
using Learner = std::function<Judge(const Alerts&)>;

std::vector<std::string> groups_of(const Alerts& alerts) {
  std::vector<std::string> groups;
  for (const JudgedAlert& alert : alerts) groups.push_back(alert.group);
  // In an order that has nothing to do with their names.
  const auto by_hash = [](const std::string& a, const std::string& b) {
    return std::pair(stable_hash(a), std::string_view(a)) <
           std::pair(stable_hash(b), std::string_view(b));
  };
  std::sort(groups.begin(), groups.end(), by_hash);
  groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
  return groups;
}

// The judgement on each alert by a judge that has not seen its group.
std::vector<double> cross_judge(const Alerts& alerts, const Learner& learn) {
  const auto groups = groups_of(alerts);
  const std::size_t folds = std::min(kMostFolds, groups.size());
  std::map<std::string_view, std::size_t> fold_of;
  for (std::size_t i = 0; i < groups.size(); ++i) fold_of[groups[i]] = i % folds;
  std::vector<double> judged(alerts.size());
  for (std::size_t fold = 0; fold < folds; ++fold) {
    Alerts others;
    for (const JudgedAlert& alert : alerts) {
      if (fold_of[alert.group] != fold) others.push_back(alert);
    }
    const Judge judge = learn(others);
    for (std::size_t i = 0; i < alerts.size(); ++i) {
      if (fold_of[alerts[i].group] == fold) judged[i] = judge(alerts[i]);
    }
  }
  return judged;
}

Quality quality_of(const Alerts& alerts, const std::vector<double>& probabilities) {
  constexpr double kSurest = 1e-4;  // or one sure mistake would cost everything
  Quality quality;
  AssessmentResult bins;
  for (std::size_t i = 0; i < alerts.size(); ++i) {
    const double p = std::clamp(probabilities[i], kSurest, 1 - kSurest);
    quality.log_loss -= std::log(alerts[i].right ? p : 1 - p);
    quality.brier += std::pow(p - (alerts[i].right ? 1 : 0), 2);
    bins.judged.push_back({p, alerts[i].right});
  }
  quality.log_loss /= static_cast<double>(alerts.size());
  quality.brier /= static_cast<double>(alerts.size());
  quality.calibration_error = bins.calibration_error().value_or(0);
  return quality;
}

// Evidence never speaks for innocence (DETECTION 2.8): what would is left out, the worst first.
Logistic fit_weights(const Alerts& alerts, double penalty) {
  std::vector<Example> examples;
  for (const JudgedAlert& alert : alerts) examples.push_back({alert.evidence, alert.right});
  for (;;) {
    Logistic fit = fit_logistic(examples, penalty);
    const auto worst = std::min_element(fit.weights.begin(), fit.weights.begin() + kFor);
    if (*worst >= 0) return fit;
    for (Example& e : examples)
      e.features[static_cast<std::size_t>(worst - fit.weights.begin())] = 0;
  }
}

Logistic fit_platt(const Alerts& alerts) {
  std::vector<Example> examples;
  for (const JudgedAlert& alert : alerts)
    examples.push_back({{log_odds_of(alert.confidence)}, alert.right});
  return fit_logistic(examples, kPlattPenalty);
}

IsotonicMap fit_map(const Alerts& alerts) {
  std::vector<std::pair<double, bool>> scored;
  for (const JudgedAlert& alert : alerts) scored.emplace_back(alert.confidence, alert.right);
  return fit_isotonic(std::move(scored));
}

// The chance that a right alert has more of it than a wrong one; ties count half.
double auc_of(const Alerts& alerts, std::size_t evidence) {
  std::vector<std::pair<double, bool>> sorted;
  for (const JudgedAlert& alert : alerts)
    sorted.emplace_back(alert.evidence[evidence], alert.right);
  std::sort(sorted.begin(), sorted.end());
  double wrong_below = 0, right = 0, wins = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    double tied_right = 0, tied_wrong = 0;
    const double value = sorted[i].first;
    for (; i < sorted.size() && sorted[i].first <= value; ++i)
      (sorted[i].second ? tied_right : tied_wrong) += 1;
    wins += tied_right * (wrong_below + tied_wrong / 2);
    wrong_below += tied_wrong;
    right += tied_right;
  }
  return right * wrong_below > 0 ? wins / (right * wrong_below) : 0.5;
}

void propose_weights(const Alerts& alerts, double shift, Tuning& tuning) {
  tuning.weights.log_loss = std::numeric_limits<double>::infinity();
  for (const double penalty : kPenalties) {
    const auto judged = cross_judge(alerts, [penalty](const Alerts& others) -> Judge {
      return [fit = fit_weights(others, penalty)](const JudgedAlert& alert) {
        return fit.probability(alert.evidence);
      };
    });
    const Quality quality = quality_of(alerts, judged);
    if (quality.log_loss >= tuning.weights.log_loss) continue;
    tuning.weights = quality;
    tuning.penalty = penalty;
  }
  const Logistic fit = fit_weights(alerts, tuning.penalty);
  tuning.intercept = fit.intercept + shift;
  for (std::size_t i = 0; i < kEvidence.size(); ++i) {
    EvidenceWorth worth{std::string(kEvidence[i]), fit.weights[i], 0, 0, auc_of(alerts, i)};
    for (const JudgedAlert& alert : alerts) {
      if (alert.evidence[i] <= 0) continue;
      ++worth.present;
      worth.right += alert.right;
    }
    tuning.evidence.push_back(std::move(worth));
  }
}

void propose_calibration(const Alerts& alerts, double shift, Tuning& tuning) {
  tuning.isotonic = quality_of(alerts, cross_judge(alerts, [](const Alerts& others) -> Judge {
                                 return [map = fit_map(others)](const JudgedAlert& alert) {
                                   return map.at(alert.confidence);
                                 };
                               }));
  tuning.platt = quality_of(alerts, cross_judge(alerts, [](const Alerts& others) -> Judge {
                              return [fit = fit_platt(others)](const JudgedAlert& alert) {
                                return fit.probability(std::array{log_odds_of(alert.confidence)});
                              };
                            }));
  for (const auto& step : fit_map(alerts).steps)
    tuning.calibration.push_back({step.from, sigmoid(log_odds_of(step.probability) + shift)});
  const Logistic platt = fit_platt(alerts);
  tuning.platt_slope = platt.weights.front();
  tuning.platt_intercept = platt.intercept + shift;
}

}  // namespace

std::span<const std::string_view> evidence_names() noexcept { return kEvidence; }

StatusOr<Alerts> judge_by_verdicts(const AlertVersions& versions, const CsvFile& verdicts) {
  LOCKSTEP_ASSIGN(const Verdicts given, read_verdicts(verdicts));
  Alerts judged;
  for (const auto& [id, alert] : last_versions(versions)) {
    const auto verdict = given.find(id);
    if (verdict == given.end()) continue;
    const std::string& group = verdict->second.group;
    judged.push_back({group.empty() ? alert->campaign_id : group, alert->confidence,
                      evidence_of(*alert), verdict->second.confirmed});
  }
  return judged;
}

StatusOr<Alerts> judge_by_truth(const AlertVersions& versions, const CsvFile& truth,
                                const std::string& run) {
  LOCKSTEP_ASSIGN(const Truth known, read_truth(truth));
  std::map<std::string, Accounts> named;
  for (const AlertVersion& version : versions)
    named[version.alert_id].insert(version.accounts.begin(), version.accounts.end());
  Alerts judged;
  for (const auto& [id, alert] : last_versions(versions)) {
    judged.push_back(
        {run, alert->confidence, evidence_of(*alert), compose(named[id], known).matches()});
  }
  return judged;
}

StatusOr<Tuning> tune(const Alerts& alerts, const TuneOptions& options) {
  Tuning tuning;
  tuning.alerts = alerts.size();
  tuning.groups = groups_of(alerts).size();
  for (const JudgedAlert& alert : alerts) tuning.right += alert.right;
  if (tuning.groups < 2)
    return invalid_argument("verdicts on at least two campaigns (or runs) are needed");
  if (tuning.right == 0 || tuning.right == tuning.alerts)
    return invalid_argument("confirmed and dismissed alerts are needed");
  const double share = static_cast<double>(tuning.right) / static_cast<double>(tuning.alerts);
  const double shift =
      options.expected_share ? log_odds_of(*options.expected_share) - log_odds_of(share) : 0;
  std::vector<double> confidences;
  for (const JudgedAlert& alert : alerts) confidences.push_back(alert.confidence);
  tuning.as_it_is = quality_of(alerts, confidences);
  propose_calibration(alerts, shift, tuning);
  propose_weights(alerts, shift, tuning);
  return tuning;
}

}  // namespace lockstep::lab
