#include "range_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "client.h"

namespace lockstep::io::kafka {
namespace {

constexpr int kPollMilliseconds = 1000;
constexpr auto kSilence = std::chrono::seconds{30};  // of a broker, before it is given up
constexpr std::size_t kBatch = 512;

}  // namespace

// Archives need no membership, but librdkafka no other defaults either.
StatusOr<Client> make_archive_client(const std::string& brokers, KafkaConfig config) {
  config.brokers = brokers;
  return make_consumer(config, {{"enable.partition.eof", "true"},
                                {"isolation.level", "read_committed"},
                                {"auto.offset.reset", "error"}});
}

RangeReader::RangeReader(KafkaRange range, Client client)
    : range_(std::move(range)),
      client_(std::move(client)),
      topic_(rd_kafka_topic_new(client_.get(), range_.topic.c_str(), nullptr)),
      next_(range_.begin) {}

RangeReader::~RangeReader() {
  clear();
  if (started_) rd_kafka_consume_stop(topic_.get(), range_.partition);
}

StatusOr<std::unique_ptr<RangeReader>> RangeReader::open(const KafkaRange& range,
                                                         const KafkaConfig& config) {
  LOCKSTEP_ASSIGN(Client client, make_archive_client(range.brokers, config));
  std::unique_ptr<RangeReader> reader(new RangeReader(range, std::move(client)));
  if (range.begin >= range.end) return reader;
  if (rd_kafka_consume_start(reader->topic_.get(), range.partition, range.begin) != 0)
    return status_of(rd_kafka_last_error(), "read " + range.topic);
  reader->started_ = true;
  LOCKSTEP_TRY(reader->fill());
  return reader;
}

StatusOr<const rd_kafka_message_t*> RangeReader::next() {
  if (at_ == messages_.size()) LOCKSTEP_TRY(fill());
  return at_ == messages_.size() ? nullptr : messages_[at_++].get();
}

const rd_kafka_message_t* RangeReader::peek() const {
  return at_ == messages_.size() ? nullptr : messages_[at_].get();
}

// The next records, none at the end of the range.
Status RangeReader::fill() {
  clear();
  const auto patience = std::chrono::steady_clock::now() + kSilence;
  Status failure = unavailable(
      fmt::format("{}[{}]: nothing comes at offset {}", range_.topic, range_.partition, next_));
  while (messages_.empty() && next_ < range_.end) {
    if (std::chrono::steady_clock::now() >= patience) return failure;
    std::array<rd_kafka_message_t*, kBatch> got{};
    const auto count = rd_kafka_consume_batch(topic_.get(), range_.partition, kPollMilliseconds,
                                              got.data(), got.size());
    if (count < 0) return status_of(rd_kafka_last_error(), "read " + range_.topic);
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
      keep(Message(got[i]), failure);
    if (failure.code() == StatusCode::kDataLoss) return failure;
  }
  return absl::OkStatus();
}

void RangeReader::keep(Message message, Status& failure) {
  if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    next_ = std::max(next_, message->offset);  // behind marks that are no records
  } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    failure = status_of(message->err, rd_kafka_message_errstr(message.get()));
  } else {
    next_ = message->offset + 1;
    if (message->offset < range_.end) messages_.push_back(std::move(message));
  }
}

void RangeReader::clear() {
  messages_.clear();
  at_ = 0;
}

}  // namespace lockstep::io::kafka
