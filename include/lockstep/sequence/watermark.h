// Watermarks: how far event time has come, per partition and for the whole service.
//
// A partition's watermark w promises that no on-time post of that partition is older than w:
//
//   with a trusted clock     w = newest of min(event time, trusted clock)  - allowed_lateness
//   without one              w = newest time of the third-newest account   - allowed_lateness
//
// The trusted clock (the collector's or the broker's) is one the author does not hold; the minimum
// keeps a post dated ahead within the tolerated skew from making others late. The third-newest
// account is the third-largest of the accounts' newest times, so one account, or two, cannot move
// the watermark however they date their posts. A partition counts as having a trusted clock as
// long as every post of it carried one.
//
// Example without a trusted clock, allowed_lateness 60 s:
//
//   post by, at       newest time per account                    third       watermark
//   ana  12:00:00     ana 12:00:00                               -           kUnknown
//   bob  12:00:10     bob 12:00:10, ana 12:00:00                 -           kUnknown
//   eve  in 2037      eve 2037, bob 12:00:10, ana 12:00:00       12:00:00    11:59:00
//   bob  12:02:00     eve 2037, bob 12:02:00, ana 12:00:00       12:00:00    11:59:00
//   cyn  12:03:00     eve 2037, cyn 12:03:00, bob 12:02:00       12:02:00    12:01:00
//
// Invariants: watermarks never go back; a post exactly at the watermark is on time; the service's
// watermark is the minimum over partitions, so the slowest one holds back all.
// 48 bytes of top three per partition, O(1) per post. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "lockstep/core/hash.h"
#include "lockstep/core/time.h"

namespace lockstep::sequence {

// What a watermark is before anything is known, and after the last post.
inline constexpr EventTime kUnknown = EventTime::min();
inline constexpr EventTime kEndOfStream = EventTime::max();

class PartitionWatermark {
 public:
  PartitionWatermark() = default;
  explicit PartitionWatermark(Duration allowed_lateness) : allowed_lateness_(allowed_lateness) {}

  // `account` is any stable hash of the author; a collision can only hold the watermark back.
  void observe(EventTime time, KeyHash account, std::optional<EventTime> trusted_clock);
  // A decision taken elsewhere (idle partition, full buffer): at least `time` from now on.
  void force(EventTime time);
  void end() { force(kEndOfStream); }

  bool is_late(EventTime time) const noexcept { return time < current_; }
  EventTime current() const noexcept { return current_; }
  // Goes on where another one, of whatever lateness, was.
  void resume(const PartitionWatermark& other) {
    const auto lateness = allowed_lateness_;
    *this = other;
    allowed_lateness_ = lateness;
  }
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar) {
    auto& [allowed_lateness, current, newest_by_clock, top, has_trusted_clock] = *this;
    ar(current, newest_by_clock, top, has_trusted_clock);
  }

 private:
  struct Newest {
    EventTime time = kUnknown;
    KeyHash account = 0;

    template <class Archive>
    void archive(Archive& ar) {
      auto& [time_, account_] = *this;
      ar(time_, account_);
    }
  };
  void remember(EventTime time, KeyHash account);

  Duration allowed_lateness_{};
  EventTime current_ = kUnknown;
  EventTime newest_by_clock_ = kUnknown;
  std::array<Newest, 3> top_{};  // distinct accounts, newest first
  bool has_trusted_clock_ = true;
};

// The partitions of one run; fixed when it starts, so that the minimum cannot go back.
class Watermarks {
 public:
  using Partition = std::uint32_t;  // 0 .. partitions - 1

  Watermarks(std::size_t partitions, Duration allowed_lateness);
  explicit Watermarks(const std::vector<Duration>& allowed_lateness);  // by partition

  void observe(Partition p, EventTime time, KeyHash account,
               std::optional<EventTime> trusted_clock);
  void force(Partition p, EventTime time);
  void force_all(EventTime time);
  void end(Partition p) { force(p, kEndOfStream); }

  bool is_late(Partition p, EventTime time) const { return partitions_[p].is_late(time); }
  EventTime of(Partition p) const { return partitions_[p].current(); }
  const PartitionWatermark& at(Partition p) const { return partitions_[p]; }
  // Before anything else happens to any of them: the partition is where `then` was.
  void resume(Partition p, const PartitionWatermark& then);
  // Minimum over partitions; kEndOfStream if there are none.
  EventTime service() const noexcept { return service_; }

 private:
  void refresh(EventTime before, EventTime after);
  EventTime lowest() const;

  std::vector<PartitionWatermark> partitions_;
  EventTime service_ = kUnknown;
};

}  // namespace lockstep::sequence
