#include "source.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

#include "lockstep/runtime/log.h"
#include "view.h"

namespace lockstep::io::kafka {
namespace {

constexpr int kAskMilliseconds = 1000;
constexpr std::uint64_t kOne = 1;  // what a queue writes to the eventfd

}  // namespace

KafkaSource::KafkaSource(std::shared_ptr<rd_kafka_t> consumer, std::vector<std::string> topics,
                         Kind kind)
    : consumer_(std::move(consumer)),
      topics_(std::move(topics)),
      kind_(kind),
      wake_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

KafkaSource::~KafkaSource() {
  for (Lane& lane : lanes_) {
    rd_kafka_queue_io_event_enable(lane.queue.get(), -1, nullptr, 0);
    lane.queue.reset();
  }
  rd_kafka_assign(consumer_.get(), nullptr);
  if (wake_ >= 0) close(wake_);
}

Status KafkaSource::seek(const std::vector<std::pair<runtime::PartitionId, std::int64_t>>& from) {
  const PartitionList list = make_list(from.size());
  for (const auto& [id, offset] : from) {
    Lane lane;
    lane.topic = topics_[id.topic];
    lane.partition = id.partition;
    lane.position.next = offset;
    lane.queue.reset(
        rd_kafka_queue_get_partition(consumer_.get(), lane.topic.c_str(), lane.partition));
    if (lane.queue == nullptr)
      return internal_error(fmt::format("no queue for {}[{}]", lane.topic, lane.partition));
    // Before assign(), or it would put the partition onto the common queue.
    rd_kafka_queue_forward(lane.queue.get(), nullptr);
    rd_kafka_queue_io_event_enable(lane.queue.get(), wake_, &kOne, sizeof kOne);
    auto* entry = rd_kafka_topic_partition_list_add(list.get(), lane.topic.c_str(), lane.partition);
    entry->offset = offset;
    lanes_.push_back(std::move(lane));
  }
  return status_of(rd_kafka_assign(consumer_.get(), list.get()), "assign");
}

StatusOr<std::size_t> KafkaSource::read(
    Partition partition, std::size_t most,
    const std::function<void(const runtime::RecordView&)>& take) {
  Lane& lane = lanes_[partition];
  messages_.resize(most);
  const auto got = rd_kafka_consume_batch_queue(lane.queue.get(), 0, messages_.data(), most);
  if (got < 0) return status_of(rd_kafka_last_error(), "read");
  std::size_t records = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(got); ++i) {
    const Message message(messages_[i]);
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      note_event(lane, *message);
      continue;
    }
    take(kind_ == Kind::kFramed ? framed_view_of(*message) : view_of(*message, headers_));
    lane.position = {message->offset + 1, false};
    ++records;
  }
  // What was handed out counts; a failure is told only once, so it waits its turn.
  if (records == 0 && !lane.failure.ok()) return std::exchange(lane.failure, absl::OkStatus());
  return records;
}

void KafkaSource::note_event(Lane& lane, const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF)
    lane.position = {message.offset, true};
  else
    lane.failure = status_of(message.err, rd_kafka_message_errstr(&message));
}

void KafkaSource::wait_for_records(std::chrono::milliseconds most) {
  pollfd wake{wake_, POLLIN, 0};
  if (poll(&wake, 1, static_cast<int>(most.count())) <= 0) return;
  std::uint64_t ignored = 0;
  if (::read(wake_, &ignored, sizeof ignored) < 0) return;  // somebody else was woken: no matter
}

void KafkaSource::wait(std::chrono::milliseconds most) {
  wait_for_records(most);
  // Errors of the client as a whole come here; partitions have their own queues.
  if (const Message event(rd_kafka_consumer_poll(consumer_.get(), 0)); event != nullptr)
    runtime::log(runtime::Level::kWarning, "kafka", "consumer",
                 {{"message", rd_kafka_message_errstr(event.get())}});
}

StatusOr<std::int64_t> KafkaSource::end_offset(Partition partition) {
  const Lane& lane = lanes_[partition];
  std::int64_t low = 0, high = 0;
  LOCKSTEP_TRY(
      status_of(rd_kafka_query_watermark_offsets(consumer_.get(), lane.topic.c_str(),
                                                 lane.partition, &low, &high, kAskMilliseconds),
                "ask for the end of " + lane.topic));
  return high;
}

std::int64_t KafkaSource::known_end(Partition partition) const {
  const Lane& lane = lanes_[partition];
  std::int64_t low = 0, high = 0;
  if (rd_kafka_get_watermark_offsets(consumer_.get(), lane.topic.c_str(), lane.partition, &low,
                                     &high) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return -1;
  return high;
}

}  // namespace lockstep::io::kafka
