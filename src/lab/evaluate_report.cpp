#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "lockstep/lab/evaluate.h"

namespace lockstep::lab {
namespace {

using Json = nlohmann::ordered_json;

double seconds(Duration d) { return static_cast<double>(d.count()) / 1e6; }

// "42 s", "7.5 min", "3.2 h".
std::string in_words(Duration d) {
  const double s = seconds(d);
  if (s < 120) return fmt::format("{:.0f} s", s);
  if (s < 7200) return fmt::format("{:.1f} min", s / 60);
  return fmt::format("{:.1f} h", s / 3600);
}

std::string per_million(const std::optional<double>& rate) {
  return rate ? fmt::format("{:.2f}", *rate) : std::string("-");
}

void add_rows(std::string_view title, const AssessmentResult& r, std::string& out) {
  fmt::format_to(std::back_inserter(out),
                 "{:<25}{:>9.3f}{:>9.3f}{:>9.3f}   {} of {} flagged are right, {} to find\n", title,
                 r.accounts.precision(), r.accounts.recall(), r.accounts.f1(), r.accounts.hits,
                 r.accounts.flagged, r.accounts.relevant);
  fmt::format_to(
      std::back_inserter(out),
      "{:<25}{:>9.3f}{:>9.3f}{:>9.3f}   {} match, {} mixed, {} false; {} of {} campaigns found\n",
      "  clusters (3rd: weighted)", r.cluster_precision(), r.cluster_recall(),
      r.weighted_cluster_precision, r.matches, r.mixed, r.false_alerts, r.found, r.campaigns);
}

Json optional_seconds(const std::optional<Duration>& d) {
  return d ? Json(seconds(*d)) : Json(nullptr);
}
Json optional_time(const std::optional<EventTime>& t) {
  return t ? Json(format_rfc3339(*t)) : Json(nullptr);
}
Json optional_number(const std::optional<double>& x) { return x ? Json(*x) : Json(nullptr); }

Json to_object(const CampaignResult& c) {
  Json out;
  out["campaign"] = c.campaign;
  out["members"] = c.members;
  out["flagged"] = c.flagged;
  out["clusters"] = c.clusters;
  out["third_member_at"] = optional_time(c.third_member_at);
  out["detected_at"] = optional_time(c.detected_at);
  out["latency_s"] = optional_seconds(c.latency);
  out["posts_before_detection"] = optional_number(c.posts_before_detection);
  return out;
}

Json to_object(const AssessmentResult& r) {
  Json out;
  out["accounts"] = {{"precision", r.accounts.precision()},
                     {"recall", r.accounts.recall()},
                     {"f1", r.accounts.f1()},
                     {"hits", r.accounts.hits},
                     {"flagged", r.accounts.flagged},
                     {"relevant", r.accounts.relevant},
                     {"unlabelled", r.unlabelled}};
  out["clusters"] = {{"precision", r.cluster_precision()},
                     {"recall", r.cluster_recall()},
                     {"weighted_precision", r.weighted_cluster_precision},
                     {"clusters", r.clusters},
                     {"matches", r.matches},
                     {"mixed", r.mixed},
                     {"false_alerts", r.false_alerts},
                     {"campaigns", r.campaigns},
                     {"found", r.found}};
  out["median_latency_s"] = optional_seconds(r.median_latency());
  out["false_alerts_per_million_organic_posts"] = optional_number(r.false_alerts_per_million);
  out["organic_accounts_per_million_organic_posts"] =
      optional_number(r.organic_accounts_per_million);
  out["false_crowds"] = Json::object();
  for (const auto& [crowd, count] : r.false_crowds) out["false_crowds"][crowd] = count;
  out["by_campaign"] = Json::array();
  for (const CampaignResult& campaign : r.by_campaign)
    out["by_campaign"].push_back(to_object(campaign));
  return out;
}

}  // namespace

std::string to_table(const Evaluation& e) {
  std::string out =
      fmt::format("{} alerts in {} versions; {} accounts, {} of them in campaigns\n\n", e.alerts,
                  e.alert_versions, e.accounts, e.campaign_accounts);
  fmt::format_to(std::back_inserter(out), "{:<25}{:>9}{:>9}{:>9}\n", "", "precision", "recall",
                 "F1");
  add_rows("accounts, all alerts", e.all, out);
  add_rows("accounts, inauthentic", e.inauthentic, out);
  fmt::format_to(std::back_inserter(out), "\n{:<25}{:>9}{:>9}{:>12}{:>26}\n", "campaign", "flagged",
                 "clusters", "latency", "posts before detection");
  for (const CampaignResult& c : e.all.by_campaign) {
    fmt::format_to(
        std::back_inserter(out), "{:<25}{:>9}{:>9}{:>12}{:>26}\n", c.campaign,
        fmt::format("{}/{}", c.flagged, c.members), c.clusters,
        c.latency ? in_words(*c.latency) : "-",
        c.posts_before_detection ? fmt::format("{:.0f} %", 100 * *c.posts_before_detection) : "-");
  }
  const auto median = e.all.median_latency();
  fmt::format_to(std::back_inserter(out),
                 "\nmedian latency {}; per million organic posts: {} false alerts, {} organic "
                 "accounts flagged\n",
                 median ? in_words(*median) : "-", per_million(e.all.false_alerts_per_million),
                 per_million(e.all.organic_accounts_per_million));
  for (const auto& [crowd, count] : e.all.false_crowds) {
    fmt::format_to(std::back_inserter(out), "organic accounts flagged, crowd '{}': {}\n", crowd,
                   count);
  }
  if (e.all.unlabelled > 0) {
    fmt::format_to(std::back_inserter(out),
                   "{} flagged accounts are not in the truth file and left out\n",
                   e.all.unlabelled);
  }
  return out;
}

std::string to_json(const Evaluation& e) {
  Json out;
  out["schema"] = "lockstep.evaluation/1";
  out["alerts"] = e.alerts;
  out["alert_versions"] = e.alert_versions;
  out["accounts"] = e.accounts;
  out["campaign_accounts"] = e.campaign_accounts;
  out["all"] = to_object(e.all);
  out["coordinated_inauthentic"] = to_object(e.inauthentic);
  return out.dump(2) + "\n";
}

}  // namespace lockstep::lab
