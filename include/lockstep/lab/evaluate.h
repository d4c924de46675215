// Scores alerts against known truth.
//
// Reads every version of every flat alert (lockstep.alert/1) and truth.csv (`account,campaign`, "-"
// = organic), both as written by replay and simulate; other columns are ignored.
//
// Definitions
//   flagged      an account that any version of any alert ever named
//   labelled     an account that truth knows; others are counted and left out of every score
//   cluster      all labelled accounts that the versions of one alert_id named
//   purity       the largest share of a cluster that belongs to one campaign
//   match        a cluster of purity >= 0.8 that holds at least 3 members of that campaign
//   found        a campaign with a match; campaigns of fewer than 3 accounts are left out
//   false alert  a cluster of which less than half belongs to campaigns; what is neither a match
//                nor false is mixed
//   weighted     cluster precision sum(n p^2) / sum(n p) over clusters of size n and purity p
//   latency      to `detected_at` of the first version that matches by itself, in a cluster that
//                matches; from the first coordinated post of the campaign's third member
//                (truth_posts) or, without truth_posts, from the alert's first_post_at
//
// Each is given for all alerts and for versions assessed coordinated-inauthentic alone.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/core/time.h"

namespace lockstep::lab {

struct EvaluateInputs {
  std::istream& alerts;
  std::istream& truth;
  std::istream* truth_posts = nullptr;  // `post,campaign,tactic,account,at`
  std::optional<std::uint64_t> posts;   // in the whole stream; enables the rates per million
};

// 1 where nothing could go wrong: precision with nothing flagged, recall with nothing to find.
struct Score {
  std::uint64_t hits = 0, flagged = 0, relevant = 0;
  double precision() const noexcept { return flagged == 0 ? 1.0 : ratio(flagged); }
  double recall() const noexcept { return relevant == 0 ? 1.0 : ratio(relevant); }
  double f1() const noexcept;

 private:
  double ratio(std::uint64_t whole) const noexcept {
    return static_cast<double>(hits) / static_cast<double>(whole);
  }
};

struct CampaignResult {
  std::string campaign;
  std::uint64_t members = 0, flagged = 0;
  std::uint32_t clusters = 0;  // that match
  std::optional<EventTime> third_member_at, detected_at;
  std::optional<Duration> latency;
  std::optional<double>
      posts_before_detection;  // share of its coordinated posts; needs truth_posts
};

struct AssessmentResult {
  Score accounts;
  std::uint64_t unlabelled = 0;  // flagged accounts that truth does not know
  std::uint64_t clusters = 0, matches = 0, mixed = 0, false_alerts = 0;
  std::uint64_t campaigns = 0, found = 0;
  double weighted_cluster_precision = 1.0;
  std::optional<double> false_alerts_per_million, organic_accounts_per_million;  // organic posts
  std::vector<CampaignResult> by_campaign;                                       // by name
  std::map<std::string, std::uint64_t>
      false_crowds;  // organic accounts flagged, by crowd (truth_posts)

  double cluster_precision() const noexcept;
  double cluster_recall() const noexcept;
  std::optional<Duration> median_latency() const;
};

struct Evaluation {
  std::uint64_t alert_versions = 0, alerts = 0;
  std::uint64_t accounts = 0, campaign_accounts = 0;  // in truth
  AssessmentResult all, inauthentic;
};

// kDataLoss: a line that is not an alert, or a truth file without the columns it needs; names the
// line.
StatusOr<Evaluation> evaluate(const EvaluateInputs&);

std::string to_table(const Evaluation&);  // a few lines of plain text
std::string to_json(const Evaluation&);   // the same figures, one document

}  // namespace lockstep::lab
