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
#include "showing.h"
#include "side_inputs.h"

namespace lockstep::runtime {

class LiveLoop {
 public:
  LiveLoop(const LiveOptions& options, const signals::Registry& registry, PartitionedSource& source,
           TransactionalSink& sink, LivePlan plan, SideInputs& side,
           std::vector<std::unique_ptr<BatchProcessor>> processors);

  // Before run(), and behind resume(): what was decided about side inputs.
  void recall(std::vector<Decision> decisions);
  // Before run(): another instance is active, and this one stands by.
  void follow(Succession& succession);
  // Until the stop flag is set; then everything read is finished and committed.
  Status run();
  const LiveStatus& status();

  // What a snapshot of it would be of, now.
  SnapshotLabel label();
  // Before run(): goes on where the snapshot was taken.
  void resume(const SnapshotLabel& label, StateReader& ar);
  // Behind resume(): puts what the snapshot holds on the board; it was all published.
  void show_resumed();

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
  // Where a batch began, and where the partition's watermark was then.
  struct Mark {
    std::int64_t offset;
    sequence::PartitionWatermark watermark;
  };
  struct Lane {
    PartitionId id;
    std::int64_t rebuild_to = 0;
    std::int64_t known_before = 0;   // rebuild_to at the look before, while standing by
    std::int64_t position = 0;       // behind the last record that was taken up
    std::deque<Decision> decisions;  // of the past, to be obeyed
    OffsetLedger ledger;
    std::deque<LateRecord> late;
    std::int64_t newest_late = -1;  // offset of the last record given to the late topic
    std::deque<Mark> marks;         // from the last one before the lowest open record on
    std::int64_t taken_before = 0;  // records below it were taken up before the snapshot
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
  std::size_t most_to_read(Index lane) const;
  bool submit(Index lane);
  void absorb(LiveBatch& batch);
  void take_record(Index lane, LiveBatch& batch, std::size_t record, std::size_t& post,
                   std::size_t& rejection);
  void take_post(Index lane, LiveBatch& batch, std::size_t record, BatchPost& post);
  void obey(Index lane, std::int64_t offset);

  void release();
  void settle(sequence::Fate fate, TracedPost& post);
  void judge_late(Index lane, const TracedPost& post, bool copy);
  void publish();

  Status keep_following();
  bool is_caught_up() const;
  std::vector<PartitionId> ids() const;
  void learn(const Progress& progress);
  bool was_written(const Origin& origin) const;
  void end_rebuild();
  void decide();
  void decide_idle(Clock::time_point now);
  void begin_silence();
  void force(Index lane, EventTime until, DecisionKind kind);
  EventTime committed_grid(EventTime watermark) const;
  Status commit_if_due(bool quiet);
  Status commit();

  Mark mark_of(Index lane) const;
  void set_mark(Index lane);
  bool all_is_committed() const;
  void snapshot_if_due();
  void snapshot_at_end();
  void take_snapshot(bool now);
  void note_snapshot(const StateStore::Outcome& outcome);
  void report();

  const LiveOptions& options_;
  PartitionedSource& source_;
  TransactionalSink& sink_;
  bool applied_ = false;                            // for the succession
  Succession* succession_ = nullptr;                // while standing by
  EventTime committed_tick_, committed_watermark_;  // before this instance was active
  std::int64_t transaction_;                        // the last one of the group
  std::vector<Index> first_of_topic_;
  std::vector<Lane> lanes_;
  LiveStage stage_;
  sequence::Sequencer sequencer_;
  engine::Engine engine_;
  Outbox outbox_;
  Showing showing_;
  SideInputs& side_;
  LiveStatus status_;
  std::vector<alert::Alert> due_;
  std::vector<Index> order_;  // reused
  std::size_t late_bytes_ = 0;
  Status lost_;           // records were deleted before they were read, or are damaged
  bool changed_ = false;  // something was read since the last commit
  EventTime frontier_ = sequence::kUnknown;       // the watermark of the snapshot that was read
  EventTime last_snapshot_ = sequence::kUnknown;  // its tick
  bool just_committed_ = false;                   // in this turn
  Clock::time_point last_commit_{}, last_idle_check_{}, last_report_{}, last_look_{},
      oldest_alert_{}, next_snapshot_{}, snapshot_begun_{}, newest_snapshot_{};
};

}  // namespace lockstep::runtime
