// Figures derived from the counts of an evaluation, and sums of evaluations.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "lockstep/core/check.h"
#include "lockstep/lab/evaluate.h"

namespace lockstep::lab {
namespace {

constexpr std::size_t kFewest = 3;
constexpr double kOneSided95 = 1.6449;  // quantile of the normal distribution
constexpr std::size_t kBins = 10;

double ratio(std::uint64_t part, std::uint64_t whole) noexcept {
  return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<double> per_million(std::uint64_t count, std::uint64_t posts) noexcept {
  if (posts == 0) return std::nullopt;
  return static_cast<double>(count) * 1e6 / static_cast<double>(posts);
}

std::optional<Duration> median_of(std::vector<Duration> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle]) / 2;
}

std::optional<double> mean_of(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

template <class T>
void append(const std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

double wilson_lower(std::uint64_t hits, std::uint64_t trials) noexcept {
  if (trials == 0) return 0;
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(hits) / n, z2 = kOneSided95 * kOneSided95;
  const double spread = kOneSided95 * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return std::max(0.0, (p + z2 / (2 * n) - spread) / (1 + z2 / n));
}

double Score::f1() const noexcept {
  const double p = precision(), r = recall();
  return p + r > 0 ? 2 * p * r / (p + r) : 0.0;
}

void Score::add(const Score& other) noexcept {
  hits += other.hits;
  flagged += other.flagged;
  relevant += other.relevant;
}

double AssessmentResult::cluster_precision() const noexcept { return ratio(matches, clusters); }
double AssessmentResult::cluster_recall() const noexcept { return ratio(found, campaigns); }

double AssessmentResult::weighted_cluster_precision() const noexcept {
  if (cluster_weight > 0) return cluster_weight_right / cluster_weight;
  return clusters > 0 ? 0.0 : 1.0;
}

// Accounts of equal rank enter together, so their order does not matter.
double AssessmentResult::average_precision() const {
  if (accounts.relevant == 0) return 1.0;
  auto ranked = ranking;
  std::sort(ranked.begin(), ranked.end(),
            [](const RankedAccount& a, const RankedAccount& b) { return a.rank > b.rank; });
  double sum = 0;
  std::uint64_t hits = 0;
  for (std::size_t i = 0; i < ranked.size();) {
    const double rank = ranked[i].rank;
    std::uint64_t tied = 0;
    for (; i < ranked.size() && ranked[i].rank >= rank; ++i) tied += ranked[i].hit;
    hits += tied;
    sum += static_cast<double>(tied) * static_cast<double>(hits) / static_cast<double>(i);
  }
  return sum / static_cast<double>(accounts.relevant);
}

std::optional<double> AssessmentResult::calibration_error() const {
  if (judged.empty()) return std::nullopt;
  struct Bin {
    double confidence = 0, right = 0;
  };
  std::array<Bin, kBins> bins{};
  for (const JudgedCluster& cluster : judged) {
    const auto bin = static_cast<std::size_t>(cluster.confidence * kBins);
    bins[std::min(bin, kBins - 1)].confidence += cluster.confidence;
    bins[std::min(bin, kBins - 1)].right += cluster.match ? 1 : 0;
  }
  double error = 0;
  for (const Bin& bin : bins) error += std::abs(bin.confidence - bin.right);
  return error / static_cast<double>(judged.size());
}

std::optional<double> AssessmentResult::false_alerts_per_million() const noexcept {
  return per_million(false_alerts, organic_posts);
}

std::optional<double> AssessmentResult::organic_accounts_per_million() const noexcept {
  return per_million(accounts.flagged - accounts.hits, organic_posts);
}

std::optional<Duration> AssessmentResult::median_latency() const {
  std::vector<Duration> latencies;
  for (const CampaignResult& campaign : by_campaign) {
    if (campaign.latency) latencies.push_back(*campaign.latency);
  }
  return median_of(std::move(latencies));
}

std::vector<TacticResult> AssessmentResult::by_tactic() const {
  std::map<std::string, TacticResult> tactics;
  std::map<std::string, std::vector<Duration>> latencies;
  std::map<std::string, std::vector<double>> before;
  for (const CampaignResult& campaign : by_campaign) {
    TacticResult& tactic = tactics[campaign.tactic];
    tactic.tactic = campaign.tactic;
    tactic.members += campaign.members;
    tactic.flagged += campaign.flagged;
    if (campaign.members < kFewest) continue;
    ++tactic.campaigns;
    tactic.found += campaign.clusters > 0;
    if (campaign.coordinated_posts > 0)
      before[campaign.tactic].push_back(campaign.posts_before_detection.value_or(1.0));
    if (campaign.latency) latencies[campaign.tactic].push_back(*campaign.latency);
  }
  std::vector<TacticResult> sorted;
  for (auto& [name, tactic] : tactics) {
    tactic.median_latency = median_of(latencies[name]);
    tactic.posts_before_detection = mean_of(before[name]);
    sorted.push_back(tactic);
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const TacticResult& a, const TacticResult& b) {
    return a.recall() < b.recall();
  });
  return sorted;
}

void AssessmentResult::add(const AssessmentResult& other) {
  accounts.add(other.accounts);
  unlabelled += other.unlabelled;
  clusters += other.clusters;
  matches += other.matches;
  mixed += other.mixed;
  false_alerts += other.false_alerts;
  campaigns += other.campaigns;
  found += other.found;
  cluster_weight += other.cluster_weight;
  cluster_weight_right += other.cluster_weight_right;
  // A rate over some of the runs would be no rate.
  organic_posts =
      organic_posts == 0 || other.organic_posts == 0 ? 0 : organic_posts + other.organic_posts;
  append(other.by_campaign, by_campaign);
  for (const auto& [name, result] : other.by_confounder) {
    ConfounderResult& sum = by_confounder[name];
    sum.accounts += result.accounts;
    sum.flagged += result.flagged;
    sum.alerts += result.alerts;
  }
  append(other.ranking, ranking);
  append(other.judged, judged);
}

Evaluation pool(std::span<const Evaluation> runs) {
  LOCKSTEP_CHECK(!runs.empty());
  Evaluation sum = runs.front();
  for (const Evaluation& run : runs.subspan(1)) {
    sum.runs += run.runs;
    sum.alert_versions += run.alert_versions;
    sum.alerts += run.alerts;
    sum.accounts += run.accounts;
    sum.campaign_accounts += run.campaign_accounts;
    sum.all.add(run.all);
    sum.inauthentic.add(run.inauthentic);
  }
  return sum;
}

}  // namespace lockstep::lab
