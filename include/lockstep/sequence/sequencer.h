// Sequencer: posts of several partitions, in any arrival order, to one total order without
// duplicates. It puts together watermark.h, reorder.h and dedup.h for streams; files, which are
// finite, are sorted instead (sorter.h).
//
//   push()     a post is late if it is older than its own partition's watermark, a rule that does
//              not depend on how partitions interleave. A late copy of a remembered post is a
//              duplicate, not late.
//   release()  hands on what the service's watermark has passed.
//
// Bound: reorder_bytes of held posts. Beyond it the oldest are released before their time; what
// arrives older than those from then on is late. They are counted (forced()), and a run in which
// the count is not zero depends on the arrival order. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>

#include "lockstep/core/hash.h"
#include "lockstep/core/trace.h"
#include "lockstep/sequence/dedup.h"
#include "lockstep/sequence/reorder.h"
#include "lockstep/sequence/watermark.h"

namespace lockstep::sequence {

enum class Arrival : std::uint8_t { kHeld, kLate, kDuplicate };

class Sequencer {
 public:
  struct Options {
    std::size_t partitions = 1;
    Duration allowed_lateness = std::chrono::seconds{60};
    Duration dedup_horizon = std::chrono::hours{24};
    std::size_t dedup_entries = 8'000'000;
    std::size_t reorder_bytes = 256 << 20;
  };
  explicit Sequencer(const Options& options)
      : reorder_bytes_(options.reorder_bytes),
        watermarks_(options.partitions, options.allowed_lateness),
        duplicates_(options.dedup_horizon, options.dedup_entries) {}

  // `post` is taken only if it is held.
  Arrival push(Watermarks::Partition partition, TracedPost&& post,
               std::optional<EventTime> trusted_clock) {
    if (watermarks_.is_late(partition, post.time)) {
      if (!duplicates_.remembers(post)) return Arrival::kLate;
      ++duplicate_posts_;
      return Arrival::kDuplicate;
    }
    const KeyHash account = stable_hash(post.account_id, stable_hash(post.platform));
    watermarks_.observe(partition, post.time, account, trusted_clock);
    buffer_.push(std::move(post));
    return Arrival::kHeld;
  }

  // The partition has given its last post.
  void end(Watermarks::Partition partition) { watermarks_.end(partition); }

  // on_post(const TracedPost&) for everything that is due, duplicates left out.
  template <class OnPost>
  void release(OnPost&& on_post) {
    const auto hand_on = [&](const TracedPost& post) {
      if (duplicates_.admit(post))
        on_post(post);
      else
        ++duplicate_posts_;
    };
    buffer_.release(watermarks_.service(), hand_on);
    while (buffer_.bytes() > reorder_bytes_) {
      const std::size_t held = buffer_.size();
      const EventTime oldest = buffer_.release_oldest(hand_on);
      forced_ += held - buffer_.size();
      watermarks_.force_all(oldest + Duration{1});
    }
  }

  const Watermarks& watermarks() const noexcept { return watermarks_; }
  const ReorderBuffer& buffer() const noexcept { return buffer_; }
  std::uint64_t duplicate_posts() const noexcept { return duplicate_posts_; }
  std::uint64_t forced() const noexcept { return forced_; }

 private:
  std::size_t reorder_bytes_;
  Watermarks watermarks_;
  ReorderBuffer buffer_;
  DuplicateFilter duplicates_;
  std::uint64_t duplicate_posts_ = 0;
  std::uint64_t forced_ = 0;
};

}  // namespace lockstep::sequence
