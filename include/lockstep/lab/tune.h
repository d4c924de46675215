// From people's verdicts on alerts to better numbers. Proposes, never applies.
//
// Two proposals from the same verdicts:
//   calibration  what a confidence has turned out to mean: an isotonic map and Platt's (1999)
//   weights      what each kind of evidence is worth: logistic regression with an L2 penalty, no
//                family of evidence below zero
// Figures are cross-validated over groups: the alerts of one group (a campaign, a simulated run)
// are all learned from or all judged, never both, since they resemble each other. The penalty is
// the one that judges best.
//
// Verdicts are made where alerts are, so their share of right ones says little about another feed.
// With `expected_share` the intercepts are moved to that prior (King & Zeng 2001).
//
// An alert counts by its last version. Without verdicts, truth judges: a cluster that matches
// (lab/evaluate.h) is right.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/lab/alert_versions.h"

namespace lockstep::lab {

struct JudgedAlert {
  std::string group;
  double confidence = 0;         // 0 to 1
  std::vector<double> evidence;  // in the order of evidence_names()
  bool right = false;
};

std::span<const std::string_view> evidence_names() noexcept;

// Verdicts: CSV `alert_id,verdict[,group]`, in the words of cib.feedback.v1: `confirmed`,
// `dismissed` (or `rejected`), and `reopened`, which takes back what was said before. The group is
// the alert's campaign if the file does not say. Alerts without a verdict are left out.
StatusOr<std::vector<JudgedAlert>> judge_by_verdicts(const AlertVersions& alerts,
                                                     const CsvFile& verdicts);
// All alerts of one run of simulate are one group.
StatusOr<std::vector<JudgedAlert>> judge_by_truth(const AlertVersions& alerts, const CsvFile& truth,
                                                  const std::string& run);

struct TuneOptions {
  std::optional<double> expected_share;  // of alerts that are right, where the weights will be used
};

// How good probabilities are; lower is better.
struct Quality {
  double log_loss = 0, brier = 0, calibration_error = 0;
};

struct EvidenceWorth {
  std::string name;
  double weight = 0;  // log-odds a unit
  std::uint64_t present = 0, right = 0;
  double auc = 0.5;  // of this evidence alone
};

struct CalibrationStep {
  double confidence = 0, probability = 0;  // from this confidence on
};

struct Tuning {
  std::uint64_t alerts = 0, right = 0, groups = 0;
  Quality as_it_is, isotonic, platt, weights;  // cross-validated, but for the first
  double penalty = 0, intercept = 0;
  std::vector<EvidenceWorth> evidence;
  std::vector<CalibrationStep> calibration;     // isotonic
  double platt_slope = 0, platt_intercept = 0;  // on the log-odds of the confidence
};

// kInvalidArgument: fewer than two groups, or verdicts of one kind only.
StatusOr<Tuning> tune(const std::vector<JudgedAlert>&, const TuneOptions&);

std::string to_table(const Tuning&);  // plain text
std::string to_json(const Tuning&);   // lockstep.tuning/1
// The better of the two, by log loss on unseen groups, as a piece of configuration (section
// assess), with what it promises in comments; a comment alone if neither is better than what there
// is. Either takes the place of the other: what was learned about confidences holds for the weights
// they had.
std::string to_yaml(const Tuning&);

}  // namespace lockstep::lab
