// Which biography or avatar an account showed within the hour: it carries them in every post, and
// they need no key again.
//
// A fixed table of kCells cells of 24 bytes, each account and kind in one of them. Two that share a
// cell forget each other's, which costs a look-up and never a key. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lockstep/core/hash.h"
#include "lockstep/core/time.h"
#include "lockstep/core/trace.h"

namespace lockstep::similar {

// The same for two sketches only if they are the same, as good as certainly.
std::uint64_t fingerprint_of(const Sketch& sketch);

class RecentSketches {
 public:
  static constexpr std::size_t kCells = std::size_t{1} << 17;
  static constexpr Duration kRecent = std::chrono::hours{1};

  // True if `account` (a hash of its name) showed the same sketch less than kRecent before `now`;
  // otherwise it is remembered.
  bool showed(std::uint64_t account, KindId kind, std::uint64_t fingerprint, EventTime now) {
    const auto who = mix64(account ^ mix64(kind));
    auto& cell = cells_[who % kCells];
    if (cell.who == who && cell.fingerprint == fingerprint && now - cell.seen < kRecent)
      return true;
    cell = {who, fingerprint, now};
    return false;
  }
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar) {
    auto& [cells] = *this;
    ar(cells);
    if constexpr (Archive::kReading) ar.require(cells.size() == kCells, "another number of cells");
  }

 private:
  struct Cell {
    std::uint64_t who = 0, fingerprint = 0;
    EventTime seen{};

    template <class Archive>
    void archive(Archive& ar) {
      auto& [who_, fingerprint_, seen_] = *this;
      ar(who_, fingerprint_, seen_);
    }
  };
  std::vector<Cell> cells_ = std::vector<Cell>(kCells);
};

}  // namespace lockstep::similar
