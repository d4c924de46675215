#include "band_table.h"

#include <utility>

namespace lockstep::similar {

Node BandTable::set_head(std::uint32_t band, Node head) {
  auto at = find(band);
  const auto before = cells_[at].head;
  if (before == kNoNode) {
    if ((size_ + 1) * 4 > cells_.size() * 3) {
      grow();
      at = find(band);
    }
    ++size_;
  }
  cells_[at] = {band, head};
  return before;
}

bool BandTable::replace_head(std::uint32_t band, Node head, Node next) noexcept {
  const auto at = find(band);
  if (cells_[at].head != head) return false;
  cells_[at].head = next;
  if (next == kNoNode) close(at);
  return true;
}

void BandTable::close(std::size_t hole) noexcept {
  --size_;
  // Close the gap: move back every later cell of the run that may live at or before the hole.
  for (auto at = (hole + 1) & mask(); cells_[at].head != kNoNode; at = (at + 1) & mask()) {
    const auto from_home = (at - home(cells_[at].band)) & mask();
    const auto from_hole = (at - hole) & mask();
    if (from_home >= from_hole) {
      cells_[hole] = cells_[at];
      hole = at;
    }
  }
  cells_[hole] = Cell{};
}

bool BandTable::valid(Node end) const noexcept {
  if (bits_ < 12 || bits_ > 32 || cells_.size() != std::size_t{1} << bits_) return false;
  std::size_t heads = 0;
  for (const auto& cell : cells_) {
    if (cell.head == kNoNode) continue;
    if (cell.head >= end) return false;
    ++heads;
  }
  return heads == size_ && size_ * 4 <= cells_.size() * 3;
}

void BandTable::grow() {
  auto old = std::exchange(cells_, std::vector<Cell>(cells_.size() * 2));
  ++bits_;
  for (const auto& cell : old) {
    if (cell.head != kNoNode) cells_[find(cell.band)] = cell;
  }
}

}  // namespace lockstep::similar
