#include "live_stage.h"

#include <utility>

#include "lockstep/core/check.h"
#include "lockstep/runtime/log.h"

namespace lockstep::runtime {

StatusOr<std::size_t> read_batch(PartitionedSource& source, PartitionId id, const LiveTopic& topic,
                                 std::size_t most, LiveBatch& batch) {
  const bool trusted = topic.clock == "record";  // a clock that authors do not hold
  Batch& b = batch.batch;
  b.input = id.topic;
  auto read = source.read(batch.partition, most, [&](const RecordView& r) {
    b.records.push_back({b.bytes.size(), r.bytes.size(),
                         Coordinates{id.topic, id.partition, r.offset}, false,
                         trusted ? r.time : std::nullopt});
    b.bytes += r.bytes;
    RecordEnvelope envelope;
    if (r.key) envelope.key = std::string(*r.key);
    if (r.headers != nullptr) envelope.headers = *r.headers;
    envelope.time = r.time;
    batch.envelopes.push_back(std::move(envelope));
  });
  batch.position = source.position(batch.partition);
  if (!read.ok())
    log(Level::kWarning, "live", "read_failed",
        {{"topic", topic.topic},
         {"partition", id.partition},
         {"reason", message_of(read.status())}});
  return read;
}

LiveStage::LiveStage(std::vector<std::unique_ptr<BatchProcessor>> processors)
    : processors_(std::move(processors)), room_(2 * processors_.size() + 2) {
  LOCKSTEP_CHECK(!processors_.empty());
  if (processors_.size() == 1) return;
  for (const auto& processor : processors_)
    threads_.emplace_back([this, p = processor.get()] { work(*p); });
}

LiveStage::~LiveStage() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  job_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void LiveStage::submit(std::unique_ptr<LiveBatch> batch) {
  auto job = std::make_unique<Job>();
  job->batch = std::move(batch);
  if (threads_.empty()) {
    processors_.front()->process(job->batch->batch);
    job->done = true;
  } else {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(job.get());
  }
  job_.notify_one();
  in_flight_.push_back(std::move(job));
}

std::unique_ptr<LiveBatch> LiveStage::take(bool wait) {
  if (in_flight_.empty()) return nullptr;
  Job& oldest = *in_flight_.front();
  {
    std::unique_lock lock(mutex_);
    if (wait) done_.wait(lock, [&oldest] { return oldest.done; });
    if (!oldest.done) return nullptr;
  }
  auto batch = std::move(oldest.batch);
  in_flight_.pop_front();
  return batch;
}

void LiveStage::work(BatchProcessor& processor) {
  std::unique_lock lock(mutex_);
  for (;;) {
    job_.wait(lock, [this] { return stop_ || !jobs_.empty(); });
    if (stop_) return;
    Job& job = *jobs_.front();
    jobs_.pop_front();
    lock.unlock();
    processor.process(job.batch->batch);
    lock.lock();
    job.done = true;
    done_.notify_one();
  }
}

}  // namespace lockstep::runtime
