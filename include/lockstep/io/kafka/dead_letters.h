// Dead letters: what the live service could not use, as it lies in <topic>.dlq; listed, and put
// back to where it came from. Reads without a group, so whoever looks leaves no trace.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/runtime/live_io.h"

namespace lockstep::io {

struct Letter {
  std::string topic;  // of its origin
  std::int32_t partition = 0;
  std::int64_t offset = -1;            // in its origin; -1: not said
  std::int64_t letter_offset = 0;      // in the topic of dead letters, same partition number
  std::optional<EventTime> lettered;   // when it became a dead letter
  std::string stage, reason, message;  // empty: not said, so not written by Lockstep
  // The record as it was.
  std::optional<std::string> key;
  std::string bytes;
  runtime::Headers headers;  // without ours
  std::optional<EventTime> time;
  bool cut = false;  // it was too large: its end is missing
};
// From a record of the dead letters of `topic`. Of a header that is there twice, ours is the last.
Letter letter_of(const runtime::RecordView& record, const std::string& topic,
                 std::int32_t partition);

struct LetterFilter {
  std::vector<std::string> topics;   // origins whose dead letters are read
  std::vector<std::string> reasons;  // empty: any
  std::string from, to;              // as in kafka:// addresses; of the dead letters
};
// Partition by partition, in order. A topic without dead letters has none. kInvalidArgument: from
// or to; kUnavailable: the brokers; what `take` returns ends it.
Status read_letters(const KafkaConfig& config, const LetterFilter& filter,
                    const std::function<Status(const Letter&)>& take);

// Puts letters back, idempotently but not in a transaction: what is written stays.
class LetterReturn {
 public:
  // An empty `to`: each to its origin, into the partition it came from. Otherwise by its key.
  static StatusOr<std::unique_ptr<LetterReturn>> open(const KafkaConfig& config, std::string to);
  ~LetterReturn();
  Status put(const Letter& letter);
  // Waits for what is on its way. The numbers are whole only then.
  Status finish();

  std::uint64_t written() const;
  std::uint64_t refused() const;
  std::string first_refusal() const;  // in words; empty: none

 private:
  struct Impl;
  explicit LetterReturn(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::io
