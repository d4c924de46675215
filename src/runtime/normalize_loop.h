// NormalizeLoop: one turn after the other of reading, framing and committing. See
// lockstep/runtime/normalize.h.
#pragma once

#include <chrono>
#include <vector>

#include "frame.h"
#include "live_stage.h"
#include "lockstep/runtime/normalize.h"
#include "outbox.h"
#include "processors.h"

namespace lockstep::runtime {

class NormalizeLoop {
 public:
  NormalizeLoop(const LiveOptions& options, const signals::Registry& registry, SharedSource& shared,
                TransactionalSink& sink, Processors processors);

  Status turn();
  // Everything read so far, committed.
  Status finish();
  const LiveStatus& status();

 private:
  using Clock = std::chrono::steady_clock;
  using Index = PartitionedSource::Partition;

  struct Lane {
    PartitionId id;
    std::int64_t covered = 0;    // frames tell of every record below it
    std::int64_t position = 0;   // behind the last record that was taken up
    std::int64_t committed = 0;  // of the group
    std::size_t in_flight = 0;   // batches
  };

  void begin_anew();
  bool feed();
  bool submit(Index lane);
  void absorb(LiveBatch& batch);
  void take_record(Lane& lane, LiveBatch& batch, std::size_t record, std::size_t& post,
                   std::size_t& rejection);
  void add_records(const FramedRecord& record, const Lane& lane, std::optional<EventTime> time);
  bool has_output() const;
  std::chrono::milliseconds patience() const;
  Status commit_if_due();
  Status commit();
  void report();

  const LiveOptions& options_;
  SharedSource& shared_;
  TransactionalSink& sink_;
  std::uint64_t kinds_;
  std::uint64_t generation_ = 0;
  std::vector<Lane> lanes_;
  Index first_ = 0;  // lane that is asked first, by turns
  LiveStage stage_;
  Outbox letters_;                     // dead ones
  std::vector<OutputRecord> records_;  // canonical posts
  std::size_t bytes_ = 0;              // of records_
  LiveStatus status_;
  Status lost_;
  Clock::time_point last_commit_{}, last_report_{};
};

}  // namespace lockstep::runtime
