// From what lies in the broker to where a run begins: pure, so that every case can be tested.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/runtime/live.h"

namespace lockstep::runtime {

struct PartitionPlan {
  PartitionId id;
  std::int64_t from = 0;                 // first record to read
  std::int64_t rebuild_to = 0;           // records below it only repeat what was committed
  std::deque<Decision> decisions;        // of the past, in order of offset, then of time
  std::optional<Decision> new_decision;  // goes out with the first transaction
  std::int64_t missing = 0;              // records of the past that the log no longer has
};

struct LivePlan {
  std::vector<PartitionPlan> partitions;
  EventTime committed_tick;  // EventTime::min(): nothing was committed yet
  EventTime committed_watermark;
  std::int64_t committed_transaction = 0;
};

// By topic and partition; of each in order of offset, then of time.
using DecisionLog = std::map<std::pair<std::string, std::int32_t>, std::vector<Decision>>;
DecisionLog by_partition(const std::vector<Decision>& decisions);

// kAborted: a decision says that a partition is read which is not among the `known`. It was added
// since they were counted: whoever goes on without it executes another run than the log tells of.
Status check_known(const LiveConfig& config, const std::vector<PartitionId>& known,
                   const std::vector<Decision>& decisions);

// kDataLoss: a partition is shorter than what was read of it. With a snapshot, which must fit,
// records are read from its places on. kAborted: as above.
StatusOr<LivePlan> plan_start(const LiveConfig& config, const LiveStart& start,
                              const SnapshotLabel* snapshot = nullptr);

// Ok, or why a snapshot must not be used by a run that would label its own `ours`.
Status check_fits(const SnapshotLabel& found, const SnapshotLabel& ours, const LiveConfig& config,
                  const LiveStart& start);

}  // namespace lockstep::runtime
