#include "lockstep/io/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <utility>
#include <vector>

#include "lockstep/sequence/watermark.h"

namespace lockstep::io {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

class Families {
 public:
  void begin(MetricType type, std::string name, std::string help) {
    families_.push_back({"lockstep_" + std::move(name), std::move(help), type, {}});
  }
  void value(double v, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    if (families_.back().type == MetricType::Counter)
      metric.counter.value = v;
    else
      metric.gauge.value = v;
    families_.back().metric.push_back(std::move(metric));
  }
  void counter(std::string name, std::string help, std::uint64_t v) {
    begin(MetricType::Counter, std::move(name), std::move(help));
    value(static_cast<double>(v));
  }
  void gauge(std::string name, std::string help, double v) {
    begin(MetricType::Gauge, std::move(name), std::move(help));
    value(v);
  }
  void histogram(std::string name, std::string help, const runtime::LatencyHistogram& h) {
    begin(MetricType::Histogram, std::move(name), std::move(help));
    ClientMetric metric;
    metric.histogram.sample_count = h.count;
    metric.histogram.sample_sum = h.sum;
    for (std::size_t i = 0; i < h.kBounds.size(); ++i)
      metric.histogram.bucket.push_back({h.at_most[i], h.kBounds[i]});
    metric.histogram.bucket.push_back({h.count, std::numeric_limits<double>::infinity()});
    families_.back().metric.push_back(std::move(metric));
  }
  std::string text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  std::vector<MetricFamily> families_;
};

double seconds_behind(EventTime time, EventTime now) {
  if (time == sequence::kUnknown) return 0;
  return std::chrono::duration<double>(now - time).count();
}

void add_counters(const runtime::LiveStatus& s, Families& f) {
  f.counter("records_total", "Records read from the input topics.", s.records);
  f.counter("posts_total", "Posts put in order and looked at.", s.posts);
  f.counter("duplicate_posts_total", "Copies of posts that were dropped.", s.duplicates);
  f.counter("late_posts_total", "Posts that came after their partition's watermark.", s.late);
  f.begin(MetricType::Counter, "rejected_posts_total",
          "Posts, or records, that could not be used, by reason.");
  for (std::size_t i = 0; i < s.rejected.size(); ++i)
    f.value(static_cast<double>(s.rejected[i]),
            {{"reason", std::string(normalize::name(static_cast<normalize::Reason>(i)))}});
  f.counter("alerts_total", "Versions of alerts published.", s.alerts);
  f.begin(MetricType::Counter, "alerts_emitted_total",
          "STIX bundles committed, one a version of an alert and profile.");
  for (std::size_t p = 0; p < s.emitted.kProfiles; ++p)
    for (std::size_t t = 0; t < s.emitted.kTiers; ++t)
      f.value(static_cast<double>(s.emitted.of[p][t]),
              {{"tier", std::string(name(static_cast<alert::Tier>(t)))},
               {"profile", std::string(name(static_cast<alert::Profile>(p)))}});
  f.counter("decisions_total", "Idle and full partitions that were decided upon.", s.decisions);
  f.counter("side_facts_total", "Records of side inputs that took effect.", s.facts);
  f.counter("refused_side_facts_total", "Records of side inputs that could not be used.",
            s.refused_facts);
  f.counter("verdicts_of_no_alert_total", "Verdicts on what was never alerted.",
            s.engine.verdicts_of_no_alert);
  f.counter("deletes_total", "Posts that were deleted, as told by their platforms.",
            s.engine.deletes);
  f.counter("erasures_total", "Requests to erase an account, or no longer, that took effect.",
            s.engine.erasures);
  f.counter("erased_account_posts_total", "Posts of erased accounts that were dropped.",
            s.engine.erased_posts);
  f.counter("erased_texts_total",
            "Texts erased from state because their post was deleted, or their author erased.",
            s.engine.erased());
  f.counter("transactions_total", "Transactions committed.", s.transactions);
  f.counter("failed_transactions_total", "Attempts at a transaction that failed.",
            s.failed_transactions);
}

void add_partitions(const runtime::LiveStatus& s, EventTime now, Families& f) {
  const auto each = [&](auto&& value_of) {
    for (const auto& p : s.partitions)
      f.value(value_of(p),
              {{"topic", s.topics[p.topic]}, {"partition", std::to_string(p.partition)}});
  };
  f.begin(MetricType::Gauge, "partition_lag_records", "Records not read yet.");
  each([](const auto& p) { return static_cast<double>(p.lag_records); });
  f.begin(MetricType::Gauge, "partition_event_time_lag_seconds",
          "How far the partition's watermark is behind the clock; 0 before its first post.");
  each([&](const auto& p) { return seconds_behind(p.watermark, now); });
  f.begin(MetricType::Gauge, "partition_idle", "1 while the partition is silent at its end.");
  each([](const auto& p) { return p.idle ? 1.0 : 0.0; });
}

void add_tables(const runtime::LiveStatus& s, Families& f) {
  const auto& e = s.engine;
  const auto entry = [&](const char* table, std::uint64_t entries) {
    f.value(static_cast<double>(entries), {{"table", table}});
  };
  f.begin(MetricType::Gauge, "table_entries", "Entries of each bounded table.");
  entry("accounts", e.evidence.accounts);
  entry("arrivals", e.join.arrivals);
  entry("attribute_values", e.evidence.attribute_values);
  entry("campaigns", e.campaigns);
  entry("waiting", e.waiting);
  entry("claims", e.claims);
  entry("clue_groups", e.evidence.clue_groups);
  entry("doorkeeper", e.evidence.pairs.doorkeeper);
  entry("embedding_clusters", e.similar.embedding_clusters);
  entry("erased_accounts", e.erased_accounts);
  entry("keys", e.join.keys);
  entry("media_clusters", e.similar.media_clusters);
  entry("pairs", e.evidence.pairs.records);
  entry("recent_posts", e.evidence.recent_posts);
  entry("control_accounts", e.evidence.controls);
  entry("remembered_ids", s.remembered_ids);
  entry("reuse_origins", e.evidence.reuse_origins);
  entry("shared_keys", e.evidence.shared_keys);
  entry("shared_touches", e.evidence.shared_touches);
  entry("shown_alerts", s.shown.alerts);
  entry("sites", e.sites);
  entry("text_clusters", e.similar.text_clusters);
  entry("translations", e.evidence.translations);
  entry("watchlist", e.watched);
  f.begin(MetricType::Counter, "table_evictions_total",
          "Entries that a table gave up because it was full.");
  entry("accounts", e.evidence.accounts_evicted);
  entry("attribute_values", e.evidence.attribute_values_evicted);
  entry("clue_groups", e.evidence.clue_groups_evicted);
  entry("erased_accounts", e.erased_accounts_evicted);
  entry("keys", e.join.evicted_keys);
  entry("pairs", e.evidence.pairs.evicted);
  entry("shared_keys", e.evidence.shared_keys_evicted);
  entry("shown_alerts", s.shown.evicted);
  entry("similar_clusters", e.similar.evicted);
  entry("sites", e.sites_evicted);
  entry("translations", e.evidence.translations_evicted);
  f.gauge("shown_alerts_bytes", "Memory of the alerts that the read port shows.",
          static_cast<double>(s.shown.bytes));
  f.gauge("flagged_accounts", "Accounts of open alerts, left out of what counts as chance.",
          static_cast<double>(e.evidence.flagged));
  f.gauge("accepted_pairs", "Pairs accepted as coordinated.",
          static_cast<double>(e.evidence.pairs.accepted));
}

void add_snapshots(const runtime::SnapshotStatus& s, Families& f) {
  f.gauge("snapshots_kept", "1 if this instance writes snapshots of its state.", s.kept ? 1 : 0);
  f.counter("snapshots_total", "Snapshots written.", s.written);
  f.counter("failed_snapshots_total", "Snapshots that could not be written.", s.failed);
  f.gauge("snapshot_age_seconds", "Since the newest snapshot; without one, since the start.",
          s.age_seconds);
  f.gauge("snapshot_bytes", "Size of the newest snapshot.", static_cast<double>(s.bytes));
  f.gauge("snapshot_seconds", "Time it took to write, beside the stream.", s.seconds);
  f.gauge("snapshot_pause_seconds", "Time the stream stood still for it.", s.pause_seconds);
}

}  // namespace

std::string metrics_text(const runtime::LiveStatus& s, const std::string& version, EventTime now) {
  Families f;
  f.begin(MetricType::Gauge, "build_info", "1; the version is a label.");
  f.value(1, {{"version", version}});
  f.begin(MetricType::Gauge, "role", "1; what this instance does is a label.");
  f.value(1, {{"role", s.role}});
  f.gauge("ready", "1 when /readyz says so.", s.ready() ? 1 : 0);
  f.gauge("active", "1 unless this instance stands by for another.", s.standby ? 0 : 1);
  f.gauge("rebuilding", "1 while what was committed is executed again after a start.",
          s.rebuilding ? 1 : 0);
  f.gauge("output_accepted", "1 unless the last transaction failed.", s.output_accepted ? 1 : 0);
  add_counters(s, f);
  add_partitions(s, now, f);
  f.gauge("event_time_lag_seconds",
          "How far the service's watermark is behind the clock; 0 before the first post.",
          seconds_behind(s.watermark, now));
  f.gauge("held_posts", "Posts that wait for their turn.", static_cast<double>(s.held_posts));
  f.gauge("held_bytes", "Memory of posts that wait for their turn.",
          static_cast<double>(s.held_bytes));
  add_tables(s, f);
  add_snapshots(s.snapshots, f);
  f.begin(MetricType::Counter, "ticks_total", "Ticks evaluated.");
  f.value(static_cast<double>(s.engine.ticks));
  f.begin(MetricType::Counter, "detection_seconds_total",
          "Time spent putting posts in order and detecting.");
  f.value(s.detection_seconds);
  f.histogram("transaction_seconds", "Duration of a transaction.", s.commit_seconds);
  f.histogram("alert_seconds", "From the moment an alert was due to the commit that published it.",
              s.alert_seconds);
  return f.text();
}

}  // namespace lockstep::io
