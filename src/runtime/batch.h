// A batch: some consecutive records of one input, and later what became of them. It is read by the
// reader, processed by one worker, taken by the calling thread and given back to the reader; one
// owner at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/core/trace.h"
#include "lockstep/normalize/rejection.h"

namespace lockstep::runtime {

struct BatchRecord {
  std::size_t begin, size;  // in Batch::bytes
  Coordinates at;
  bool oversized;
  std::optional<EventTime> broker_time;
};

struct BatchPost {
  TracedPost post;
  std::optional<EventTime> trusted_clock;  // the collector's or the broker's
};

using BatchPosts = Recycled<BatchPost, 256>;

struct BatchRejection {
  std::size_t record;      // index of the record
  std::string_view stage;  // read, adapt, normalize
  normalize::Rejection rejection;
};

// What a normaliser writes of a post: its native id, lockstep.post/1, and the post as it stands in
// a frame (frame.h).
struct NormalizedPost {
  std::string id, json, framed;
};

struct Batch {
  std::uint32_t input = 0;
  std::string bytes;  // of all records, one after another: one allocation, not one a record
  std::vector<BatchRecord> records;
  std::uint64_t bytes_read = 0;  // RecordSource::bytes_read() behind the last record
  bool last = false;             // nothing follows, or only `failure`
  Status failure;                // what ended the input, if not its end

  BatchPosts posts;                        // in record order
  std::vector<BatchRejection> rejections;  // in record order
  std::vector<NormalizedPost> normalized;  // one for each of posts, if asked for

  std::string_view bytes_of(std::size_t record) const {
    return std::string_view(bytes).substr(records[record].begin, records[record].size);
  }
};

}  // namespace lockstep::runtime
