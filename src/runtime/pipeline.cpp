#include "pipeline.h"

#include <algorithm>
#include <utility>

#include "lockstep/core/check.h"

namespace lockstep::runtime {

PipelineLimits PipelineLimits::fit(std::size_t inputs, std::size_t processors) {
  PipelineLimits limits;
  limits.ahead_of_wanted = 2 * processors + 2;
  limits.ahead_per_input =
      std::max<std::size_t>(1, limits.ahead_of_wanted / std::max<std::size_t>(1, inputs));
  const std::size_t in_flight = inputs * limits.ahead_per_input + limits.ahead_of_wanted;
  limits.batch_bytes = std::clamp<std::size_t>((256 << 20) / in_flight, 64 << 10, 1 << 20);
  limits.batch_records = std::clamp<std::size_t>((64 << 10) / in_flight, 16, 256);
  return limits;
}

Pipeline::Pipeline(const std::vector<RecordSource*>& sources,
                   std::vector<BatchProcessor*> processors, const PipelineLimits& limits)
    : limits_(limits), processors_(std::move(processors)), lanes_(sources.size()) {
  LOCKSTEP_CHECK(!processors_.empty());
  for (std::size_t i = 0; i < sources.size(); ++i) lanes_[i].source = sources[i];
  if (processors_.size() == 1) return;
  threads_.emplace_back([this] { read_ahead(); });
  for (BatchProcessor* processor : processors_)
    threads_.emplace_back([this, processor] { work(*processor); });
}

Pipeline::~Pipeline() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  room_.notify_all();
  job_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

StatusOr<std::unique_ptr<Batch>> Pipeline::next(std::uint32_t input) {
  Lane& lane = lanes_[input];
  if (threads_.empty()) return next_inline(lane, input);

  std::unique_lock lock(mutex_);
  wanted_ = input;
  room_.notify_one();
  processed_.wait(lock, [&lane] {
    return lane.in_flight.empty() ? lane.drained : lane.in_flight.front().processed;
  });
  if (lane.in_flight.empty()) return hand_over(lane, nullptr);
  auto batch = std::move(lane.in_flight.front().batch);
  lane.in_flight.pop_front();
  --in_flight_;
  room_.notify_one();
  return hand_over(lane, std::move(batch));
}

StatusOr<std::unique_ptr<Batch>> Pipeline::next_inline(Lane& lane, std::uint32_t input) {
  if (lane.drained) return hand_over(lane, nullptr);
  auto batch = read_batch(input);
  lane.drained = batch->last;
  process(*processors_.front(), *batch);
  return hand_over(lane, std::move(batch));
}

// What the caller gets: the batch, or what comes behind the last one.
StatusOr<std::unique_ptr<Batch>> Pipeline::hand_over(Lane& lane, std::unique_ptr<Batch> batch) {
  if (batch != nullptr) {
    lane.failure = batch->failure;
    if (!batch->records.empty()) return batch;
  }
  if (!lane.failure.ok()) return lane.failure;
  return std::unique_ptr<Batch>();
}

void Pipeline::give_back(std::unique_ptr<Batch> batch) {
  if (batch == nullptr) return;
  const std::lock_guard lock(mutex_);
  spare_.push_back(std::move(batch));
}

std::unique_ptr<Batch> Pipeline::empty_batch() {
  std::unique_ptr<Batch> batch;
  {
    const std::lock_guard lock(mutex_);
    if (spare_.empty()) return std::make_unique<Batch>();
    batch = std::move(spare_.back());
    spare_.pop_back();
  }
  batch->bytes.clear();
  batch->records.clear();
  batch->last = false;
  batch->failure = absl::OkStatus();
  return batch;
}

void Pipeline::process(BatchProcessor& processor, Batch& batch) {
  batch.posts.clear();  // of its last use; their memory stays
  batch.rejections.clear();
  processor.process(batch);
}

std::unique_ptr<Batch> Pipeline::read_batch(std::uint32_t input) {
  RecordSource& source = *lanes_[input].source;
  auto batch = empty_batch();
  batch->input = input;
  batch->records.reserve(limits_.batch_records);
  while (batch->records.size() < limits_.batch_records &&
         batch->bytes.size() < limits_.batch_bytes) {
    const auto more = source.next(record_);
    if (!more.ok()) batch->failure = more.status();
    if (!more.ok() || !*more) {
      batch->last = true;
      break;
    }
    batch->records.push_back({batch->bytes.size(), record_.bytes.size(), record_.at,
                              record_.oversized, record_.broker_time});
    batch->bytes += record_.bytes;
  }
  batch->bytes_read = source.bytes_read();
  return batch;
}

// Called under the lock. The wanted input goes first; then the others in turn.
std::optional<std::uint32_t> Pipeline::lane_with_room() {
  const auto count = static_cast<std::uint32_t>(lanes_.size());
  const std::size_t most = count * limits_.ahead_per_input + limits_.ahead_of_wanted;
  if (!lanes_[wanted_].drained && in_flight_ < most) return wanted_;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t lane = (next_lane_ + i) % count;
    if (lanes_[lane].drained || lanes_[lane].in_flight.size() >= limits_.ahead_per_input) continue;
    next_lane_ = lane + 1;
    return lane;
  }
  return std::nullopt;
}

bool Pipeline::all_drained() const {
  return std::all_of(lanes_.begin(), lanes_.end(), [](const Lane& lane) { return lane.drained; });
}

void Pipeline::read_ahead() {
  std::unique_lock lock(mutex_);
  while (!all_drained()) {
    std::optional<std::uint32_t> input;
    room_.wait(lock, [&] { return stop_ || (input = lane_with_room()).has_value(); });
    if (stop_) return;
    lock.unlock();
    auto batch = read_batch(*input);
    lock.lock();
    Lane& lane = lanes_[*input];
    lane.drained = batch->last;
    lane.in_flight.push_back({std::move(batch), false});
    ++in_flight_;
    jobs_.push_back(&lane.in_flight.back());
    job_.notify_one();
  }
}

void Pipeline::work(BatchProcessor& processor) {
  std::unique_lock lock(mutex_);
  for (;;) {
    job_.wait(lock, [this] { return stop_ || !jobs_.empty(); });
    if (stop_) return;
    Slot& slot = *jobs_.front();
    jobs_.pop_front();
    lock.unlock();
    process(processor, *slot.batch);
    lock.lock();
    slot.processed = true;
    processed_.notify_one();
  }
}

}  // namespace lockstep::runtime
