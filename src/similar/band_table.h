// Where the list of representatives that share a band starts: open addressing with linear probing
// over 8-byte cells, so that a look-up is one cache line. A band is known by 32 bits of its hash;
// their top bits say where it lives. Private to the room.
//
// 8 bytes a cell, at most three quarters full; doubling keeps the order of cells, so it is one
// sweep through memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lockstep::similar {

using Node = std::uint32_t;
inline constexpr Node kNoNode = 0xFFFFFFFF;

class BandTable {
 public:
  // kNoNode if the band is not there.
  Node head(std::uint32_t band) const noexcept { return cells_[find(band)].head; }
  // The head before; kNoNode if the band was not there.
  Node set_head(std::uint32_t band, Node head);
  // Whether `head`, a node, was the band's; then `next` is, or without one the band goes.
  bool replace_head(std::uint32_t band, Node head, Node next) noexcept;
  void prefetch(std::uint32_t band) const noexcept { __builtin_prefetch(&cells_[home(band)]); }
  std::size_t size() const noexcept { return size_; }

  // Cells as they lie. valid() is for a table that was read: every head is below `end`.
  template <class Archive>
  void archive(Archive& ar) {
    auto& [bits, size, cells] = *this;
    ar(bits, size, cells);
  }
  bool valid(Node end) const noexcept;

 private:
  struct Cell {
    std::uint32_t band = 0;
    Node head = kNoNode;  // kNoNode: empty

    template <class Archive>
    void archive(Archive& ar) {
      auto& [band_bits, first] = *this;
      ar(band_bits, first);
    }
  };

  std::size_t mask() const noexcept { return cells_.size() - 1; }
  std::size_t home(std::uint32_t band) const noexcept { return band >> (32 - bits_); }
  // The cell of the band, or the empty one where it would go.
  std::size_t find(std::uint32_t band) const noexcept {
    auto at = home(band);
    while (cells_[at].head != kNoNode && cells_[at].band != band) at = (at + 1) & mask();
    return at;
  }
  void close(std::size_t hole) noexcept;
  void grow();

  unsigned bits_ = 12;
  std::size_t size_ = 0;
  std::vector<Cell> cells_ = std::vector<Cell>(std::size_t{1} << bits_);
};

}  // namespace lockstep::similar
