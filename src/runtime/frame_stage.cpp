#include "frame_stage.h"

#include <fmt/format.h>

namespace lockstep::runtime {

void FrameStage::process(Batch& batch) {
  batch.posts.reserve(batch.records.size());
  for (BatchRecord& record : batch.records) {
    batch.failure = process_record(batch, record);
    if (!batch.failure.ok()) return;
  }
}

Status FrameStage::process_record(Batch& batch, BatchRecord& record) {
  const std::string_view bytes(batch.bytes.data() + record.begin, record.size);
  const std::size_t begin = batch.posts.size();
  const auto damaged = [&] {
    return data_loss(fmt::format("the frame of raw record {} is damaged", record.at.offset));
  };
  if (!read_frame(bytes, frame_)) return damaged();
  if (frame_.kinds != kinds_)
    return invalid_argument(
        "the posts were normalised with other signals or by another version: give all roles one "
        "configuration and version, and another live.normalized_topic where these change");
  if (!read_posts(frame_.posts, frame_.post_count, batch.posts)) return damaged();
  // Topics may be listed in another order than the normaliser's.
  for (std::size_t i = begin; i < batch.posts.size(); ++i) batch.posts[i].post.source = record.at;
  record.begin = static_cast<std::size_t>(frame_.raw().data() - batch.bytes.data());
  record.size = frame_.raw().size();
  return absl::OkStatus();
}

}  // namespace lockstep::runtime
