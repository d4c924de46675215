// OffsetLedger: which records of a partition are done with, and the lowest that is not.
//
// A record is done when every post of it was released or judged late. 16 bytes per record between
// the lowest open one and the newest. Not thread-safe.
#pragma once

#include <cstdint>
#include <deque>

namespace lockstep::runtime {

class OffsetLedger {
 public:
  // A record with so many open posts, none included. Offsets ascend.
  void add(std::int64_t offset, std::uint32_t open);
  // One post of a record is done.
  void settle(std::int64_t offset);
  // The lowest record that is not done; `position` if there is none.
  std::int64_t lowest(std::int64_t position) const {
    return open_.empty() ? position : open_.front().offset;
  }
  std::size_t size() const { return open_.size(); }

 private:
  struct Entry {
    std::int64_t offset;
    std::uint32_t open;
  };
  std::deque<Entry> open_;
};

}  // namespace lockstep::runtime
