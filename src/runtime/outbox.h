// Outbox: what the next transaction will write. Decides how outputs look on their topics, nothing
// about when or whether.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "live_stage.h"
#include "lockstep/alert/alert.h"
#include "lockstep/alert/identities.h"
#include "lockstep/normalize/rejection.h"
#include "lockstep/runtime/export_log.h"
#include "lockstep/runtime/live_config.h"
#include "lockstep/runtime/live_io.h"

namespace lockstep::runtime {

enum class OutputKind : std::uint8_t { kAlert, kDeadLetter, kLate, kDecision };

// By what it is told whether an output was committed before.
struct Origin {
  OutputKind kind = OutputKind::kDecision;
  PartitionedSource::Partition lane = 0;
  std::int64_t offset = 0;
  EventTime time{};  // of an alert, its tick; of a late record, the watermark it came too late for
};

// A bundle that is to be written: what the log and the metrics say of it.
struct OutgoingBundle {
  Export what;
  EventTime tick{};  // the alert's
  alert::Tier tier = alert::Tier::kMonitor;
  bool told = false;
};

class Outbox {
 public:
  // Nothing we write is larger, so that nothing can be refused for its size.
  static constexpr std::size_t kMaxValue = 900'000;

  explicit Outbox(const LiveConfig& config)
      : config_(config),
        identities_(config.sharing.who_is_named()),
        own_(config.sharing.options(alert::Profile::kInternal)),
        wanted_(config.sharing.bundles()) {}

  void alert(const alert::Alert& alert);
  // To "<topic>.dlq", into the partition of its origin, under the original key and headers.
  void rejected(PartitionId from, const Origin& origin, std::string_view stage,
                const normalize::Rejection& why, std::string_view bytes, const RecordEnvelope&);
  // To "<topic>.late", likewise.
  void late(PartitionId from, const Origin& origin, EventTime time, std::string_view bytes,
            const RecordEnvelope&);
  void decision(const Decision& decision);

  const std::vector<OutputRecord>& records() const { return records_; }
  std::size_t bytes() const { return bytes_; }
  bool has_alerts() const { return alerts_ > 0; }
  // Of each alert one a profile, if it is no shadow's.
  const std::vector<OutgoingBundle>& bundles() const { return bundles_; }
  // Logs every bundle for others, once; before a transaction.
  void tell_exports();
  void clear();
  // Drops what another instance is known to have written.
  void forget(const std::function<bool(const Origin&)>& was_written);

 private:
  const std::string& topic_of(PartitionId from) const { return config_.topics[from.topic].topic; }
  void returned(PartitionId from, const Origin& origin, std::string to, std::string_view bytes,
                const RecordEnvelope& envelope, Headers why);
  void add(OutputRecord record, const Origin& origin);
  void add_bundle(const alert::Alert& alert, const alert::StixOptions& options,
                  const Origin& origin);

  const LiveConfig& config_;
  const alert::Identities identities_;
  const alert::StixOptions own_;
  const std::vector<alert::StixOptions> wanted_;  // one a profile
  std::vector<OutputRecord> records_;
  std::vector<Origin> origins_;  // of each record
  std::vector<OutgoingBundle> bundles_;
  std::size_t bytes_ = 0, alerts_ = 0;
};

}  // namespace lockstep::runtime
