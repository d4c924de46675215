#include "lockstep/lab/evaluate.h"

#include <algorithm>
#include <set>

#include "composition.h"
#include "evaluate_read.h"

namespace lockstep::lab {
namespace {

constexpr double kFalsePurity = 0.5;

// When a third member had taken part.
std::optional<EventTime> third_member_at(const std::vector<CoordinatedPost>& posts) {
  std::set<std::string_view> seen;
  for (const CoordinatedPost& post : posts) {
    seen.insert(post.account);
    if (seen.size() == kFewestMembers) return post.at;
  }
  return std::nullopt;
}

struct Cluster {
  Accounts accounts;
  std::vector<const AlertVersion*> versions;
};

class Scorer {
 public:
  Scorer(const Truth& truth, const PostTruth* posts) : truth_(truth), posts_(posts) {}

  AssessmentResult score(const std::vector<const AlertVersion*>& versions);

 private:
  void read_truth();
  void rank(const std::vector<const AlertVersion*>& versions);
  void score_cluster(const Cluster& cluster);
  std::set<std::string> crowds_of(const std::string& account) const;
  std::string explain(const Accounts& accounts);
  void note_detection(const AlertVersion& version);
  void finish_campaigns();
  void measure_detection(const std::vector<CoordinatedPost>& posts, CampaignResult& campaign);

  const Truth& truth_;
  const PostTruth* posts_;
  AssessmentResult result_;
  std::map<std::string, CampaignResult> campaigns_;
  std::map<std::string, EventTime> first_post_;  // of the alert that detected the campaign
  std::set<std::string_view> active_;            // campaign accounts with a coordinated post
  Accounts explained_;                           // organic accounts already in by_confounder
};

void Scorer::read_truth() {
  if (posts_ != nullptr) {
    for (const auto& [campaign, posts] : posts_->campaigns) {
      for (const CoordinatedPost& post : posts) active_.insert(post.account);
    }
  }
  for (const auto& [account, truth] : truth_) {
    if (truth.campaign == "-") {
      const auto crowds = crowds_of(account);
      for (const std::string& crowd : crowds) ++result_.by_confounder[crowd].accounts;
      if (crowds.empty()) ++result_.by_confounder["none"].accounts;
      continue;
    }
    CampaignResult& result = campaigns_[truth.campaign];
    result.campaign = truth.campaign;
    result.tactic = truth.tactic;
    if (!active_.empty() && active_.count(account) == 0) continue;
    ++result.members;
    ++result_.accounts.relevant;
  }
}

// Every flagged account once, by the best a version says of it.
void Scorer::rank(const std::vector<const AlertVersion*>& versions) {
  constexpr double kScoreWeight = 1e-3;  // orders accounts of equal confidence
  std::map<std::string_view, double> best;
  for (const AlertVersion* version : versions) {
    for (std::size_t i = 0; i < version->accounts.size(); ++i) {
      double& rank = best[version->accounts[i]];
      rank = std::max(rank, version->confidence + kScoreWeight * version->scores[i]);
    }
  }
  for (const auto& [account, rank] : best) {
    const auto found = truth_.find(account);
    if (found == truth_.end()) {
      ++result_.unlabelled;
      continue;
    }
    const bool hit = found->second.campaign != "-";
    ++result_.accounts.flagged;
    result_.ranking.push_back({rank, hit});
    if (!hit) continue;
    CampaignResult& campaign = campaigns_[found->second.campaign];
    ++result_.accounts.hits;
    ++campaign.flagged;
    if (active_.empty() || active_.count(found->first) == 1) continue;
    ++campaign.members;
    ++result_.accounts.relevant;
  }
}

std::set<std::string> Scorer::crowds_of(const std::string& account) const {
  std::set<std::string> crowds;
  if (posts_ != nullptr) {
    if (const auto found = posts_->crowds.find(account); found != posts_->crowds.end())
      crowds = found->second;
  }
  if (const auto found = truth_.find(account);
      found != truth_.end() && found->second.confounder != "-")
    crowds.insert(found->second.confounder);
  return crowds;
}

// Counts the organic accounts of a cluster by crowd; the crowd most of them belong to, or "none".
std::string Scorer::explain(const Accounts& accounts) {
  std::map<std::string, std::size_t> counts;
  Accounts organic;
  for (const std::string& account : accounts) {
    const auto found = truth_.find(account);
    if (found == truth_.end() || found->second.campaign != "-") continue;
    organic.insert(account);
    for (const std::string& crowd : crowds_of(account)) ++counts[crowd];
  }
  std::string most = "none";
  for (const auto& [crowd, count] : counts) {
    if (most == "none" || count > counts[most]) most = crowd;
  }
  if (2 * counts[most] < organic.size()) most = "none";
  for (const std::string& account : organic) {
    if (!explained_.insert(account).second) continue;
    const auto crowds = crowds_of(account);
    const bool usual = crowds.count(most) == 1;
    const std::string crowd = crowds.empty() ? "none" : usual ? most : *crowds.begin();
    ++result_.by_confounder[crowd].flagged;
  }
  return most;
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

void Scorer::score_cluster(const Cluster& cluster) {
  const Composition made_of = compose(cluster.accounts, truth_);
  if (made_of.labelled == 0) return;
  ++result_.clusters;
  const double weight = static_cast<double>(made_of.labelled) * made_of.purity();
  result_.cluster_weight += weight;
  result_.cluster_weight_right += weight * made_of.purity();
  result_.judged.push_back({cluster.versions.back()->confidence, made_of.matches()});
  const std::string crowd = explain(cluster.accounts);
  if (made_of.matches()) {
    ++result_.matches;
    ++campaigns_[made_of.campaign].clusters;
    for (const AlertVersion* version : cluster.versions) note_detection(*version);
    return;
  }
  if (made_of.planted < made_of.labelled) ++result_.by_confounder[crowd].alerts;
  const bool mostly_planted =
      static_cast<double>(made_of.planted) >= kFalsePurity * static_cast<double>(made_of.labelled);
  ++(mostly_planted ? result_.mixed : result_.false_alerts);
}

void Scorer::measure_detection(const std::vector<CoordinatedPost>& posts,
                               CampaignResult& campaign) {
  campaign.coordinated_posts = posts.size();
  campaign.third_member_at = third_member_at(posts);
  std::set<std::uint32_t> waves, begun;
  std::size_t before = 0;
  for (const CoordinatedPost& post : posts) {
    const bool too_late = !campaign.detected_at || post.at <= *campaign.detected_at;
    before += too_late;
    if (post.wave == 0) continue;
    waves.insert(post.wave);
    if (too_late) begun.insert(post.wave);
  }
  campaign.waves = waves.size();
  campaign.waves_before_detection = begun.size();
  if (!campaign.detected_at) return;
  campaign.posts_before_detection = static_cast<double>(before) / static_cast<double>(posts.size());
  if (campaign.third_member_at)
    campaign.latency = *campaign.detected_at - *campaign.third_member_at;
}

void Scorer::finish_campaigns() {
  for (auto& [name, campaign] : campaigns_) {
    if (campaign.members >= kFewestMembers) {
      ++result_.campaigns;
      result_.found += campaign.clusters > 0;
    }
    if (posts_ != nullptr) {
      if (const auto posts = posts_->campaigns.find(name); posts != posts_->campaigns.end())
        measure_detection(posts->second, campaign);
    } else if (campaign.detected_at) {
      campaign.latency = *campaign.detected_at - first_post_[name];
    }
    result_.by_campaign.push_back(campaign);
  }
}

AssessmentResult Scorer::score(const std::vector<const AlertVersion*>& versions) {
  read_truth();
  rank(versions);
  std::map<std::string, Cluster> clusters;
  for (const AlertVersion* version : versions) {
    Cluster& cluster = clusters[version->alert_id];
    cluster.accounts.insert(version->accounts.begin(), version->accounts.end());
    cluster.versions.push_back(version);
  }
  for (const auto& [id, cluster] : clusters) score_cluster(cluster);
  finish_campaigns();
  return std::move(result_);
}

}  // namespace

StatusOr<Evaluation> evaluate(const EvaluateInputs& inputs) {
  const AlertVersions& versions = inputs.alerts;
  LOCKSTEP_ASSIGN(const Truth truth, read_truth(inputs.truth));
  PostTruth post_truth;
  if (inputs.truth_posts) {
    LOCKSTEP_ASSIGN(post_truth, read_post_truth(*inputs.truth_posts));
  }
  const PostTruth* posts = inputs.truth_posts ? &post_truth : nullptr;

  const auto all = in_order(versions);
  std::vector<const AlertVersion*> inauthentic;
  std::set<std::string_view> ids;
  for (const AlertVersion* version : all) {
    if (version->inauthentic) inauthentic.push_back(version);
    ids.insert(version->alert_id);
  }
  Evaluation result;
  result.alert_versions = versions.size();
  result.alerts = ids.size();
  result.accounts = truth.size();
  result.all = Scorer(truth, posts).score(all);
  result.inauthentic = Scorer(truth, posts).score(inauthentic);
  result.campaign_accounts = result.all.accounts.relevant;
  if (inputs.posts && *inputs.posts > post_truth.campaign_posts) {
    result.all.organic_posts = result.inauthentic.organic_posts =
        *inputs.posts - post_truth.campaign_posts;
  }
  return result;
}

}  // namespace lockstep::lab
