// What the live service looks like from outside: a value, copied out now and then, from which
// metrics, health and readiness are written. Counters count since the start of the process.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/core/time.h"
#include "lockstep/engine/engine.h"
#include "lockstep/normalize/rejection.h"
#include "lockstep/runtime/alert_board.h"

namespace lockstep::runtime {

// A cumulative histogram as Prometheus wants it; bounds in seconds.
struct LatencyHistogram {
  static constexpr std::array<double, 11> kBounds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                     0.5,   1,    2.5,   5,    10};
  std::array<std::uint64_t, kBounds.size()> at_most{};
  std::uint64_t count = 0;
  double sum = 0;
  void observe(double seconds);
};

// Bundles committed, by profile and tier.
struct EmittedBundles {
  static constexpr std::size_t kProfiles = 3, kTiers = 4;
  std::array<std::array<std::uint64_t, kTiers>, kProfiles> of{};
  void count(alert::Profile profile, alert::Tier tier) {
    ++of[static_cast<std::size_t>(profile)][static_cast<std::size_t>(tier)];
  }
};

struct SnapshotStatus {
  bool kept = false;  // by this instance
  std::uint64_t written = 0, failed = 0;
  std::uint64_t bytes = 0;   // of the newest
  double seconds = 0;        // it took to write
  double pause_seconds = 0;  // the stream was held up for it
  double age_seconds = 0;    // since it was begun; without one, since the start
};

struct PartitionStatus {
  std::uint32_t topic = 0;  // index in LiveStatus::topics
  std::int32_t partition = 0;
  std::int64_t lag_records = 0;
  EventTime watermark{};  // sequence::kUnknown: none yet
  bool idle = false;
};

struct LiveStatus {
  std::string role = "detect";
  std::vector<std::string> topics;
  std::vector<PartitionStatus> partitions;
  bool standby = false;         // executes what another instance commits
  bool rebuilding = true;       // executing again what was committed; normalize: no share yet
  bool output_accepted = true;  // the last transaction went through
  std::string trouble;          // why it is not ready, in words; empty: nothing more to say
  EventTime watermark{};        // of the service
  EventTime newest{};           // newest event time read
  std::uint64_t records = 0, posts = 0, duplicates = 0, late = 0;
  std::array<std::uint64_t, normalize::kReasonCount> rejected{};
  std::uint64_t alerts = 0;  // written, not counting what a rebuild only repeats
  EmittedBundles emitted;
  std::uint64_t decisions = 0;                 // idle and full partitions
  std::uint64_t facts = 0, refused_facts = 0;  // of side inputs
  std::uint64_t transactions = 0, failed_transactions = 0;
  std::uint64_t held_posts = 0, held_bytes = 0;  // in the reorder buffer
  std::uint64_t remembered_ids = 0;
  double detection_seconds = 0;     // putting posts in order and detecting
  LatencyHistogram commit_seconds;  // one transaction
  LatencyHistogram alert_seconds;   // from reading the record that made it due to the commit
  engine::EngineStats engine;
  SnapshotStatus snapshots;
  AlertBoard::Stats shown;  // alerts for whoever asks; none if nobody may

  bool ready() const { return (standby || !rebuilding) && !topics.empty() && output_accepted; }
};

}  // namespace lockstep::runtime
