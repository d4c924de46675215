// Pipeline: reads inputs ahead, has batches processed by worker threads, and gives them back per
// input in record order, whichever worker was first.
//
// One reader thread for all inputs, one thread per processor, and the caller. With a single
// processor there are no threads at all: next() reads and processes on the caller's.
//
// Bounds: `batch` limits a batch; at most ahead_per_input batches of an input are in flight, and
// ahead_of_wanted more of the one that was asked for last. So memory does not depend on the length
// of the inputs, and a slow caller stops the reader.
// Shutdown: the destructor stops and joins the threads, at any time; it waits for a source that
// blocks in next(). The caller uses next() and the destructor from one thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "batch.h"
#include "lockstep/core/status.h"
#include "lockstep/runtime/record.h"

namespace lockstep::runtime {

// From records to posts; each object is used by one thread at a time.
class BatchProcessor {
 public:
  virtual ~BatchProcessor() = default;
  virtual void process(Batch& batch) = 0;
};

struct PipelineLimits {
  std::size_t batch_records = 256;
  std::size_t batch_bytes = 1 << 20;  // a batch ends with the record that reaches it
  std::size_t ahead_per_input = 1;
  std::size_t ahead_of_wanted = 4;

  // For so many inputs and processors: about 256 MiB of raw records in flight at worst.
  static PipelineLimits fit(std::size_t inputs, std::size_t processors);
};

class Pipeline {
 public:
  // Neither sources nor processors are touched by others while the pipeline lives; both outlive it.
  Pipeline(const std::vector<RecordSource*>& sources, std::vector<BatchProcessor*> processors,
           const PipelineLimits& limits);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // The next batch of `input`, with at least one record; null at the input's end. If the input
  // fails, what was read before comes first.
  StatusOr<std::unique_ptr<Batch>> next(std::uint32_t input);
  // A batch the caller is done with: its memory is used again, that of its posts too. Null is
  // allowed.
  void give_back(std::unique_ptr<Batch> batch);

 private:
  struct Slot {
    std::unique_ptr<Batch> batch;
    bool processed = false;
  };
  struct Lane {
    RecordSource* source = nullptr;
    std::deque<Slot> in_flight;  // in record order; slots do not move while others come and go
    bool drained = false;        // the reader has seen the end
    Status failure;
  };

  std::unique_ptr<Batch> empty_batch();
  std::unique_ptr<Batch> read_batch(std::uint32_t input);
  static void process(BatchProcessor& processor, Batch& batch);
  StatusOr<std::unique_ptr<Batch>> hand_over(Lane& lane, std::unique_ptr<Batch> batch);
  StatusOr<std::unique_ptr<Batch>> next_inline(Lane& lane, std::uint32_t input);
  std::optional<std::uint32_t> lane_with_room();
  bool all_drained() const;
  void read_ahead();
  void work(BatchProcessor& processor);

  const PipelineLimits limits_;
  std::vector<BatchProcessor*> processors_;
  RawRecord record_;  // the reader's, reused

  std::mutex mutex_;  // guards everything below
  std::vector<Lane> lanes_;
  std::deque<Slot*> jobs_;
  std::vector<std::unique_ptr<Batch>> spare_;  // what was given back, never more than was in flight
  std::size_t in_flight_ = 0;
  std::uint32_t wanted_ = 0;
  std::uint32_t next_lane_ = 0;
  bool stop_ = false;
  std::condition_variable room_, job_, processed_;

  std::vector<std::thread> threads_;
};

}  // namespace lockstep::runtime
