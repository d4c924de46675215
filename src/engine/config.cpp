#include "lockstep/engine/engine.h"

namespace lockstep::engine {

void GraphConfig::describe(ConfigVisitor& v) {
  v.field(
      "gamma", gamma, {0.001, 1},
      "Resolution of Leiden with the Constant Potts Model: communities are at least this dense.");
  v.field("min_accounts", min_accounts, {2, 10'000}, "Smallest community worth an alert.");
  v.field("refresh", refresh, {Duration{std::chrono::seconds{1}}, Duration{std::chrono::hours{24}}},
          "Communities that only gained evidence are assessed again this often.");
}

void EngineConfig::describe(ConfigVisitor& v) {
  v.field("tick", tick, {Duration{std::chrono::seconds{1}}, Duration{std::chrono::hours{1}}},
          "Communities are evaluated on this grid of event time.");
  v.field("signals", signals, "Signals to use; each is a folder under src/signals.");
  v.field("baseline", baseline_file,
          "File of what is usual on this feed, which 'lockstep baseline' makes of an archive; "
          "empty: what is built in. Alerts name it by its hash.");
  v.choice("source_reliability", source_reliability, {"A", "B", "C", "D", "E", "F"},
           "Admiralty letter of the feed: A firehose with infrastructure data, B full API, C "
           "keyword sample of 10 % "
           "or more, D small sample or scrape, E third-party relay, F unknown.");
  v.field("excerpts", excerpts, "Whether alerts may quote posts (at most 280 characters each).");
  v.field("alert_retention", alert_retention,
          {Duration{0}, Duration{std::chrono::hours{24 * 3660}}},
          "How long recipients may keep a version of an alert; said in it as 'retention_until'. 0: "
          "nothing is said.");
  v.section("similar", similar, "Near-duplicate text and media.");
  v.section("join", join, "Who touched the same thing.");
  v.section("evidence", evidence, "Whether that is more than chance.");
  v.section("graph", graph, "Pairs to communities.");
  v.section("campaign", campaign, "Communities through time.");
  v.section("assess", assess, "What may be said of them.");
  v.section(
      "update_every", update_every,
      "Least event time between two versions of an alert, by the tier it has. A first version, "
      "another tier or assessment, a verdict and the end never wait; of what waits, the "
      "newest is published.");
}

}  // namespace lockstep::engine
