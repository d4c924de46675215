#include <cmath>
#include <nlohmann/json.hpp>

#include "lockstep/hunt/investigation_pages.h"

namespace lockstep::hunt {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double x) { return std::round(x * 1000) / 1000; }
Json seconds(std::optional<Duration> d) {
  return d ? Json(rounded(static_cast<double>(d->count()) / 1e6)) : Json(nullptr);
}
Json time(std::optional<EventTime> t) { return t ? Json(format_rfc3339(*t)) : Json(nullptr); }

Json to_object(const SharedObject& o) {
  Json out = {{"kind", o.kind},   {"key", o.key},         {"accounts", o.accounts},
              {"posts", o.posts}, {"popular", o.popular}, {"nats", rounded(o.nats)}};
  if (o.deleted) out["deleted"] = true;
  return out;
}

Json to_object(const SeedTrail& trail) {
  Json objects = Json::array(), order = Json::array(), handoff = Json::array();
  for (const auto& o : trail.objects) objects.push_back(to_object(o));
  const auto start = trail.order.empty() ? EventTime{} : trail.order.front().at;
  for (const auto& s : trail.order)
    order.push_back({{"account", s.account},
                     {"platform", s.platform},
                     {"post", s.post.empty() ? Json(nullptr) : Json(s.post)},
                     {"at", format_rfc3339(s.at)},
                     {"delay_s", seconds(s.at - start)}});
  for (const auto& f : trail.handoff)
    handoff.push_back({{"platform", f.platform},
                       {"account", f.account},
                       {"at", format_rfc3339(f.at)},
                       {"delay_s", seconds(f.at - start)}});
  return {{"seed", trail.seed.given},
          {"kind", trail.seed.kind},
          {"understood", trail.seed.understood},
          {"posts", trail.posts},
          {"accounts", trail.accounts},
          {"objects", std::move(objects)},
          {"handoff", std::move(handoff)},
          {"order", std::move(order)}};
}

Json to_object(const Lead& lead) {
  return {{"account", lead.account},
          {"platform", lead.platform},
          {"score", rounded(lead.score)},
          {"shared", lead.shared},
          {"expected", rounded(lead.expected)},
          {"first", time(lead.first)},
          {"last", time(lead.last)},
          {"median_delay_s", seconds(lead.median_delay)},
          {"objects", lead.objects}};
}

}  // namespace

std::string to_json(const Investigation& found, const InvestigationOptions& options) {
  Json seeds = Json::array(), hops = Json::array(), objects = Json::array();
  for (const auto& trail : found.trails) seeds.push_back(to_object(trail));
  for (const auto& hop : found.hops) {
    Json leads = Json::array();
    for (const auto& lead : hop.leads) leads.push_back(to_object(lead));
    hops.push_back({{"hop", hop.distance}, {"cut", hop.cut}, {"leads", std::move(leads)}});
  }
  for (const auto& o : found.objects) {
    objects.push_back(to_object(o));
    objects.back()["found"] = o.found;
  }
  const Json document = {{"schema", "lockstep.investigation/1"},
                         {"options",
                          {{"from", time(options.from)},
                           {"to", time(options.to)},
                           {"window_s", seconds(options.window)},
                           {"depth", options.depth},
                           {"min_shared", options.min_shared},
                           {"min_score", options.min_score},
                           {"max_accounts", options.max_accounts},
                           {"max_objects", options.max_objects}}},
                         {"counts",
                          {{"posts", found.posts},
                           {"accounts", found.accounts},
                           {"objects", found.objects_seen},
                           {"key_cap", found.key_cap}}},
                         {"seeds", std::move(seeds)},
                         {"hops", std::move(hops)},
                         {"objects", std::move(objects)},
                         {"cuts", found.cuts}};
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace lockstep::hunt
