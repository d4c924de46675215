// Which posts were deleted lately: clocks differ, and a delete may come before its post in the
// total order. Private to the room.
//
// A fixed table of kCells cells of 8 bytes, each post in one of them; of two that share a cell the
// later delete is remembered. Not thread-safe.
#pragma once

#include <cstddef>
#include <vector>

#include "lockstep/core/hash.h"

namespace lockstep::engine {

class RecentDeletes {
 public:
  static constexpr std::size_t kCells = std::size_t{1} << 16;

  void note(KeyHash post) { cells_[post % kCells] = post; }
  bool contains(KeyHash post) const { return post != 0 && cells_[post % kCells] == post; }
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar) {
    auto& [cells] = *this;
    ar(cells);
    if constexpr (Archive::kReading) ar.require(cells.size() == kCells, "another number of cells");
  }

 private:
  std::vector<KeyHash> cells_ = std::vector<KeyHash>(kCells);
};

}  // namespace lockstep::engine
