// The live service: partitions of records in, transactions of alerts out; nothing lost and nothing
// twice, whatever moment it is killed at.
//
// How: what leaves is a function of the records, partition by partition, and of the decisions in
// the log. Each transaction holds outputs, decisions and a note of how far they go (CommitNote). A
// restart reads the records again from their first one, obeys the decisions, makes none of its own
// until it is back where the last transaction was, and leaves out what that one and those before it
// wrote. So it does not matter where polls, batches or transactions happened to fall. A snapshot
// (snapshot.h) of what was committed spares it the records before.
//
// Memory: sequence.reorder_bytes of posts that wait; partitions that are ahead are left unread at
// half of it. If the partition that is behind fills it alone, the oldest posts are released before
// their time, which is a decision too. Outputs are gathered up to 8 MiB.
//
// Threads: run_live() belongs to its caller's; parsing and normalising have their own.
// Next: runtime/live_io.h (the seams), io/kafka/ (the real ends).
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/alert/compose.h"
#include "lockstep/engine/engine.h"
#include "lockstep/runtime/alert_board.h"
#include "lockstep/runtime/live_config.h"
#include "lockstep/runtime/live_io.h"
#include "lockstep/runtime/live_status.h"
#include "lockstep/runtime/replay.h"
#include "lockstep/runtime/snapshot.h"
#include "lockstep/signals/signal.h"

namespace lockstep::runtime {

struct LiveOptions {
  LiveConfig live;
  normalize::NormalizeConfig normalize;
  SequenceConfig sequence;
  engine::EngineConfig engine;
  alert::Provenance provenance;
  PartitionedSource* side = nullptr;                           // of LiveStart::side; null: none
  const std::atomic<bool>* stop = nullptr;                     // set from outside to end
  std::function<void(const LiveStatus&)> observe;              // a few times a second, if set
  std::function<std::chrono::steady_clock::time_point()> now;  // for idleness; default: the clock
  StateStore* snapshots = nullptr;                             // null: none
  AlertBoard* board = nullptr;  // shows what was published; null: nobody looks
};

// What is there at the start.
struct PartitionState {
  PartitionId id;
  std::int64_t begin = 0, end = 0;  // of its log
  std::optional<CommitNote> committed;
};
// A partition of a side input; `id` is what its source calls it.
struct SidePartition {
  PartitionId id;
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t begin = 0;  // of its log
};
struct LiveStart {
  std::vector<PartitionState> partitions;
  std::vector<Decision> decisions;       // the whole log, in order
  std::vector<SidePartition> side = {};  // side inputs that are there
};

// With a `succession` it stands by first: it follows what another instance commits, and takes over
// when it is its turn. Until `stop`, and then what was read is finished and committed. kAborted:
// another instance took over. kDataLoss: the log does not fit what was committed (a topic was made
// anew).
StatusOr<LiveStatus> run_live(const LiveOptions& options, const signals::Registry& registry,
                              PartitionedSource& source, TransactionalSink& sink,
                              const LiveStart& start, Succession* succession = nullptr);

}  // namespace lockstep::runtime
