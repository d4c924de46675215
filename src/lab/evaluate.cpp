#include "lockstep/lab/evaluate.h"

#include <algorithm>
#include <set>

#include "evaluate_read.h"

namespace lockstep::lab {
namespace {

constexpr double kMatchPurity = 0.8, kFalsePurity = 0.5;
constexpr std::size_t kFewest = 3;

using Accounts = std::set<std::string>;

// What a set of accounts is made of, by truth.
struct Composition {
  std::size_t labelled = 0, planted = 0;  // planted: of any campaign
  std::string campaign;                   // the most frequent one
  std::size_t members = 0;                // of it

  double purity() const {
    return labelled == 0 ? 0.0 : static_cast<double>(members) / static_cast<double>(labelled);
  }
  bool matches() const { return members >= kFewest && purity() >= kMatchPurity; }
};

template <class Container>
Composition compose(const Container& accounts, const Truth& truth) {
  Composition result;
  std::map<std::string_view, std::size_t> counts;
  for (const std::string& account : accounts) {
    const auto found = truth.find(account);
    if (found == truth.end()) continue;
    ++result.labelled;
    if (found->second == "-") continue;
    ++result.planted;
    const std::size_t count = ++counts[found->second];
    if (count > result.members) {
      result.members = count;
      result.campaign = found->second;
    }
  }
  return result;
}

// When a third member had taken part.
std::optional<EventTime> third_member_at(const std::vector<CoordinatedPost>& posts) {
  std::set<std::string_view> seen;
  for (const CoordinatedPost& post : posts) {
    seen.insert(post.account);
    if (seen.size() == kFewest) return post.at;
  }
  return std::nullopt;
}

class Scorer {
 public:
  Scorer(const Truth& truth, const PostTruth* posts) : truth_(truth), posts_(posts) {}

  AssessmentResult score(const std::vector<const AlertVersion*>& versions);

 private:
  void list_campaigns();
  void score_accounts(const Accounts& flagged);
  void score_clusters(const std::vector<const AlertVersion*>& versions);
  void note_detection(const AlertVersion& version);
  void finish_campaigns();

  const Truth& truth_;
  const PostTruth* posts_;
  AssessmentResult result_;
  std::map<std::string, CampaignResult> campaigns_;
  std::map<std::string, EventTime> first_post_;  // of the alert that detected the campaign
};

void Scorer::list_campaigns() {
  for (const auto& [account, campaign] : truth_) {
    if (campaign == "-") continue;
    CampaignResult& result = campaigns_[campaign];
    result.campaign = campaign;
    ++result.members;
    ++result_.accounts.relevant;
  }
}

void Scorer::score_accounts(const Accounts& flagged) {
  for (const std::string& account : flagged) {
    const auto found = truth_.find(account);
    if (found == truth_.end()) {
      ++result_.unlabelled;
      continue;
    }
    ++result_.accounts.flagged;
    if (found->second != "-") {
      ++result_.accounts.hits;
      ++campaigns_[found->second].flagged;
    } else if (posts_ != nullptr) {
      const auto crowd = posts_->crowds.find(account);
      ++result_.false_crowds[crowd == posts_->crowds.end() ? "none" : crowd->second];
    }
  }
}

void Scorer::note_detection(const AlertVersion& version) {
  const Composition own =
      compose(Accounts(version.accounts.begin(), version.accounts.end()), truth_);
  if (!own.matches()) return;
  CampaignResult& campaign = campaigns_[own.campaign];
  if (campaign.detected_at && *campaign.detected_at <= version.detected_at) return;
  campaign.detected_at = version.detected_at;
  first_post_[own.campaign] = version.first_post_at;
}

void Scorer::score_clusters(const std::vector<const AlertVersion*>& versions) {
  std::map<std::string, std::pair<Accounts, std::vector<const AlertVersion*>>> clusters;
  for (const AlertVersion* version : versions) {
    auto& [accounts, own_versions] = clusters[version->alert_id];
    accounts.insert(version->accounts.begin(), version->accounts.end());
    own_versions.push_back(version);
  }
  double weight = 0, weighted = 0;
  for (const auto& [id, cluster] : clusters) {
    const Composition made_of = compose(cluster.first, truth_);
    if (made_of.labelled == 0) continue;
    ++result_.clusters;
    weight += static_cast<double>(made_of.labelled) * made_of.purity();
    weighted += static_cast<double>(made_of.labelled) * made_of.purity() * made_of.purity();
    if (made_of.matches()) {
      ++result_.matches;
      ++campaigns_[made_of.campaign].clusters;
      for (const AlertVersion* version : cluster.second) note_detection(*version);
    } else if (static_cast<double>(made_of.planted) <
               kFalsePurity * static_cast<double>(made_of.labelled)) {
      ++result_.false_alerts;
    } else {
      ++result_.mixed;
    }
  }
  if (weight > 0)
    result_.weighted_cluster_precision = weighted / weight;
  else if (result_.clusters > 0)
    result_.weighted_cluster_precision = 0;
}

void Scorer::finish_campaigns() {
  for (auto& [name, campaign] : campaigns_) {
    if (campaign.members >= kFewest) {
      ++result_.campaigns;
      result_.found += campaign.clusters > 0;
    }
    if (posts_ != nullptr) {
      if (const auto posts = posts_->campaigns.find(name); posts != posts_->campaigns.end()) {
        campaign.third_member_at = third_member_at(posts->second);
        if (campaign.detected_at) {
          const auto before = std::count_if(
              posts->second.begin(), posts->second.end(),
              [&](const CoordinatedPost& p) { return p.at <= *campaign.detected_at; });
          campaign.posts_before_detection =
              static_cast<double>(before) / static_cast<double>(posts->second.size());
        }
      }
      if (campaign.detected_at && campaign.third_member_at)
        campaign.latency = *campaign.detected_at - *campaign.third_member_at;
    } else if (campaign.detected_at) {
      campaign.latency = *campaign.detected_at - first_post_[name];
    }
    result_.by_campaign.push_back(campaign);
  }
}

AssessmentResult Scorer::score(const std::vector<const AlertVersion*>& versions) {
  list_campaigns();
  Accounts flagged;
  for (const AlertVersion* version : versions)
    flagged.insert(version->accounts.begin(), version->accounts.end());
  score_accounts(flagged);
  score_clusters(versions);
  finish_campaigns();
  return std::move(result_);
}

void add_rates(std::uint64_t posts, std::uint64_t campaign_posts, AssessmentResult& result) {
  if (posts <= campaign_posts) return;
  const double millions = static_cast<double>(posts - campaign_posts) / 1e6;
  result.false_alerts_per_million = static_cast<double>(result.false_alerts) / millions;
  result.organic_accounts_per_million =
      static_cast<double>(result.accounts.flagged - result.accounts.hits) / millions;
}

}  // namespace

double Score::f1() const noexcept {
  const double p = precision(), r = recall();
  return p + r > 0 ? 2 * p * r / (p + r) : 0.0;
}

double AssessmentResult::cluster_precision() const noexcept {
  return clusters == 0 ? 1.0 : static_cast<double>(matches) / static_cast<double>(clusters);
}

double AssessmentResult::cluster_recall() const noexcept {
  return campaigns == 0 ? 1.0 : static_cast<double>(found) / static_cast<double>(campaigns);
}

std::optional<Duration> AssessmentResult::median_latency() const {
  std::vector<Duration> latencies;
  for (const CampaignResult& campaign : by_campaign) {
    if (campaign.latency) latencies.push_back(*campaign.latency);
  }
  if (latencies.empty()) return std::nullopt;
  std::sort(latencies.begin(), latencies.end());
  const std::size_t middle = latencies.size() / 2;
  if (latencies.size() % 2 == 1) return latencies[middle];
  return (latencies[middle - 1] + latencies[middle]) / 2;
}

StatusOr<Evaluation> evaluate(const EvaluateInputs& inputs) {
  LOCKSTEP_ASSIGN(const std::vector<AlertVersion> versions, read_alerts(inputs.alerts));
  LOCKSTEP_ASSIGN(const Truth truth, read_truth(inputs.truth));
  PostTruth post_truth;
  if (inputs.truth_posts != nullptr) {
    LOCKSTEP_ASSIGN(post_truth, read_post_truth(*inputs.truth_posts));
  }
  const PostTruth* posts = inputs.truth_posts != nullptr ? &post_truth : nullptr;

  std::vector<const AlertVersion*> all, inauthentic;
  std::set<std::string_view> ids;
  for (const AlertVersion& version : versions) {
    all.push_back(&version);
    if (version.inauthentic) inauthentic.push_back(&version);
    ids.insert(version.alert_id);
  }
  Evaluation result;
  result.alert_versions = versions.size();
  result.alerts = ids.size();
  result.accounts = truth.size();
  result.all = Scorer(truth, posts).score(all);
  result.inauthentic = Scorer(truth, posts).score(inauthentic);
  result.campaign_accounts = result.all.accounts.relevant;
  if (inputs.posts) {
    add_rates(*inputs.posts, post_truth.campaign_posts, result.all);
    add_rates(*inputs.posts, post_truth.campaign_posts, result.inauthentic);
  }
  return result;
}

}  // namespace lockstep::lab
