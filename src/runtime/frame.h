// Frames: how a normaliser tells `detect` what became of one raw record.
//
// On the wire (docs/OPERATIONS.md): the value of a record is the canonical post, for everybody; the
// frame rides in the header kFrameHeader, so that `detect` parses no JSON. Integers little-endian,
// lengths LEB128:
//
//   version u8 | kinds u64 | flags u8 | offset varint
//   and, unless kContinues: from varint | record time i64 if kTimed | key size + 1, or 0 for none |
//                           headers: count, (name, value)... | size of key and raw record together
//   a chunk of key and raw record | posts: count, (trusted clock i64 if u8, encoded post)...
//
// `offset` is the raw record's, and `from` where the records begin that this frame covers: those in
// between gave no post. A record with several posts, or a long one, takes several frames, all but
// the last with kMore. A frame with kPlace has no posts: everything below `offset` is covered.
// `kinds` identifies the list of kinds of traces: kind numbers mean nothing under another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "batch.h"
#include "live_stage.h"
#include "lockstep/runtime/live_io.h"
#include "lockstep/signals/signal.h"

namespace lockstep::runtime {

enum FrameFlag : std::uint8_t { kMore = 1, kContinues = 2, kPlace = 4, kTimed = 8 };

// A frame that was read: views into its bytes.
struct Frame {
  std::uint64_t kinds = 0;
  std::uint8_t flags = 0;
  std::int64_t offset = 0;
  std::int64_t from = 0;
  std::optional<EventTime> time;          // of the raw record
  std::optional<std::uint64_t> key_size;  // empty: no key
  Headers headers;                        // of the raw record
  std::uint64_t whole_size = 0;           // of key and raw record
  std::string_view chunk;                 // of key and raw record
  std::size_t post_count = 0;
  std::string_view posts;

  bool has(FrameFlag flag) const { return (flags & flag) != 0; }
  std::string_view key() const { return chunk.substr(0, key_size.value_or(0)); }
  std::string_view raw() const { return chunk.substr(key_size.value_or(0)); }
};
// False if `bytes` are no frame; `out` is then unspecified.
bool read_frame(std::string_view bytes, Frame& out);
void write_frame(const Frame& frame, std::string& out);

// Posts as they stand in frames, one after another. read_posts() appends `count` of them; false if
// there are not exactly so many.
void write_post(const BatchPost& post, std::string& out);
bool read_posts(std::string_view posts, std::size_t count, BatchPosts& out);

// The same for the same kinds in the same order.
std::uint64_t kinds_of(const signals::Registry& registry);

// A raw record as frames. Each is the start of an output record, whose topic, partition and time
// are for the caller; none is longer than Outbox::kMaxValue in all.
struct FramedRecord {
  std::string_view topic;  // of its origin, as is all but the posts
  std::int32_t partition = 0;
  std::int64_t from = 0, offset = 0;
  std::string_view bytes;
  const RecordEnvelope* envelope = nullptr;
  const NormalizedPost* posts = nullptr;
  std::size_t post_count = 0;  // at least one
};
void write_frames(std::uint64_t kinds, const FramedRecord& record, std::vector<OutputRecord>& out);
// Says that the records from `from` up to below `next` gave no post.
OutputRecord write_place(std::uint64_t kinds, std::string_view topic, std::int32_t partition,
                         std::int64_t from, std::int64_t next);

}  // namespace lockstep::runtime
