// The seams of the live service: partitions of records to read, transactions to write, and the
// notes by which a restart finds its place. io/kafka has the real ends, tests have fakes.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/core/time.h"

namespace lockstep::runtime {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct PartitionId {
  std::uint32_t topic = 0;  // index in LiveConfig::topics
  std::int32_t partition = 0;
  friend auto operator<=>(const PartitionId&, const PartitionId&) = default;
};

// A record as it lies in the source's memory; valid during the call it is handed to.
struct RecordView {
  std::int64_t offset = 0;
  std::string_view bytes;
  std::optional<std::string_view> key;
  const Headers* headers = nullptr;  // null: none
  std::optional<EventTime> time;     // the record's timestamp
  std::string_view frame;            // our own header, if it was asked for (normalized_source.h)
};

// Used by one thread. Partitions are numbered as in the list that seek() was given.
class PartitionedSource {
 public:
  using Partition = std::uint32_t;
  struct Position {
    std::int64_t next = 0;  // behind everything handed out or known to hold no record
    bool at_end = false;    // the partition was read to its end, and nothing came since
  };
  virtual ~PartitionedSource() = default;

  // Where reading begins; once, before anything else.
  virtual Status seek(const std::vector<std::pair<PartitionId, std::int64_t>>& from) = 0;
  // Hands out what is there of a partition, at most `most` records, without waiting. What is not
  // asked for waits outside (in the broker), so a partition is paused by not reading it.
  virtual StatusOr<std::size_t> read(Partition partition, std::size_t most,
                                     const std::function<void(const RecordView&)>& take) = 0;
  virtual Position position(Partition partition) const = 0;
  // Until some partition may have something, at most so long.
  virtual void wait(std::chrono::milliseconds most) = 0;
  // Asks for the partition's end; kUnavailable if nobody answers.
  virtual StatusOr<std::int64_t> end_offset(Partition partition) = 0;
  // The last end heard of, without asking; for metrics. -1: none yet.
  virtual std::int64_t known_end(Partition partition) const = 0;
};

struct OutputRecord {
  std::string topic;
  std::int32_t partition = -1;  // -1: by key
  std::optional<std::string> key;
  std::string value;
  Headers headers;
  std::optional<EventTime> time{};  // the record's timestamp; empty: when it is written
};

struct CommittedOffset {
  PartitionId at;
  std::int64_t offset = 0;
  std::string note;
};

class TransactionalSink {
 public:
  virtual ~TransactionalSink() = default;
  // All of it becomes visible at once, or none of it. kUnavailable: not yet, call again with the
  // same arguments; kAborted: another instance has taken over, this one must end; anything else is
  // a refusal that a retry will not mend.
  virtual Status commit(const std::vector<OutputRecord>& records,
                        const std::vector<CommittedOffset>& offsets) = 0;
};

// How far the outputs went when an offset was committed; written beside it. No two transactions of
// a group have the same notes: by them it is found out whether one whose end was not told went
// through.
struct CommitNote {
  EventTime tick{};       // alerts detected up to here are out
  EventTime watermark{};  // of the service: older posts were released, older late ones judged
  std::int64_t read = 0;  // records of this partition below it were read: their rejections are out
  std::int64_t transaction = 0;  // counts up; 0 of a version that did not count
  friend bool operator==(const CommitNote&, const CommitNote&) = default;
};
std::string encode(const CommitNote& note);
std::optional<CommitNote> decode_note(std::string_view text);

// The only things that are not a function of the posts (docs/OPERATIONS.md). From `offset` on,
// posts of the partition older than `until` are late; of kStart, `offset` is just the first record
// read. kFact: the record at `offset` of a side input takes effect at the tick `until`; it is in
// the decision, since its topic may forget it.
enum class DecisionKind : std::uint8_t { kStart, kJoined, kIdle, kFull, kFact };
struct Decision {
  DecisionKind kind = DecisionKind::kIdle;
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  EventTime until{};
  std::string key{};                   // of a fact
  std::optional<std::string> value{};  // of a fact; empty: its entry is gone
  friend bool operator==(const Decision&, const Decision&) = default;
};
std::string_view name(DecisionKind kind) noexcept;  // "start", "joined", "idle", ...
// A JSON object, and the key under which a compacted topic may forget all but the last.
std::string encode(const Decision& decision);
std::string key_of(const Decision& decision);
std::optional<Decision> decode_decision(std::string_view text);

// What a group has committed so far, read in this order: notes first, so that the decisions hold
// everything the notes rest on.
struct Progress {
  std::vector<std::pair<PartitionId, CommitNote>> notes;
  std::vector<Decision> decisions;  // those that no earlier answer had
};

// For an instance that stands by: it executes what the active one has committed, so that taking
// over costs seconds.
class Succession {
 public:
  virtual ~Succession() = default;
  // It has caught up, and may be chosen from now on.
  virtual Status apply() = 0;
  virtual bool is_our_turn() const = 0;
  virtual StatusOr<Progress> look() = 0;
  // Shuts the active one out, and then says what it had committed.
  virtual StatusOr<Progress> take_over() = 0;
};

}  // namespace lockstep::runtime
