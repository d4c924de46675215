#include "lockstep/runtime/normalized_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "frame.h"
#include "lockstep/runtime/log.h"

namespace lockstep::runtime {

struct NormalizedSource::Lane {
  PartitionId id;
  std::int64_t next = 0;  // everything below was handed out, gave no post, or is missing
  bool started = false;   // something was read
  Frame frame;            // reused
  // A raw record of several frames, so far; none if has_parts is not set.
  bool has_parts = false;
  Frame whole;
  std::string chunks, posts;
  std::string assembled;  // reused
  Status failure;
};

NormalizedSource::NormalizedSource(std::unique_ptr<PartitionedSource> frames, Outside outside)
    : frames_(std::move(frames)), outside_(std::move(outside)) {}
NormalizedSource::~NormalizedSource() = default;

Status NormalizedSource::seek(const std::vector<std::pair<PartitionId, std::int64_t>>& from) {
  std::vector<std::pair<PartitionId, std::int64_t>> places;
  for (const auto& [id, raw] : from) {
    LOCKSTEP_ASSIGN(const std::int64_t place, outside_.locate(id, raw));
    places.emplace_back(id, place);
    auto lane = std::make_unique<Lane>();
    lane->id = id;
    lane->next = raw;
    lanes_.push_back(std::move(lane));
  }
  return frames_->seek(places);
}

StatusOr<std::size_t> NormalizedSource::read(Partition partition, std::size_t most,
                                             const Take& take) {
  Lane& lane = *lanes_[partition];
  if (!lane.failure.ok()) return lane.failure;
  std::size_t records = 0;
  const auto read = frames_->read(partition, most, [&](const RecordView& record) {
    if (lane.failure.ok() && take_frame(lane, record, take)) ++records;
  });
  if (!read.ok()) return read.status();
  if (records == 0 && !lane.failure.ok()) return lane.failure;
  return records;
}

// Whether a raw record was handed out.
bool NormalizedSource::take_frame(Lane& lane, const RecordView& record, const Take& take) {
  Frame& f = lane.frame;
  if (!read_frame(record.frame, f)) {
    lane.failure = data_loss(
        fmt::format("record {} of the normalised {}[{}] carries no frame that this version reads",
                    record.offset, outside_.topics[lane.id.topic], lane.id.partition));
    return false;
  }
  if (f.has(kPlace)) {
    cover(lane);
    lane.next = std::max(lane.next, f.offset);
    return false;
  }
  if (f.offset < lane.next) return false;  // was there before, or lies before what was asked for
  const bool continues = f.has(kContinues);
  if (continues && !(lane.has_parts && lane.whole.offset == f.offset))
    return false;  // its beginning is gone
  if (!continues) cover(lane);
  if (!continues && !f.has(kMore)) {
    hand_out(lane, record.frame, take);
    return true;
  }
  add_part(lane);
  if (f.has(kMore)) return false;
  if (!read_frame(lane.assembled, f)) {
    lane.failure = data_loss(fmt::format("the frames of raw record {} do not fit", f.offset));
    return false;
  }
  hand_out(lane, lane.assembled, take);
  return true;
}

// The frames of one raw record lie one behind the other and are committed together. With the last
// one, lane.assembled is as if it had come in one.
void NormalizedSource::add_part(Lane& lane) {
  Frame& whole = lane.whole;
  if (!lane.frame.has(kContinues)) {
    whole = lane.frame;
    whole.post_count = 0;
    lane.chunks.clear();
    lane.posts.clear();
    lane.has_parts = true;
  }
  lane.chunks += lane.frame.chunk;
  lane.posts += lane.frame.posts;
  whole.post_count += lane.frame.post_count;
  if (lane.frame.has(kMore)) return;
  whole.flags = static_cast<std::uint8_t>(whole.flags & ~kMore);
  whole.chunk = lane.chunks;
  whole.posts = lane.posts;
  lane.assembled.clear();
  write_frame(whole, lane.assembled);
}

// lane.frame, whole, and its bytes.
void NormalizedSource::hand_out(Lane& lane, std::string_view bytes, const Take& take) {
  const Frame& f = lane.frame;
  RecordView view;
  view.offset = f.offset;
  view.bytes = bytes;
  if (f.key_size) view.key = f.key();
  if (!f.headers.empty()) view.headers = &f.headers;
  view.time = f.time;
  lane.has_parts = false;
  lane.next = f.offset + 1;
  take(view);
}

void NormalizedSource::cover(Lane& lane) const {
  const std::int64_t missing = lane.frame.from - lane.next;
  if (missing > 0)
    log(Level::kWarning, "live",
        lane.started ? "normalized_log_has_a_gap" : "normalized_log_begins_later",
        {{"topic", outside_.topics[lane.id.topic]},
         {"partition", lane.id.partition},
         {"raw_records", missing}});
  lane.started = true;
}

PartitionedSource::Position NormalizedSource::position(Partition partition) const {
  return {lanes_[partition]->next, frames_->position(partition).at_end};
}

StatusOr<std::int64_t> NormalizedSource::end_offset(Partition partition) {
  return outside_.raw_end(lanes_[partition]->id);
}

std::int64_t NormalizedSource::known_end(Partition partition) const {
  const std::int64_t end = frames_->known_end(partition);
  if (end < 0) return -1;
  return lanes_[partition]->next +
         std::max<std::int64_t>(0, end - frames_->position(partition).next);
}

}  // namespace lockstep::runtime
