// ReorderBuffer: holds posts until event time has passed them, then hands them on in the total
// order (core/order.h). Posts that are equal in it leave in the order of their coordinates, then in
// the order they came.
//
// The buffer knows nothing of watermarks (sequencer.h does): it is told `before`. Whoever pushes
// keeps its size in check: bytes() counts post_bytes() of what is held, oldest() says what would
// make room. O(log n) per post; 24 bytes of index per post beside the post. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "lockstep/core/trace.h"

namespace lockstep::sequence {

class ReorderBuffer {
 public:
  void push(TracedPost&& post);

  // on_post(TracedPost&) for every held post older than `before`. It must not touch the buffer.
  template <class OnPost>
  void release(EventTime before, OnPost&& on_post) {
    while (!heap_.empty() && heap_.front().time < before) {
      TracedPost post = pop();
      on_post(post);
    }
  }

  // Not on an empty buffer.
  EventTime oldest() const noexcept { return heap_.front().time; }

  template <class OnPost>
  void release_all(OnPost&& on_post) {
    while (!heap_.empty()) {
      TracedPost post = pop();
      on_post(post);
    }
  }

  std::size_t size() const noexcept { return heap_.size(); }
  std::size_t bytes() const noexcept { return bytes_; }

 private:
  struct Entry {
    EventTime time;
    std::uint64_t arrival;
    std::uint32_t slot;
    std::uint32_t bytes;
  };
  bool leaves_after(const Entry& a, const Entry& b) const;
  TracedPost pop();

  std::vector<Entry> heap_;       // the first to leave in front
  std::deque<TracedPost> slots_;  // posts stay where they are while the heap moves
  std::vector<std::uint32_t> free_;
  std::uint64_t arrivals_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace lockstep::sequence
