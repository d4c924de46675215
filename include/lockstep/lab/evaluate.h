// Scores alerts against known truth.
//
// Reads every version of every flat alert (lockstep.alert/1) and truth.csv (`account,campaign`, "-"
// = organic; `tactic` and `confounder` are used if there), as written by replay and simulate; other
// columns are ignored. Several runs can be pooled: their counts add up.
//
// Definitions
//   flagged      an account that any version of any alert ever named
//   labelled     an account that truth knows; others are counted and left out of every score
//   dormant      a campaign account without a coordinated post (truth_posts): not to be found, but
//                right if flagged
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
//   ranking      an account ranks by the highest confidence of a version that names it, then by its
//                score there; average precision is over all accounts to find, found or not
//   calibration  expected calibration error over ten bins of the clusters' last confidence, a match
//                counting as right
//   lower bound  of the 95 % interval, one-sided (Wilson 1927). Accounts of one cluster stand or
//                fall together, so it is somewhat too narrow.
//
// Each is given for all alerts and for versions assessed coordinated-inauthentic alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/core/time.h"
#include "lockstep/lab/alert_versions.h"

namespace lockstep::lab {

struct EvaluateInputs {
  AlertVersions alerts;
  CsvFile truth;
  std::optional<CsvFile> truth_posts;  // `post,campaign,tactic,account,at[,wave]`
  std::optional<std::uint64_t> posts;  // in the whole stream; enables the rates per million
};

// The lower end of the 95 % interval of hits / trials; 0 without trials.
double wilson_lower(std::uint64_t hits, std::uint64_t trials) noexcept;

// 1 where nothing could go wrong: precision with nothing flagged, recall with nothing to find.
struct Score {
  std::uint64_t hits = 0, flagged = 0, relevant = 0;
  double precision() const noexcept { return flagged == 0 ? 1.0 : ratio(flagged); }
  double recall() const noexcept { return relevant == 0 ? 1.0 : ratio(relevant); }
  double f1() const noexcept;
  void add(const Score& other) noexcept;

 private:
  double ratio(std::uint64_t whole) const noexcept {
    return static_cast<double>(hits) / static_cast<double>(whole);
  }
};

struct CampaignResult {
  std::string campaign, tactic;  // tactic "-" if truth does not say
  std::uint64_t members = 0, flagged = 0;
  std::uint32_t clusters = 0;  // that match
  std::optional<EventTime> third_member_at, detected_at;
  std::optional<Duration> latency;
  std::optional<double>
      posts_before_detection;           // share of its coordinated posts; needs truth_posts
  std::uint64_t coordinated_posts = 0;  // 0: none, or no truth_posts
  std::uint64_t waves = 0;              // and of these begun before detection, all if undetected
  std::uint64_t waves_before_detection = 0;
};

struct TacticResult {
  std::string tactic;
  std::uint64_t members = 0, flagged = 0;
  std::uint64_t campaigns = 0, found = 0;  // of three accounts or more
  std::optional<Duration> median_latency;
  // Mean over campaigns with coordinated posts, 1 where undetected; needs truth_posts.
  std::optional<double> posts_before_detection;
  double recall() const noexcept {
    return members == 0 ? 1.0 : static_cast<double>(flagged) / static_cast<double>(members);
  }
};

// Organic accounts of a crowd. An account can be of several; flagged ones count once, for the crowd
// most of their cluster belongs to.
struct ConfounderResult {
  std::uint64_t accounts = 0, flagged = 0;
  std::uint64_t alerts = 0;  // clusters that are no match and hold more of it than of anything else
};

struct RankedAccount {
  double rank = 0;
  bool hit = false;
};
struct JudgedCluster {
  double confidence = 0;  // 0 to 1
  bool match = false;
};

struct AssessmentResult {
  Score accounts;
  std::uint64_t unlabelled = 0;  // flagged accounts that truth does not know
  std::uint64_t clusters = 0, matches = 0, mixed = 0, false_alerts = 0;
  std::uint64_t campaigns = 0, found = 0;
  double cluster_weight = 0, cluster_weight_right = 0;    // sum(n p), sum(n p^2)
  std::uint64_t organic_posts = 0;                        // 0 = not known
  std::vector<CampaignResult> by_campaign;                // by name, run after run
  std::map<std::string, ConfounderResult> by_confounder;  // "none": in no crowd
  std::vector<RankedAccount> ranking;
  std::vector<JudgedCluster> judged;

  double cluster_precision() const noexcept;
  double cluster_recall() const noexcept;
  double weighted_cluster_precision() const noexcept;
  double average_precision() const;
  std::optional<double> calibration_error() const;                      // empty without alerts
  std::optional<double> false_alerts_per_million() const noexcept;      // organic posts
  std::optional<double> organic_accounts_per_million() const noexcept;  // organic posts
  std::optional<Duration> median_latency() const;
  std::vector<TacticResult> by_tactic() const;  // lowest recall first
  void add(const AssessmentResult& other);
};

struct Evaluation {
  std::uint64_t runs = 1;
  std::uint64_t alert_versions = 0, alerts = 0;
  std::uint64_t accounts = 0, campaign_accounts = 0;  // in truth
  AssessmentResult all, inauthentic;
};

// kDataLoss: a truth file without the columns it needs; names file and line.
StatusOr<Evaluation> evaluate(const EvaluateInputs&);
// The runs as one. At least one.
Evaluation pool(std::span<const Evaluation> runs);

std::string to_table(const Evaluation&);  // plain text, worst cells first
std::string to_json(const Evaluation&);   // the same figures, one document

}  // namespace lockstep::lab
