// An evaluation as one JSON document, lockstep.evaluation/1.
#include <nlohmann/json.hpp>

#include "lockstep/lab/evaluate.h"

namespace lockstep::lab {
namespace {

using Json = nlohmann::ordered_json;

Json optional_seconds(const std::optional<Duration>& d) {
  return d ? Json(static_cast<double>(d->count()) / 1e6) : Json(nullptr);
}
Json optional_time(const std::optional<EventTime>& t) {
  return t ? Json(format_rfc3339(*t)) : Json(nullptr);
}
Json optional_number(const std::optional<double>& x) { return x ? Json(*x) : Json(nullptr); }

Json to_object(const CampaignResult& c) {
  Json out;
  out["campaign"] = c.campaign;
  out["tactic"] = c.tactic;
  out["members"] = c.members;
  out["flagged"] = c.flagged;
  out["clusters"] = c.clusters;
  out["third_member_at"] = optional_time(c.third_member_at);
  out["detected_at"] = optional_time(c.detected_at);
  out["latency_s"] = optional_seconds(c.latency);
  out["posts_before_detection"] = optional_number(c.posts_before_detection);
  out["waves"] = c.waves;
  out["waves_before_detection"] = c.waves_before_detection;
  return out;
}

Json to_object(const TacticResult& t) {
  return {{"tactic", t.tactic},
          {"recall", t.recall()},
          {"recall_lower", wilson_lower(t.flagged, t.members)},
          {"members", t.members},
          {"flagged", t.flagged},
          {"campaigns", t.campaigns},
          {"found", t.found},
          {"median_latency_s", optional_seconds(t.median_latency)},
          {"posts_before_detection", optional_number(t.posts_before_detection)}};
}

Json scores_of(const AssessmentResult& r) {
  return {{"precision", r.accounts.precision()},
          {"precision_lower", wilson_lower(r.accounts.hits, r.accounts.flagged)},
          {"recall", r.accounts.recall()},
          {"recall_lower", wilson_lower(r.accounts.hits, r.accounts.relevant)},
          {"f1", r.accounts.f1()},
          {"average_precision", r.average_precision()},
          {"hits", r.accounts.hits},
          {"flagged", r.accounts.flagged},
          {"relevant", r.accounts.relevant},
          {"unlabelled", r.unlabelled}};
}

Json clusters_of(const AssessmentResult& r) {
  return {{"precision", r.cluster_precision()},
          {"recall", r.cluster_recall()},
          {"weighted_precision", r.weighted_cluster_precision()},
          {"clusters", r.clusters},
          {"matches", r.matches},
          {"mixed", r.mixed},
          {"false_alerts", r.false_alerts},
          {"campaigns", r.campaigns},
          {"found", r.found}};
}

Json to_object(const AssessmentResult& r) {
  Json out;
  out["accounts"] = scores_of(r);
  out["clusters"] = clusters_of(r);
  out["calibration_error"] = optional_number(r.calibration_error());
  out["median_latency_s"] = optional_seconds(r.median_latency());
  out["organic_posts"] = r.organic_posts;
  out["false_alerts_per_million_organic_posts"] = optional_number(r.false_alerts_per_million());
  out["organic_accounts_per_million_organic_posts"] =
      optional_number(r.organic_accounts_per_million());
  out["by_tactic"] = Json::array();
  for (const TacticResult& tactic : r.by_tactic()) out["by_tactic"].push_back(to_object(tactic));
  out["by_confounder"] = Json::object();
  for (const auto& [name, crowd] : r.by_confounder) {
    out["by_confounder"][name] = {
        {"accounts", crowd.accounts}, {"flagged", crowd.flagged}, {"alerts", crowd.alerts}};
  }
  out["by_campaign"] = Json::array();
  for (const CampaignResult& campaign : r.by_campaign)
    out["by_campaign"].push_back(to_object(campaign));
  return out;
}

}  // namespace

std::string to_json(const Evaluation& e) {
  Json out;
  out["schema"] = "lockstep.evaluation/1";
  out["runs"] = e.runs;
  out["alerts"] = e.alerts;
  out["alert_versions"] = e.alert_versions;
  out["accounts"] = e.accounts;
  out["campaign_accounts"] = e.campaign_accounts;
  out["all"] = to_object(e.all);
  out["coordinated_inauthentic"] = to_object(e.inauthentic);
  return out.dump(2) + "\n";
}

}  // namespace lockstep::lab
