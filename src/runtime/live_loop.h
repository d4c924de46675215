// LiveLoop: one turn after the other of reading, ordering, detecting and committing.
//
// Order matters only within a partition: whatever interleaving the turns happen to give, the same
// outputs come in the same order. Wall-clock time decides when to commit and which partition is
// idle, and the latter is written down as a decision.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <vector>

#include "live_plan.h"
#include "live_stage.h"
#include "lockstep/runtime/live.h"
#include "lockstep/sequence/sequencer.h"
#include "offset_ledger.h"
#include "outbox.h"
#include "side_inputs.h"

namespace lockstep::runtime {

class LiveLoop {
 public:
  LiveLoop(const LiveOptions& options, const signals::Registry& registry, PartitionedSource& source,
           TransactionalSink& sink, LivePlan plan, SideInputs side,
           std::vector<std::unique_ptr<BatchProcessor>> processors);

  // Before run(): what was decided about side inputs.
  void recall(const std::vector<Decision>& decisions) { side_.recall(decisions, engine_); }
  // Before run(): another instance is active, and this one stands by.
  void follow(Succession& succession);
  // Until the stop flag is set; then everything read is finished and committed.
  Status run();
  const LiveStatus& status();

 private:
  using Clock = std::chrono::steady_clock;
  using Index = PartitionedSource::Partition;

  // A post that came too late, as it came; kept until it is known whether it is only a copy.
  struct LateRecord {
    std::int64_t offset;
    EventTime due;      // the watermark it came too late for
    std::string bytes;  // empty if a committed transaction has it
    RecordEnvelope envelope;
  };
  struct Lane {
    PartitionId id;
    std::int64_t rebuild_to = 0;
    std::int64_t position = 0;       // behind the last record that was taken up
    std::deque<Decision> decisions;  // of the past, to be obeyed
    OffsetLedger ledger;
    std::deque<LateRecord> late;
    std::int64_t newest_late = -1;  // offset of the last record given to the late topic
    std::size_t in_flight = 0;      // batches
    bool at_end = false, idle = false;
    Clock::time_point last_record{};
  };

  Index index_of(const Coordinates& at) const {
    return first_of_topic_[at.input] + static_cast<Index>(at.partition);
  }
  EventTime next_edge() const;
  void take_facts();
  void begin_with_facts();
  bool stopping() const { return options_.stop != nullptr && options_.stop->load(); }

  bool feed();
  bool must_wait(Index lane) const;
  bool submit(Index lane);
  void absorb(LiveBatch& batch);
  void take_record(Index lane, LiveBatch& batch, std::size_t record, std::size_t& post,
                   std::size_t& rejection);
  void take_post(Index lane, LiveBatch& batch, std::size_t record, BatchPost& post);
  void obey(Index lane, std::int64_t offset);

  void release();
  void settle(sequence::Fate fate, const TracedPost& post);
  void judge_late(Index lane, const TracedPost& post, bool copy);
  void publish();

  Status keep_following();
  bool is_caught_up() const;
  void learn(const Progress& progress);
  bool was_written(const Origin& origin) const;
  void end_rebuild();
  void decide();
  void decide_idle(Clock::time_point now);
  void begin_silence();
  void force(Index lane, EventTime until, DecisionKind kind);
  Status commit_if_due(bool quiet);
  Status commit();
  void report();

  const LiveOptions& options_;
  PartitionedSource& source_;
  TransactionalSink& sink_;
  bool applied_ = false;                            // for the succession
  Succession* succession_ = nullptr;                // while standing by
  EventTime committed_tick_, committed_watermark_;  // before this instance was active
  std::vector<Index> first_of_topic_;
  std::vector<Lane> lanes_;
  LiveStage stage_;
  sequence::Sequencer sequencer_;
  engine::Engine engine_;
  Outbox outbox_;
  SideInputs side_;
  LiveStatus status_;
  std::vector<alert::Alert> due_;
  std::vector<Index> order_;  // reused
  std::size_t late_bytes_ = 0;
  Status lost_;           // records were deleted before they were read, or are damaged
  bool changed_ = false;  // something was read since the last commit
  Clock::time_point last_commit_{}, last_idle_check_{}, last_report_{}, last_look_{},
      oldest_alert_{};
};

}  // namespace lockstep::runtime
