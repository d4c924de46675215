// A raw record and where records come from: the seam between the program and the world's input.
#pragma once

#include <optional>
#include <string>

#include "lockstep/core/post.h"
#include "lockstep/core/status.h"
#include "lockstep/normalize/adapter.h"

namespace lockstep::runtime {

struct RawRecord {
  std::string bytes;
  Coordinates at;
  bool oversized = false;                // longer than the limit: `bytes` holds its beginning only
  std::optional<EventTime> broker_time;  // the transport's clock, if it has one
};

// One input: a file, standard input, later a topic. Delivers records in order; used by one thread.
class RecordSource {
 public:
  virtual ~RecordSource() = default;
  // False at the end. An error is an error of the world (unreadable, damaged archive), never of a
  // record.
  virtual StatusOr<bool> next(RawRecord& out) = 0;
  virtual normalize::Framing framing() const = 0;
  // CSV: the header record; JSON: the first record, without consuming it ("" if there is none), or
  // the first that is JSON, if there is one among those at the beginning.
  virtual const std::string& sample() const = 0;
  virtual const std::string& name() const = 0;  // path or topic, for messages and coordinates
  // Bytes of the underlying file read so far and in all (0 = not known), for progress.
  virtual std::uint64_t bytes_read() const = 0;
  virtual std::uint64_t bytes_total() const = 0;
};

}  // namespace lockstep::runtime
