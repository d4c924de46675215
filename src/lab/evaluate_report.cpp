// An evaluation as plain text for a person.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "lockstep/lab/evaluate.h"

namespace lockstep::lab {
namespace {

// "42 s", "7.5 min", "3.2 h".
std::string in_words(const std::optional<Duration>& d) {
  if (!d) return "-";
  const double s = static_cast<double>(d->count()) / 1e6;
  if (s < 120) return fmt::format("{:.0f} s", s);
  if (s < 7200) return fmt::format("{:.1f} min", s / 60);
  return fmt::format("{:.1f} h", s / 3600);
}

std::string in_percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

std::string optional_percent(const std::optional<double>& share) {
  return share ? in_percent(*share) : std::string("-");
}

std::string optional_figure(const std::optional<double>& figure) {
  return figure ? fmt::format("{:.2f}", *figure) : std::string("-");
}

class Report {
 public:
  explicit Report(const Evaluation& evaluation) : e_(evaluation) {}
  std::string write();

 private:
  template <class... Values>
  void line(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Values>(values)...);
    out_ += '\n';
  }
  void add_scores(std::string_view title, const AssessmentResult& r);
  void add_tactics();
  void add_campaigns();
  void add_confounders();
  void add_rates();

  const Evaluation& e_;
  std::string out_;
};

void Report::add_scores(std::string_view title, const AssessmentResult& r) {
  line("{:<25}{:>9.3f}{:>9.3f}{:>9.3f}{:>9.3f}   {} of {} flagged are right, {} to find", title,
       r.accounts.precision(), r.accounts.recall(), r.accounts.f1(), r.average_precision(),
       r.accounts.hits, r.accounts.flagged, r.accounts.relevant);
  line("{:<25}{:>9.3f}{:>9.3f}", "  95 % lower bound",
       wilson_lower(r.accounts.hits, r.accounts.flagged),
       wilson_lower(r.accounts.hits, r.accounts.relevant));
  line(
      "{:<25}{:>9.3f}{:>9.3f}{:>9.3f}{:>9}   {} match, {} mixed, {} false; {} of {} campaigns "
      "found",
      "  clusters (3rd: weighted)", r.cluster_precision(), r.cluster_recall(),
      r.weighted_cluster_precision(), "", r.matches, r.mixed, r.false_alerts, r.found, r.campaigns);
}

void Report::add_tactics() {
  const auto tactics = e_.all.by_tactic();
  if (tactics.empty() || (tactics.size() == 1 && tactics.front().tactic == "-")) return;
  std::map<std::string, TacticResult> called;
  for (const TacticResult& tactic : e_.inauthentic.by_tactic()) called[tactic.tactic] = tactic;
  line("\n{:<29}{:>7}{:>9}{:>12}{:>7}{:>10}{:>9}{:>10}", "tactic, worst first", "recall",
       "accounts", "called", "found", "latency", "before", "lower");
  for (const TacticResult& t : tactics) {
    line("{:<29}{:>7.2f}{:>9}{:>12.2f}{:>7}{:>10}{:>9}{:>10.2f}", t.tactic, t.recall(), t.members,
         called[t.tactic].recall(), fmt::format("{}/{}", t.found, t.campaigns),
         in_words(t.median_latency), optional_percent(t.posts_before_detection),
         wilson_lower(t.flagged, t.members));
  }
  line(
      "(called: recall of coordinated-inauthentic alone; before: share of its coordinated posts "
      "before\ndetection, undetected = all, - without truth_posts; lower: 95 % lower bound of "
      "recall)");
}

void Report::add_campaigns() {
  if (e_.runs > 1) return;
  line("\n{:<29}{:>9}{:>9}{:>12}{:>24}", "campaign", "flagged", "clusters", "latency",
       "posts before detection");
  for (const CampaignResult& c : e_.all.by_campaign) {
    line("{:<29}{:>9}{:>9}{:>12}{:>24}", c.campaign, fmt::format("{}/{}", c.flagged, c.members),
         c.clusters, in_words(c.latency), optional_percent(c.posts_before_detection));
  }
}

void Report::add_confounders() {
  std::vector<std::pair<std::string, ConfounderResult>> crowds(e_.all.by_confounder.begin(),
                                                               e_.all.by_confounder.end());
  std::stable_sort(crowds.begin(), crowds.end(), [](const auto& a, const auto& b) {
    return a.second.flagged > b.second.flagged;
  });
  line("\n{:<29}{:>9}{:>9}{:>9}{:>9}{:>9}", "organic, worst first", "accounts", "flagged", "called",
       "alerts", "called");
  for (const auto& [name, crowd] : crowds) {
    const auto called = e_.inauthentic.by_confounder.find(name);
    const bool known = called != e_.inauthentic.by_confounder.end();
    if (crowd.accounts + crowd.flagged + crowd.alerts == 0) continue;
    line("{:<29}{:>9}{:>9}{:>9}{:>9}{:>9}", name == "none" ? "(in no crowd)" : name, crowd.accounts,
         crowd.flagged, known ? called->second.flagged : 0, crowd.alerts,
         known ? called->second.alerts : 0);
  }
}

void Report::add_rates() {
  line("\nmedian latency {}; calibration error {}", in_words(e_.all.median_latency()),
       optional_figure(e_.all.calibration_error()));
  line(
      "per million organic posts: {} false alerts, {} organic accounts flagged; called "
      "inauthentic: {}, {}",
      optional_figure(e_.all.false_alerts_per_million()),
      optional_figure(e_.all.organic_accounts_per_million()),
      optional_figure(e_.inauthentic.false_alerts_per_million()),
      optional_figure(e_.inauthentic.organic_accounts_per_million()));
  if (e_.all.unlabelled > 0)
    line("{} flagged accounts are not in the truth file and left out", e_.all.unlabelled);
}

std::string Report::write() {
  if (e_.runs > 1) line("{} runs pooled", e_.runs);
  line("{} alerts in {} versions; {} accounts, {} of them in campaigns\n", e_.alerts,
       e_.alert_versions, e_.accounts, e_.campaign_accounts);
  line("{:<25}{:>9}{:>9}{:>9}{:>9}", "", "precision", "recall", "F1", "AP");
  add_scores("accounts, all alerts", e_.all);
  add_scores("accounts, inauthentic", e_.inauthentic);
  add_tactics();
  add_campaigns();
  add_confounders();
  add_rates();
  return std::move(out_);
}

}  // namespace

std::string to_table(const Evaluation& e) { return Report(e).write(); }

}  // namespace lockstep::lab
