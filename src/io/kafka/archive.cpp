#include "lockstep/io/kafka/archive.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <map>
#include <utility>

#include "admin.h"
#include "range_reader.h"
#include "view.h"

namespace lockstep::io {
namespace {

using kafka::Client;

constexpr std::string_view kScheme = "kafka://";
constexpr Duration kAnswer = std::chrono::seconds{10};

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
  ArchiveSource(KafkaRange range, std::unique_ptr<kafka::RangeReader> reader, std::uint32_t input)
      : range_(std::move(range)), reader_(std::move(reader)), input_(input) {
    if (const auto* first = reader_->peek(); first != nullptr)
      sample_ = kafka::view_of(*first, headers_).bytes;
  }

  StatusOr<bool> next(runtime::RawRecord& out) override {
    LOCKSTEP_ASSIGN(const rd_kafka_message_t* message, reader_->next());
    if (message == nullptr) return false;
    const auto view = kafka::view_of(*message, headers_);
    out.bytes = view.bytes;
    out.at = {input_, range_.partition, view.offset};
    out.oversized = false;
    out.broker_time = range_.trust_time ? view.time : std::nullopt;
    bytes_ += view.bytes.size();
    return true;
  }

  normalize::Framing framing() const override { return normalize::Framing::kJson; }
  const std::string& sample() const override { return sample_; }
  const std::string& name() const override { return range_.topic; }
  std::uint64_t bytes_read() const override { return bytes_; }
  std::uint64_t bytes_total() const override { return 0; }

 private:
  KafkaRange range_;
  std::unique_ptr<kafka::RangeReader> reader_;
  std::uint32_t input_;
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
  LOCKSTEP_ASSIGN(const Client client, kafka::make_archive_client(archive.brokers, config));
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
  LOCKSTEP_ASSIGN(auto reader, kafka::RangeReader::open(range, config));
  return std::unique_ptr<runtime::RecordSource>(
      std::make_unique<ArchiveSource>(range, std::move(reader), input));
}

}  // namespace lockstep::io
