#include "lockstep/sequence/reorder.h"

#include <algorithm>

#include "lockstep/core/order.h"
#include "lockstep/sequence/post_bytes.h"

namespace lockstep::sequence {

void ReorderBuffer::push(TracedPost&& post) {
  const std::size_t bytes = post_bytes(post);
  const EventTime time = post.time;
  std::uint32_t slot;
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(slots_.size());
    slots_.push_back(std::move(post));
  } else {
    slot = free_.back();
    free_.pop_back();
    slots_[slot] = std::move(post);
  }
  bytes_ += bytes;
  heap_.push_back({time, arrivals_++, slot, static_cast<std::uint32_t>(bytes)});
  std::push_heap(heap_.begin(), heap_.end(),
                 [this](const Entry& a, const Entry& b) { return leaves_after(a, b); });
}

bool ReorderBuffer::leaves_after(const Entry& a, const Entry& b) const {
  if (a.time != b.time) return a.time > b.time;
  const TracedPost& left = slots_[a.slot];
  const TracedPost& right = slots_[b.slot];
  const auto order = order_tuple(left) <=> order_tuple(right);
  if (order != 0) return order > 0;
  if (left.source != right.source) return left.source > right.source;
  return a.arrival > b.arrival;
}

TracedPost ReorderBuffer::pop() {
  std::pop_heap(heap_.begin(), heap_.end(),
                [this](const Entry& a, const Entry& b) { return leaves_after(a, b); });
  const Entry entry = heap_.back();
  heap_.pop_back();
  free_.push_back(entry.slot);
  bytes_ -= entry.bytes;
  return std::move(slots_[entry.slot]);
}

}  // namespace lockstep::sequence
