#include "outbox.h"

#include <utility>

#include "lockstep/alert/cluster_pages.h"
#include "lockstep/alert/sharing.h"

namespace lockstep::runtime {
namespace {

constexpr std::size_t kMaxKey = 4096, kMaxHeaders = 64, kMaxHeader = 1024;

// As they came, but not without end: a hostile producer sets them.
void append_bounded(const Headers& from, Headers& to) {
  for (std::size_t i = 0; i < from.size() && i < kMaxHeaders; ++i)
    to.emplace_back(from[i].first.substr(0, kMaxHeader), from[i].second.substr(0, kMaxHeader));
}

// What the profile itself says, and nothing beyond it: readers of a topic see its headers.
Headers headers_of(const alert::Alert& alert, const alert::StixOptions& options) {
  const std::string profile{name(options.profile)};
  if (options.profile == alert::Profile::kTakedown)
    return {{"profile", profile}, {"tlp", options.tlp}};
  return {{"schema", "lockstep.alert/1"},
          {"tier", std::string(name(alert.tier))},
          {"assessment", std::string(name(alert.assessment))},
          {"confidence", std::to_string(alert.confidence)},
          {"profile", profile},
          {"status", std::string(name(alert.status))},
          {"tlp", options.tlp}};
}

std::size_t cost_of(const OutputRecord& record) {
  return record.value.size() + (record.key ? record.key->size() : 0) + 64;
}

}  // namespace

void Outbox::alert(const alert::Alert& alert) {
  const Origin origin{OutputKind::kAlert, 0, 0, alert.detected_at};
  const auto hidden = identities_.hidden(alert);
  const auto& ours = hidden ? *hidden : alert;
  // Flat JSON says all that a bundle for ourselves says, and is marked like one.
  const auto headers = headers_of(ours, own_);
  if (config_.is_shadow())
    return add({config_.shadow_topic, -1, ours.alert_id, to_flat_json(ours), headers}, origin);
  add({config_.alerts_topic, -1, ours.alert_id, to_flat_json(ours), headers}, origin);
  for (const auto& options : wanted_)
    if (is_written(alert, options.profile, identities_))
      add_bundle(options.profile == alert::Profile::kInternal ? ours : alert, options, origin);
  for (auto& page : alert::to_cluster_pages(ours))
    add({config_.clusters_topic,
         -1,
         std::move(page.key),
         std::move(page.value),
         {{"schema", "lockstep.cluster/1"}}},
        origin);
}

void Outbox::add_bundle(const alert::Alert& alert, const alert::StixOptions& options,
                        const Origin& origin) {
  std::string topic = config_.topic_of(options.profile);
  add({topic, -1, alert.alert_id, to_stix(alert, options), headers_of(alert, options)}, origin);
  bundles_.push_back(
      {{alert.alert_id, alert.version, options.profile, options.tlp, std::move(topic)},
       alert.detected_at,
       alert.tier});
}

void Outbox::tell_exports() {
  for (auto& bundle : bundles_)
    if (!std::exchange(bundle.told, true)) log_export("live", "topic", bundle.what);
}

void Outbox::rejected(PartitionId from, const Origin& origin, std::string_view stage,
                      const normalize::Rejection& why, std::string_view bytes,
                      const RecordEnvelope& envelope) {
  returned(from, origin, dead_letter_topic(topic_of(from)), bytes, envelope,
           {{"cib.errors.stage", std::string(stage)},
            {"cib.errors.reason", std::string(normalize::name(why.reason))},
            {"cib.errors.message", why.detail.substr(0, kMaxHeader)}});
}

void Outbox::late(PartitionId from, const Origin& origin, EventTime time, std::string_view bytes,
                  const RecordEnvelope& envelope) {
  returned(from, origin, late_topic(topic_of(from)), bytes, envelope,
           {{"cib.errors.stage", "sequence"},
            {"cib.errors.reason", "late"},
            {"cib.errors.event_time", format_rfc3339(time)}});
}

void Outbox::returned(PartitionId from, const Origin& origin, std::string to,
                      std::string_view bytes, const RecordEnvelope& envelope, Headers why) {
  if (config_.is_shadow()) return;  // the real service gives them back
  OutputRecord record;
  record.topic = std::move(to);
  record.partition = from.partition;
  if (envelope.key) record.key = envelope.key->substr(0, kMaxKey);
  record.value = bytes.substr(0, kMaxValue);
  append_bounded(envelope.headers, record.headers);
  record.headers.emplace_back("cib.errors.topic", topic_of(from));
  record.headers.emplace_back("cib.errors.partition", std::to_string(from.partition));
  record.headers.emplace_back("cib.errors.offset", std::to_string(origin.offset));
  if (envelope.time)
    record.headers.emplace_back("cib.errors.record_time", format_rfc3339(*envelope.time));
  for (auto& header : why) record.headers.push_back(std::move(header));
  if (envelope.key && envelope.key->size() > kMaxKey)
    record.headers.emplace_back("cib.errors.cut_from_key_bytes",
                                std::to_string(envelope.key->size()));
  if (bytes.size() > kMaxValue)
    record.headers.emplace_back("cib.errors.cut_from_bytes", std::to_string(bytes.size()));
  add(std::move(record), origin);
}

void Outbox::decision(const Decision& decision) {
  add({config_.decisions_topic, 0, key_of(decision), encode(decision), {}}, {});
}

void Outbox::add(OutputRecord record, const Origin& origin) {
  bytes_ += cost_of(record);
  if (origin.kind == OutputKind::kAlert) ++alerts_;
  records_.push_back(std::move(record));
  origins_.push_back(origin);
}

void Outbox::clear() {
  records_.clear();
  origins_.clear();
  bundles_.clear();
  bytes_ = alerts_ = 0;
}

void Outbox::forget(const std::function<bool(const Origin&)>& was_written) {
  auto records = std::exchange(records_, {});
  auto origins = std::exchange(origins_, {});
  bytes_ = alerts_ = 0;
  for (std::size_t i = 0; i < records.size(); ++i)
    if (!was_written(origins[i])) add(std::move(records[i]), origins[i]);
  std::erase_if(bundles_, [&](const OutgoingBundle& b) {
    return was_written({OutputKind::kAlert, 0, 0, b.tick});
  });
}

}  // namespace lockstep::runtime
