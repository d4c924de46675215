// Sequencer: posts of several partitions, in any arrival order, to one total order without
// duplicates. It puts together watermark.h, reorder.h and dedup.h for streams; files, which are
// finite, are sorted instead (sorter.h).
//
//   push()     a post is late if it is older than its own partition's watermark, a rule that does
//              not depend on how partitions interleave. It is kept until the service's watermark
//              has come to where the partition's stood when it arrived: only then, and in any
//              interleaving then, is it known whether a copy of it came in time. A delete is never
//              late: it gets the time of its partition's watermark.
//   release()  hands on what the service's watermark has passed, and says what became of it.
//
// Bound: reorder_bytes of held posts. Beyond it the oldest are released before their time; what
// arrives older than those from then on is late. They are counted (forced()), and a run in which
// the count is not zero depends on the arrival order. A caller that wants none of that sets no
// bound, looks at bytes(), and decides itself (force()).
//
// What is kept of a sequencer is its memory of ids and where a partition's watermark was at some
// record (resume()). From there on records are read again, with push_again(): posts that were
// released or judged late before move the watermark as they did, and are done with. Not
// thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "lockstep/core/hash.h"
#include "lockstep/core/trace.h"
#include "lockstep/sequence/dedup.h"
#include "lockstep/sequence/post_bytes.h"
#include "lockstep/sequence/reorder.h"
#include "lockstep/sequence/watermark.h"

namespace lockstep::sequence {

// kDone: a post that is read again, and was released or judged late before.
enum class Arrival : std::uint8_t { kHeld, kLate, kDone };

// What became of a post: next in the total order, a copy of one that was, or too late to be either.
enum class Fate : std::uint8_t { kNext, kDuplicate, kLate, kLateDuplicate };

class Sequencer {
 public:
  using Partition = Watermarks::Partition;
  struct Options {
    std::size_t partitions = 1;
    Duration allowed_lateness = std::chrono::seconds{60};
    Duration dedup_horizon = std::chrono::hours{24};
    std::size_t dedup_entries = 8'000'000;
    std::size_t reorder_bytes = 256 << 20;
    std::vector<Duration> lateness = {};  // by partition; empty: allowed_lateness for all
  };
  explicit Sequencer(const Options& options)
      : reorder_bytes_(options.reorder_bytes),
        watermarks_(options.lateness.empty()
                        ? std::vector<Duration>(options.partitions, options.allowed_lateness)
                        : options.lateness),
        duplicates_(options.dedup_horizon, options.dedup_entries) {}

  Arrival push(Partition partition, TracedPost&& post, std::optional<EventTime> trusted_clock) {
    settle_time(partition, post);
    if (watermarks_.is_late(partition, post.time)) {
      hold_late(watermarks_.of(partition), std::move(post));
      return Arrival::kLate;
    }
    watermarks_.observe(partition, post.time, account_of(post), trusted_clock);
    buffer_.push(std::move(post));
    return Arrival::kHeld;
  }

  // The service's watermark had come to `frontier` when the state was kept.
  Arrival push_again(Partition partition, TracedPost&& post, std::optional<EventTime> trusted_clock,
                     EventTime frontier) {
    settle_time(partition, post);
    const bool late = watermarks_.is_late(partition, post.time);
    const bool done = late ? watermarks_.of(partition) <= frontier : post.time < frontier;
    if (!done) return push(partition, std::move(post), trusted_clock);
    if (!late) watermarks_.observe(partition, post.time, account_of(post), trusted_clock);
    return Arrival::kDone;
  }
  void resume(Partition partition, const PartitionWatermark& then) {
    watermarks_.resume(partition, then);
  }

  // The partition has given its last post.
  void end(Partition partition) { watermarks_.end(partition); }
  // A decision: from now on the partition's posts older than `time` are late.
  void force(Partition partition, EventTime time) { watermarks_.force(partition, time); }

  // on_fate(Fate, TracedPost&) for everything that is due: posts in the total order, and the
  // late ones of a partition in the order they came.
  template <class OnFate>
  void release(OnFate&& on_fate) {
    release_due(on_fate);
    while (buffer_.bytes() > reorder_bytes_) {
      watermarks_.force_all(buffer_.oldest() + Duration{1});
      const std::size_t held = buffer_.size();
      release_due(on_fate);
      forced_ += held - buffer_.size();
    }
  }

  const Watermarks& watermarks() const noexcept { return watermarks_; }
  const ReorderBuffer& buffer() const noexcept { return buffer_; }
  const DuplicateFilter& duplicates() const noexcept { return duplicates_; }
  DuplicateFilter& duplicates() noexcept { return duplicates_; }
  // Of all posts held, late ones included.
  std::size_t bytes() const noexcept { return buffer_.bytes() + late_bytes_; }
  std::size_t late_posts() const noexcept { return late_.size(); }  // held, not judged yet
  std::uint64_t duplicate_posts() const noexcept { return duplicate_posts_; }
  std::uint64_t forced() const noexcept { return forced_; }

 private:
  struct Late {
    EventTime due;  // the watermark it was too late for
    std::uint64_t arrival;
    TracedPost post;
  };
  static bool due_after(const Late& a, const Late& b) {
    return a.due != b.due ? a.due > b.due : a.arrival > b.arrival;
  }

  // What must be erased must not stay because it was told late.
  void settle_time(Partition partition, TracedPost& post) const {
    if (post.event == EventKind::kDelete && watermarks_.is_late(partition, post.time))
      post.time = watermarks_.of(partition);
  }

  static KeyHash account_of(const TracedPost& post) {
    return stable_hash(post.account_id, stable_hash(post.platform));
  }

  void hold_late(EventTime due, TracedPost&& post) {
    late_bytes_ += post_bytes(post);
    late_.push_back({due, late_arrivals_++, std::move(post)});
    std::push_heap(late_.begin(), late_.end(), due_after);
  }

  template <class OnFate>
  void release_due(OnFate& on_fate) {
    const EventTime service = watermarks_.service();
    for (; !late_.empty() && late_.front().due <= service; pop_late()) {
      release_before(late_.front().due, on_fate);
      TracedPost& post = late_.front().post;
      const bool copy = duplicates_.remembers(post);
      if (copy) ++duplicate_posts_;
      on_fate(copy ? Fate::kLateDuplicate : Fate::kLate, post);
    }
    release_before(service, on_fate);
  }

  template <class OnFate>
  void release_before(EventTime before, OnFate& on_fate) {
    buffer_.release(before, [&](TracedPost& post) {
      const bool fresh = duplicates_.admit(post);
      if (!fresh) ++duplicate_posts_;
      on_fate(fresh ? Fate::kNext : Fate::kDuplicate, post);
    });
  }

  void pop_late() {
    late_bytes_ -= post_bytes(late_.front().post);
    std::pop_heap(late_.begin(), late_.end(), due_after);
    late_.pop_back();
  }

  std::size_t reorder_bytes_;
  Watermarks watermarks_;
  ReorderBuffer buffer_;
  DuplicateFilter duplicates_;
  std::vector<Late> late_;  // a heap, the first to be judged in front
  std::uint64_t late_arrivals_ = 0;
  std::size_t late_bytes_ = 0;
  std::uint64_t duplicate_posts_ = 0;
  std::uint64_t forced_ = 0;
};

}  // namespace lockstep::sequence
