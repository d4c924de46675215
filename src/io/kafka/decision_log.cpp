#include "lockstep/io/kafka/decision_log.h"

#include <fmt/format.h>

#include <fstream>
#include <string_view>

#include "lockstep/io/kafka/archive.h"
#include "range_reader.h"

namespace lockstep::io {
namespace {

using Decisions = std::vector<runtime::Decision>;

Status add(std::string_view text, const std::string& where, Decisions& out) {
  auto decision = runtime::decode_decision(text);
  if (!decision) return invalid_argument(fmt::format("{} holds what is no decision", where));
  out.push_back(*std::move(decision));
  return absl::OkStatus();
}

StatusOr<Decisions> from_topic(const std::string& where, const KafkaConfig& config) {
  LOCKSTEP_ASSIGN(const auto archive, parse_kafka_url(where));
  LOCKSTEP_ASSIGN(const auto ranges, find_ranges(archive, config));
  Decisions out;
  for (const KafkaRange& range : ranges) {
    LOCKSTEP_ASSIGN(const auto reader, kafka::RangeReader::open(range, config));
    for (;;) {
      LOCKSTEP_ASSIGN(const auto* message, reader->next());
      if (message == nullptr) break;
      const std::string_view text(static_cast<const char*>(message->payload), message->len);
      LOCKSTEP_TRY(add(text, where, out));
    }
  }
  return out;
}

StatusOr<Decisions> from_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) return not_found(fmt::format("cannot open the decisions {}", path));
  Decisions out;
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) LOCKSTEP_TRY(add(line, path, out));
  if (file.bad()) return internal_error(fmt::format("cannot read the decisions {}", path));
  return out;
}

}  // namespace

StatusOr<Decisions> read_decisions(const std::string& where, const KafkaConfig& config) {
  return is_kafka_url(where) ? from_topic(where, config) : from_file(where);
}

}  // namespace lockstep::io
