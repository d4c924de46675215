// Topics as finite inputs: kafka://broker:port[,broker:port]/topic?format=x&from=...&to=...
//
// `from` and `to` are a time of the records' timestamps (RFC 3339), an offset, or a distance before
// now (-2h); without them everything up to the present end is read. `format` and `platform` are as
// on the command line. No group is joined and nothing is committed: whoever reads an archive leaves
// no trace on it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/runtime/record.h"

namespace lockstep::io {

struct KafkaArchive {
  std::string brokers, topic;
  std::string format, platform;  // empty: not said
  std::string from, to;          // as written; empty: not said
};
bool is_kafka_url(std::string_view path) noexcept;
// kInvalidArgument says what is wrong with it.
StatusOr<KafkaArchive> parse_kafka_url(std::string_view url);

// Records of one partition: begin <= offset < end.
struct KafkaRange {
  std::string brokers, topic;
  std::int32_t partition = 0;
  std::int64_t begin = 0, end = 0;
  bool trust_time = true;  // whether the records' timestamps are a clock that authors do not hold
};
// One range for each partition, as the topic is now. kUnavailable: no broker; kNotFound: no topic.
StatusOr<std::vector<KafkaRange>> find_ranges(const KafkaArchive& archive,
                                              const KafkaConfig& config);
StatusOr<std::unique_ptr<runtime::RecordSource>> open_kafka_range(const KafkaRange& range,
                                                                  const KafkaConfig& config,
                                                                  std::uint32_t input);

}  // namespace lockstep::io
