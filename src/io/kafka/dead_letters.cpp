#include "lockstep/io/kafka/dead_letters.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <string_view>
#include <utility>

#include "client.h"
#include "lockstep/runtime/live_config.h"
#include "produce.h"
#include "range_reader.h"
#include "view.h"

namespace lockstep::io {
namespace {

constexpr std::string_view kOurs = "cib.errors.";

template <class Number>
void read_number(const std::string& text, Number& out) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size()) out = value;
}

void read_header(std::string_view name, const std::string& value, Letter& letter) {
  if (name == "offset") read_number(value, letter.offset);
  if (name == "stage") letter.stage = value;
  if (name == "reason") letter.reason = value;
  if (name == "message") letter.message = value;
  if (name == "record_time") letter.time = parse_rfc3339(value);
  if (name == "cut_from_bytes" || name == "cut_from_key_bytes") letter.cut = true;
}

bool is_wanted(const LetterFilter& filter, const Letter& letter) {
  return filter.reasons.empty() || std::find(filter.reasons.begin(), filter.reasons.end(),
                                             letter.reason) != filter.reasons.end();
}

Status read_range(const KafkaRange& range, const KafkaConfig& config, const std::string& origin,
                  const LetterFilter& filter, const std::function<Status(const Letter&)>& take) {
  LOCKSTEP_ASSIGN(const auto reader, kafka::RangeReader::open(range, config));
  runtime::Headers headers;
  for (;;) {
    LOCKSTEP_ASSIGN(const auto* message, reader->next());
    if (message == nullptr) return absl::OkStatus();
    const Letter letter = letter_of(kafka::view_of(*message, headers), origin, range.partition);
    if (is_wanted(filter, letter)) LOCKSTEP_TRY(take(letter));
  }
}

}  // namespace

Letter letter_of(const runtime::RecordView& record, const std::string& topic,
                 std::int32_t partition) {
  Letter letter;
  letter.topic = topic;
  letter.partition = partition;
  letter.letter_offset = record.offset;
  letter.lettered = record.time;
  letter.bytes = record.bytes;
  if (record.key) letter.key = std::string(*record.key);
  if (record.headers == nullptr) return letter;
  for (const auto& [name, value] : *record.headers) {
    if (name.starts_with(kOurs))
      read_header(std::string_view(name).substr(kOurs.size()), value, letter);
    else
      letter.headers.emplace_back(name, value);
  }
  return letter;
}

Status read_letters(const KafkaConfig& config, const LetterFilter& filter,
                    const std::function<Status(const Letter&)>& take) {
  for (const std::string& origin : filter.topics) {
    const KafkaArchive archive{
        config.brokers, runtime::dead_letter_topic(origin), {}, {}, filter.from, filter.to};
    const auto ranges = find_ranges(archive, config);
    if (ranges.status().code() == StatusCode::kNotFound) continue;
    if (!ranges.ok()) return ranges.status();
    for (const KafkaRange& range : *ranges)
      LOCKSTEP_TRY(read_range(range, config, origin, filter, take));
  }
  return absl::OkStatus();
}

struct LetterReturn::Impl {
  std::string to;
  Duration patience{};
  // Delivery reports come on the thread that polls, which is ours.
  std::uint64_t written = 0, refused = 0;
  std::string first_refusal;
  kafka::Client producer;  // goes first: it may still report

  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
    auto& impl = *static_cast<Impl*>(self);
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++impl.written;
      return;
    }
    if (impl.refused++ == 0) impl.first_refusal = rd_kafka_err2str(message->err);
  }
};

LetterReturn::LetterReturn(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LetterReturn::~LetterReturn() = default;

StatusOr<std::unique_ptr<LetterReturn>> LetterReturn::open(const KafkaConfig& config,
                                                           std::string to) {
  auto impl = std::make_unique<Impl>();
  impl->to = std::move(to);
  impl->patience = config.startup_timeout;
  const auto timeout = std::to_string(kafka::to_milliseconds(impl->patience));
  LOCKSTEP_ASSIGN(impl->producer,
                  kafka::make_producer(
                      config, {{"enable.idempotence", "true"}, {"partitioner", "murmur2_random"}},
                      {{"compression.codec", "lz4"}, {"message.timeout.ms", timeout}},
                      [raw = impl.get()](rd_kafka_conf_t* conf) {
                        rd_kafka_conf_set_dr_msg_cb(conf, Impl::on_delivery);
                        rd_kafka_conf_set_opaque(conf, raw);
                      }));
  return std::unique_ptr<LetterReturn>(new LetterReturn(std::move(impl)));
}

Status LetterReturn::put(const Letter& letter) {
  runtime::OutputRecord record;
  record.topic = impl_->to.empty() ? letter.topic : impl_->to;
  record.partition = impl_->to.empty() ? letter.partition : -1;
  record.key = letter.key;
  record.value = letter.bytes;
  record.headers = letter.headers;
  record.time = letter.time;
  const Status status = kafka::produce(impl_->producer.get(), record, impl_->patience);
  rd_kafka_poll(impl_->producer.get(), 0);
  if (status.code() != StatusCode::kNotFound) return status;
  if (impl_->refused++ == 0) impl_->first_refusal = message_of(status);
  return absl::OkStatus();
}

Status LetterReturn::finish() {
  return kafka::status_of(
      rd_kafka_flush(impl_->producer.get(), 2 * kafka::to_milliseconds(impl_->patience)),
      "put dead letters back");
}

std::uint64_t LetterReturn::written() const { return impl_->written; }
std::uint64_t LetterReturn::refused() const { return impl_->refused; }
std::string LetterReturn::first_refusal() const { return impl_->first_refusal; }

}  // namespace lockstep::io
