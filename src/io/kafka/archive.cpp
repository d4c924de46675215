#include "lockstep/io/kafka/archive.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <map>
#include <utility>

#include "admin.h"
#include "client.h"
#include "view.h"

namespace lockstep::io {
namespace {

using kafka::Client;

constexpr std::string_view kScheme = "kafka://";
constexpr Duration kAnswer = std::chrono::seconds{10};
constexpr int kPollMilliseconds = 1000;
constexpr auto kSilence = std::chrono::seconds{30};  // of a broker, before it is given up
constexpr std::size_t kBatch = 512;

// Archives need no membership, but librdkafka no other defaults either.
StatusOr<Client> make_archive_client(const std::string& brokers, KafkaConfig config) {
  config.brokers = brokers;
  return kafka::make_consumer(config, {{"enable.partition.eof", "true"},
                                       {"isolation.level", "read_committed"},
                                       {"auto.offset.reset", "error"}});
}

Status set_option(KafkaArchive& archive, std::string_view name, std::string_view value) {
  const std::map<std::string_view, std::string*> known = {{"format", &archive.format},
                                                          {"from", &archive.from},
                                                          {"platform", &archive.platform},
                                                          {"to", &archive.to}};
  const auto found = known.find(name);
  if (found == known.end())
    return invalid_argument(
        fmt::format("kafka://: '{}' is none of format, from, platform, to", name));
  *found->second = value;
  return absl::OkStatus();
}

// An offset, or the milliseconds of a time.
struct Point {
  bool is_offset = false;
  std::int64_t value = 0;
};

StatusOr<Point> parse_point(const std::string& text) {
  std::int64_t offset = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (error == std::errc{} && end == text.data() + text.size() && offset >= 0)
    return Point{true, offset};
  if (const auto time = parse_rfc3339(text)) return Point{false, to_micros(*time) / 1000};
  const auto ago = text.starts_with('-') ? parse_duration(text.substr(1)) : std::nullopt;
  if (!ago)
    return invalid_argument(fmt::format(
        "kafka://: '{}' is no offset, no time such as 2026-04-16T09:44:02Z, and not like -2h",
        text));
  const auto now =
      std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch());
  return Point{false, (now - *ago).count() / 1000};
}

// The first offset of `place` at or after the point; `end` if there is none.
StatusOr<std::int64_t> offset_at(rd_kafka_t* client, const kafka::Place& place, const Point& point,
                                 std::int64_t end) {
  if (point.is_offset) return std::min(point.value, end);
  const kafka::PartitionList list = kafka::make_list(1);
  auto* entry = rd_kafka_topic_partition_list_add(list.get(), place.first.c_str(), place.second);
  entry->offset = point.value;
  LOCKSTEP_TRY(kafka::status_of(
      rd_kafka_offsets_for_times(client, list.get(), kafka::to_milliseconds(kAnswer)),
      "look up a time in " + place.first));
  LOCKSTEP_TRY(kafka::status_of(entry->err, "look up a time in " + place.first));
  return entry->offset < 0 ? end : std::min(entry->offset, end);
}

StatusOr<KafkaRange> find_range(rd_kafka_t* client, const KafkaArchive& archive,
                                std::int32_t partition) {
  const kafka::Place place{archive.topic, partition};
  LOCKSTEP_ASSIGN(const auto bounds, kafka::read_bounds(client, place, kAnswer));
  KafkaRange range{archive.brokers, archive.topic, partition, bounds.first, bounds.second};
  if (!archive.from.empty()) {
    LOCKSTEP_ASSIGN(const Point point, parse_point(archive.from));
    LOCKSTEP_ASSIGN(const auto from, offset_at(client, place, point, bounds.second));
    range.begin = std::max(range.begin, from);
  }
  if (!archive.to.empty()) {
    LOCKSTEP_ASSIGN(const Point point, parse_point(archive.to));
    LOCKSTEP_ASSIGN(range.end, offset_at(client, place, point, bounds.second));
  }
  return range;
}

class ArchiveSource final : public runtime::RecordSource {
 public:
  ArchiveSource(KafkaRange range, Client client, std::uint32_t input)
      : range_(std::move(range)),
        input_(input),
        client_(std::move(client)),
        topic_(rd_kafka_topic_new(client_.get(), range_.topic.c_str(), nullptr)),
        next_(range_.begin) {}
  ~ArchiveSource() override {
    clear();
    if (started_) rd_kafka_consume_stop(topic_.get(), range_.partition);
  }

  // Looks ahead to the first record.
  Status start() {
    if (next_ >= range_.end) return absl::OkStatus();
    if (rd_kafka_consume_start(topic_.get(), range_.partition, range_.begin) != 0)
      return kafka::status_of(rd_kafka_last_error(), "read " + range_.topic);
    started_ = true;
    LOCKSTEP_TRY(fill());
    if (at_ < messages_.size())
      sample_.assign(static_cast<const char*>(messages_[at_]->payload), messages_[at_]->len);
    return absl::OkStatus();
  }

  StatusOr<bool> next(runtime::RawRecord& out) override {
    if (at_ == messages_.size()) LOCKSTEP_TRY(fill());
    if (at_ == messages_.size()) return false;
    const rd_kafka_message_t& message = *messages_[at_++];
    const auto view = kafka::view_of(message, headers_);
    out.bytes = view.bytes;
    out.at = {input_, range_.partition, view.offset};
    out.oversized = false;
    out.broker_time = view.time;
    bytes_ += view.bytes.size();
    return true;
  }

  normalize::Framing framing() const override { return normalize::Framing::kJson; }
  const std::string& sample() const override { return sample_; }
  const std::string& name() const override { return range_.topic; }
  std::uint64_t bytes_read() const override { return bytes_; }
  std::uint64_t bytes_total() const override { return 0; }

 private:
  // The next records, none at the end of the range. What the brokers may mend is waited for.
  Status fill() {
    clear();
    const auto patience = std::chrono::steady_clock::now() + kSilence;
    Status failure = unavailable(
        fmt::format("{}[{}]: nothing comes at offset {}", range_.topic, range_.partition, next_));
    while (messages_.empty() && next_ < range_.end) {
      if (std::chrono::steady_clock::now() >= patience) return failure;
      std::array<rd_kafka_message_t*, kBatch> got{};
      const auto count = rd_kafka_consume_batch(topic_.get(), range_.partition, kPollMilliseconds,
                                                got.data(), got.size());
      if (count < 0) return kafka::status_of(rd_kafka_last_error(), "read " + range_.topic);
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
        keep(kafka::Message(got[i]), failure);
      if (failure.code() == StatusCode::kDataLoss) return failure;
    }
    return absl::OkStatus();
  }

  void keep(kafka::Message message, Status& failure) {
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      next_ = std::max(next_, message->offset);  // behind marks that are no records
    } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      failure = kafka::status_of(message->err, rd_kafka_message_errstr(message.get()));
    } else {
      next_ = message->offset + 1;
      if (message->offset < range_.end) messages_.push_back(std::move(message));
    }
  }

  void clear() {
    messages_.clear();
    at_ = 0;
  }

  KafkaRange range_;
  std::uint32_t input_;
  Client client_;
  kafka::Handle<rd_kafka_topic_t, rd_kafka_topic_destroy> topic_;
  std::vector<kafka::Message> messages_;
  std::size_t at_ = 0;
  std::int64_t next_;
  bool started_ = false;
  std::string sample_;
  runtime::Headers headers_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

bool is_kafka_url(std::string_view path) noexcept { return path.starts_with(kScheme); }

StatusOr<KafkaArchive> parse_kafka_url(std::string_view url) {
  KafkaArchive archive;
  std::string_view rest = url.substr(kScheme.size());
  const auto slash = rest.find('/');
  const auto question = std::min(rest.find('?'), rest.size());
  if (slash == std::string_view::npos || slash == 0 || slash + 1 >= question)
    return invalid_argument(
        fmt::format("'{}': kafka://broker:port/topic?format=x is expected", url));
  archive.brokers = rest.substr(0, slash);
  archive.topic = rest.substr(slash + 1, question - slash - 1);
  rest.remove_prefix(std::min(question + 1, rest.size()));
  while (!rest.empty()) {
    const auto option = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(option.size() + 1, rest.size()));
    const auto equals = std::min(option.find('='), option.size());
    LOCKSTEP_TRY(set_option(archive, option.substr(0, equals),
                            option.substr(std::min(equals + 1, option.size()))));
  }
  for (const auto* point : {&archive.from, &archive.to})
    if (!point->empty()) LOCKSTEP_TRY(parse_point(*point).status());
  return archive;
}

StatusOr<std::vector<KafkaRange>> find_ranges(const KafkaArchive& archive,
                                              const KafkaConfig& config) {
  LOCKSTEP_ASSIGN(const Client client, make_archive_client(archive.brokers, config));
  LOCKSTEP_ASSIGN(const auto counts,
                  kafka::count_partitions(client.get(), {archive.topic}, kAnswer));
  const std::int32_t partitions = counts.at(archive.topic);
  if (partitions == 0)
    return not_found(fmt::format("{} has no topic {}", archive.brokers, archive.topic));
  std::vector<KafkaRange> ranges;
  for (std::int32_t p = 0; p < partitions; ++p) {
    LOCKSTEP_ASSIGN(KafkaRange range, find_range(client.get(), archive, p));
    ranges.push_back(std::move(range));
  }
  return ranges;
}

StatusOr<std::unique_ptr<runtime::RecordSource>> open_kafka_range(const KafkaRange& range,
                                                                  const KafkaConfig& config,
                                                                  std::uint32_t input) {
  LOCKSTEP_ASSIGN(Client client, make_archive_client(range.brokers, config));
  auto source = std::make_unique<ArchiveSource>(range, std::move(client), input);
  LOCKSTEP_TRY(source->start());
  return std::unique_ptr<runtime::RecordSource>(std::move(source));
}

}  // namespace lockstep::io
