// A tuning as plain text and as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "lockstep/lab/tune.h"

namespace lockstep::lab {
namespace {

using Json = nlohmann::ordered_json;

void add_quality(std::string_view name, const Quality& q, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{:<34}{:>10.3f}{:>10.3f}{:>12.3f}\n", name, q.log_loss,
                 q.brier, q.calibration_error);
}

Json to_object(const Quality& q) {
  return {{"log_loss", q.log_loss}, {"brier", q.brier}, {"calibration_error", q.calibration_error}};
}

}  // namespace

std::string to_table(const Tuning& t) {
  std::string out = fmt::format("{} alerts judged, {} of them right, in {} groups\n\n", t.alerts,
                                t.right, t.groups);
  fmt::format_to(std::back_inserter(out), "{:<34}{:>10}{:>10}{:>12}\n", "judged on unseen groups",
                 "log loss", "Brier", "calibration");
  add_quality("confidence as it is", t.as_it_is, out);
  add_quality("confidence, isotonic map", t.isotonic, out);
  add_quality("confidence, Platt's map", t.platt, out);
  add_quality("proposed weights", t.weights, out);
  fmt::format_to(std::back_inserter(out), "\n{:<34}{:>10}{:>10}{:>12}{:>10}\n", "evidence",
                 "weight", "alerts", "right", "AUC");
  for (const EvidenceWorth& e : t.evidence) {
    const double share =
        e.present == 0 ? 0 : static_cast<double>(e.right) / static_cast<double>(e.present);
    fmt::format_to(std::back_inserter(out), "{:<34}{:>10.3f}{:>10}{:>11.0f} %{:>9.2f}\n", e.name,
                   e.weight, e.present, 100 * share, e.auc);
  }
  fmt::format_to(std::back_inserter(out),
                 "(log-odds a unit; intercept {:.3f}, penalty {}; alerts: that have it at all)\n",
                 t.intercept, t.penalty);
  out += "\na confidence of at least   has meant\n";
  for (const CalibrationStep& step : t.calibration) {
    fmt::format_to(std::back_inserter(out), "{:>24.0f}   {:.0f} %\n", 100 * step.confidence,
                   100 * step.probability);
  }
  out += "\nNothing has been changed: these are proposals.\n";
  return out;
}

std::string to_json(const Tuning& t) {
  Json out;
  out["schema"] = "lockstep.tuning/1";
  out["alerts"] = t.alerts;
  out["right"] = t.right;
  out["groups"] = t.groups;
  out["quality"] = {{"as_it_is", to_object(t.as_it_is)},
                    {"isotonic", to_object(t.isotonic)},
                    {"platt", to_object(t.platt)},
                    {"weights", to_object(t.weights)}};
  out["weights"] = {{"penalty", t.penalty}, {"intercept", t.intercept}};
  out["weights"]["evidence"] = Json::array();
  for (const EvidenceWorth& e : t.evidence) {
    out["weights"]["evidence"].push_back({{"name", e.name},
                                          {"weight", e.weight},
                                          {"present", e.present},
                                          {"right", e.right},
                                          {"auc", e.auc}});
  }
  out["calibration"] = {{"platt", {{"slope", t.platt_slope}, {"intercept", t.platt_intercept}}}};
  out["calibration"]["isotonic"] = Json::array();
  for (const CalibrationStep& step : t.calibration) {
    out["calibration"]["isotonic"].push_back(
        {{"confidence", step.confidence}, {"probability", step.probability}});
  }
  return out.dump(2) + "\n";
}

std::string to_yaml(const Tuning& t) {
  const bool weights = t.weights.log_loss < t.isotonic.log_loss;
  if (std::min(t.weights.log_loss, t.isotonic.log_loss) >= t.as_it_is.log_loss)
    return "# lockstep tune proposes nothing: on groups it had not seen, the confidence as it is "
           "was "
           "best.\n";
  const Quality& promised = weights ? t.weights : t.isotonic;
  std::string out = fmt::format(
      "# Proposed by lockstep tune from {} judged alerts, {} of them right. On groups it had not\n"
      "# seen: log loss {:.3f} (as it is {:.3f}), calibration error {:.3f} (as it is {:.3f}).\n"
      "# Look at it before you put it into your configuration.\nassess:\n",
      t.alerts, t.right, promised.log_loss, t.as_it_is.log_loss, promised.calibration_error,
      t.as_it_is.calibration_error);
  if (weights) {
    out += fmt::format("  weights:\n    prior: {:.4f}\n", t.intercept);
    for (const EvidenceWorth& e : t.evidence) {
      std::string key = e.name;
      std::replace(key.begin(), key.end(), ' ', '_');
      out += fmt::format("    {}: {:.4f}\n", key, e.weight);
    }
    return out + "  calibration: []\n";
  }
  // Two steps may round to one confidence: the later one holds from there on.
  std::map<long, long> steps;
  for (const CalibrationStep& step : t.calibration)
    steps[std::lround(100 * step.confidence)] = std::lround(100 * step.probability);
  out += "  calibration:\n";
  for (const auto& [confidence, means] : steps)
    out += fmt::format("    - \"{} means {}\"\n", confidence, means);
  return out;
}

}  // namespace lockstep::lab
