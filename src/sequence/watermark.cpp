#include "lockstep/sequence/watermark.h"

#include <algorithm>
#include <utility>

namespace lockstep::sequence {
namespace {

EventTime minus(EventTime time, Duration lateness) {
  return time < kUnknown + lateness ? kUnknown : time - lateness;
}

}  // namespace

void PartitionWatermark::observe(EventTime time, KeyHash account,
                                 std::optional<EventTime> trusted_clock) {
  has_trusted_clock_ = has_trusted_clock_ && trusted_clock.has_value();
  remember(time, account);
  if (has_trusted_clock_) {
    newest_by_clock_ = std::max(newest_by_clock_, std::min(time, *trusted_clock));
    force(minus(newest_by_clock_, allowed_lateness_));
  } else {
    force(minus(top_.back().time, allowed_lateness_));
  }
}

void PartitionWatermark::force(EventTime time) { current_ = std::max(current_, time); }

// Exact with three entries: an account outside them is at most as new as the third, and can enter
// only by the post at hand.
void PartitionWatermark::remember(EventTime time, KeyHash account) {
  auto place = std::find_if(top_.begin(), top_.end(), [account](const Newest& n) {
    return n.time != kUnknown && n.account == account;
  });
  if (place == top_.end()) place = top_.end() - 1;
  if (time <= place->time) return;
  *place = {time, account};
  for (; place != top_.begin() && std::prev(place)->time < place->time; --place)
    std::swap(*std::prev(place), *place);
}

Watermarks::Watermarks(std::size_t partitions, Duration allowed_lateness)
    : Watermarks(std::vector<Duration>(partitions, allowed_lateness)) {}

Watermarks::Watermarks(const std::vector<Duration>& allowed_lateness)
    : partitions_(allowed_lateness.begin(), allowed_lateness.end()),
      service_(allowed_lateness.empty() ? kEndOfStream : kUnknown) {}

void Watermarks::observe(Partition p, EventTime time, KeyHash account,
                         std::optional<EventTime> trusted_clock) {
  const EventTime before = of(p);
  partitions_[p].observe(time, account, trusted_clock);
  refresh(before, of(p));
}

void Watermarks::force(Partition p, EventTime time) {
  const EventTime before = of(p);
  partitions_[p].force(time);
  refresh(before, of(p));
}

void Watermarks::force_all(EventTime time) {
  for (Partition p = 0; p < partitions_.size(); ++p) force(p, time);
}

void Watermarks::resume(Partition p, const PartitionWatermark& then) {
  partitions_[p].resume(then);
  service_ = lowest();
}

// Only a partition that held the minimum can raise it.
void Watermarks::refresh(EventTime before, EventTime after) {
  if (before == after || before > service_) return;
  service_ = lowest();
}

EventTime Watermarks::lowest() const {
  return std::min_element(partitions_.begin(), partitions_.end(),
                          [](const auto& a, const auto& b) { return a.current() < b.current(); })
      ->current();
}

}  // namespace lockstep::sequence
