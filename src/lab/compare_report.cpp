// A comparison as plain text and as JSON.
#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "lockstep/lab/compare.h"

namespace lockstep::lab {
namespace {

using Json = nlohmann::ordered_json;

std::string_view assessment(bool inauthentic) {
  return inauthentic ? "coordinated-inauthentic" : "coordinated";
}

void add_alert(std::string_view mark, const AlertSummary& alert, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{} {}  {}  {} accounts, confidence {:.0f}, {}, {}, {}\n",
                 mark, alert.alert_id, format_rfc3339(alert.detected_at), alert.accounts.size(),
                 alert.confidence, assessment(alert.inauthentic), alert.status, alert.tier);
}

void add_change(const AlertChange& change, std::string& out) {
  const AlertSummary &before = change.before, &after = change.after;
  fmt::format_to(std::back_inserter(out), "~ {}", before.alert_id);
  if (before.alert_id != after.alert_id)
    fmt::format_to(std::back_inserter(out), " -> {}", after.alert_id);
  fmt::format_to(std::back_inserter(out), "  {} -> {} accounts (+{} -{})", before.accounts.size(),
                 after.accounts.size(), change.joined.size(), change.left.size());
  if (before.confidence != after.confidence)
    fmt::format_to(std::back_inserter(out), ", confidence {:.0f} -> {:.0f}", before.confidence,
                   after.confidence);
  const auto add = [&out](std::string_view what, std::string_view was, std::string_view is) {
    if (was != is) fmt::format_to(std::back_inserter(out), ", {}{} -> {}", what, was, is);
  };
  add("", assessment(before.inauthentic), assessment(after.inauthentic));
  add("last ", assessment(before.last_inauthentic), assessment(after.last_inauthentic));
  add("status ", before.status, after.status);
  add("tier ", before.tier, after.tier);
  if (before.detected_at != after.detected_at) {
    const auto minutes =
        static_cast<double>((after.detected_at - before.detected_at).count()) / 6e7;
    fmt::format_to(std::back_inserter(out), ", detected {:+.0f} min", minutes);
  }
  out += '\n';
}

Json to_object(const AlertSummary& alert) {
  return {{"alert_id", alert.alert_id},
          {"assessment", assessment(alert.inauthentic)},
          {"last_assessment", assessment(alert.last_inauthentic)},
          {"status", alert.status},
          {"tier", alert.tier},
          {"confidence", alert.confidence},
          {"detected_at", format_rfc3339(alert.detected_at)},
          {"accounts", alert.accounts}};
}

}  // namespace

std::string to_table(const Comparison& c) {
  std::string out = fmt::format("{} new, {} gone, {} changed, {} the same\n", c.fresh.size(),
                                c.gone.size(), c.changed.size(), c.unchanged);
  for (const AlertSummary& alert : c.gone) add_alert("-", alert, out);
  for (const AlertSummary& alert : c.fresh) add_alert("+", alert, out);
  for (const AlertChange& change : c.changed) add_change(change, out);
  return out;
}

std::string to_json(const Comparison& c) {
  Json out;
  out["schema"] = "lockstep.comparison/1";
  out["unchanged"] = c.unchanged;
  out["new"] = Json::array();
  for (const AlertSummary& alert : c.fresh) out["new"].push_back(to_object(alert));
  out["gone"] = Json::array();
  for (const AlertSummary& alert : c.gone) out["gone"].push_back(to_object(alert));
  out["changed"] = Json::array();
  for (const AlertChange& change : c.changed) {
    out["changed"].push_back({{"before", to_object(change.before)},
                              {"after", to_object(change.after)},
                              {"joined", change.joined},
                              {"left", change.left},
                              {"similarity", change.similarity()}});
  }
  return out.dump(2) + "\n";
}

}  // namespace lockstep::lab
