#include "frame_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace lockstep::runtime {
namespace {

// Wider than any configuration's times, and far from where sums of times overflow.
constexpr EventTime new_year(int year) {
  return EventTime{std::chrono::sys_days{std::chrono::year{year} / 1 / 1}.time_since_epoch()};
}
constexpr EventTime kEarliest = new_year(1900), kLatest = new_year(2200);

}  // namespace

// Its kinds are numbers of tables, and its times are reckoned with.
bool FrameStage::is_sound(const TracedPost& post) const {
  const auto is_kind = [&](const auto& of) { return of.kind < kind_count_; };
  const auto is_time = [](std::optional<EventTime> t) {
    return !t || (*t >= kEarliest && *t < kLatest);
  };
  return is_time(post.time) && is_time(post.author.created_at) &&
         std::all_of(post.traces.begin(), post.traces.end(), is_kind) &&
         std::all_of(post.sketches.begin(), post.sketches.end(), is_kind);
}

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
  for (std::size_t i = begin; i < batch.posts.size(); ++i) {
    auto& post = batch.posts[i].post;
    if (!is_sound(post)) return damaged();
    post.source = record.at;  // topics may be listed in another order than the normaliser's
  }
  record.begin = static_cast<std::size_t>(frame_.raw().data() - batch.bytes.data());
  record.size = frame_.raw().size();
  return absl::OkStatus();
}

}  // namespace lockstep::runtime
