// LiveStage: batches of records to posts on worker threads, back in the order they were submitted.
//
// With one processor there are no threads: submit() does the work. At most `room` batches are in
// flight. submit() and take() belong to one thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "batch.h"
#include "lockstep/runtime/live_config.h"
#include "lockstep/runtime/live_io.h"
#include "pipeline.h"

namespace lockstep::runtime {

// What a dead or late record is given back with.
struct RecordEnvelope {
  std::optional<std::string> key;
  Headers headers;
  std::optional<EventTime> time;
};

struct LiveBatch {
  PartitionedSource::Partition partition = 0;
  Batch batch;
  std::vector<RecordEnvelope> envelopes;  // by record
  PartitionedSource::Position position;   // of the source behind the last record
};

// At most `most` records of a partition of `topic`, and the source's position behind them. A
// failure is told in the log; kDataLoss: records were deleted before they were read.
StatusOr<std::size_t> read_batch(PartitionedSource& source, PartitionId id, const LiveTopic& topic,
                                 std::size_t most, LiveBatch& batch);

class LiveStage {
 public:
  explicit LiveStage(std::vector<std::unique_ptr<BatchProcessor>> processors);
  ~LiveStage();
  LiveStage(const LiveStage&) = delete;
  LiveStage& operator=(const LiveStage&) = delete;

  bool has_room() const { return in_flight_.size() < room_; }
  bool empty() const { return in_flight_.empty(); }
  void submit(std::unique_ptr<LiveBatch> batch);
  // The oldest batch; null if there is none, or if it is not ready and shall not be waited for.
  std::unique_ptr<LiveBatch> take(bool wait);

 private:
  struct Job {
    std::unique_ptr<LiveBatch> batch;
    bool done = false;
  };
  void work(BatchProcessor& processor);

  std::vector<std::unique_ptr<BatchProcessor>> processors_;
  std::size_t room_;
  std::deque<std::unique_ptr<Job>> in_flight_;  // the caller's, in order of submission

  std::mutex mutex_;  // guards jobs_, stop_ and Job::done
  std::deque<Job*> jobs_;
  bool stop_ = false;
  std::condition_variable job_, done_;
  std::vector<std::thread> threads_;
};

}  // namespace lockstep::runtime
