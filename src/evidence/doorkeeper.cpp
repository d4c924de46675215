#include "doorkeeper.h"

#include <algorithm>
#include <utility>

#include "lockstep/core/check.h"

namespace lockstep::evidence {
namespace {

constexpr std::size_t kFirstCells = 16;
constexpr unsigned kPostBits = 28;
static_assert(kMaxCoactionKinds <= 16, "four bits of a cell name the kind");

}  // namespace

// The bits below those that chose the table, spread over the cells in order.
std::size_t Doorkeeper::Table::home(std::uint64_t hash) const {
  const auto bits = static_cast<std::uint32_t>(hash >> (32 - kTableBits));
  return static_cast<std::size_t>(std::uint64_t{bits} * cells_.size() >> 32);
}

const Doorkeeper::Cell* Doorkeeper::Table::find(PairKey pair, std::uint64_t hash) const {
  if (cells_.empty()) return nullptr;
  for (auto at = home(hash); !cells_[at].empty(); at = after(at)) {
    if (cells_[at].pair() == pair) return &cells_[at];
  }
  return nullptr;
}

void Doorkeeper::Table::insert(const Cell& cell, std::uint64_t hash) {
  if ((size_ + 1) * 5 > cells_.size() * 4) grow();
  auto at = home(hash);
  while (!cells_[at].empty()) at = after(at);
  cells_[at] = cell;
  ++size_;
}

bool Doorkeeper::Table::erase(PairKey pair, std::uint64_t hash) {
  const auto* found = find(pair, hash);
  if (found == nullptr) return false;
  auto hole = static_cast<std::size_t>(found - cells_.data());
  const auto distance = [&](std::size_t from, std::size_t to) {
    return to >= from ? to - from : to + cells_.size() - from;
  };
  // Close the gap: move back every later cell of the run that may live at or before the hole.
  for (auto at = after(hole); !cells_[at].empty(); at = after(at)) {
    if (distance(home(hash_of(cells_[at].pair())), at) < distance(hole, at)) continue;
    cells_[hole] = cells_[at];
    hole = at;
  }
  cells_[hole] = Cell{};
  --size_;
  return true;
}

void Doorkeeper::Table::prefetch(std::uint64_t hash) const {
  if (!cells_.empty()) __builtin_prefetch(&cells_[home(hash)]);
}

bool Doorkeeper::Table::valid() const {
  const auto used = static_cast<std::size_t>(
      std::count_if(cells_.begin(), cells_.end(), [](const Cell& c) { return !c.empty(); }));
  return used == size_ && size_ * 5 <= cells_.size() * 4;
}

void Doorkeeper::Table::clear() {
  cells_ = {};
  size_ = 0;
}

void Doorkeeper::Table::grow() {
  const auto cells = std::max(kFirstCells, cells_.size() + cells_.size() / 2);
  const auto old = std::exchange(cells_, std::vector<Cell>(cells));
  size_ = 0;
  for (const auto& cell : old) {
    if (!cell.empty()) insert(cell, hash_of(cell.pair()));
  }
}

Doorkeeper::Doorkeeper(std::int64_t max_entries)
    : half_(static_cast<std::size_t>(std::max<std::int64_t>(max_entries / 2, 1))) {}

std::optional<FirstCoaction> Doorkeeper::find(PairKey pair) const {
  const auto hash = hash_of(pair);
  const auto* cell = young_.tables[table_of(hash)].find(pair, hash);
  if (cell == nullptr) cell = old_.tables[table_of(hash)].find(pair, hash);
  if (cell == nullptr) return std::nullopt;
  return FirstCoaction{KeyHash{cell->key_high} << 32 | cell->key_low,
                       cell->rest & FirstCoaction::kPostMask,
                       static_cast<std::uint8_t>(cell->rest >> kPostBits)};
}

void Doorkeeper::insert(PairKey pair, const FirstCoaction& first) {
  LOCKSTEP_CHECK(pair != 0);
  if (young_.size >= half_) turn();
  const auto hash = hash_of(pair);
  const Cell cell{
      static_cast<std::uint32_t>(pair), static_cast<std::uint32_t>(pair >> 32),
      static_cast<std::uint32_t>(first.key), static_cast<std::uint32_t>(first.key >> 32),
      (first.post_low & FirstCoaction::kPostMask) | std::uint32_t{first.dense_kind} << kPostBits};
  young_.tables[table_of(hash)].insert(cell, hash);
  ++young_.size;
}

void Doorkeeper::turn() {
  std::swap(young_, old_);
  for (auto& table : young_.tables) table.clear();
  young_.size = 0;
}

void Doorkeeper::erase(PairKey pair) {
  const auto hash = hash_of(pair);
  for (auto* generation : {&young_, &old_}) {
    if (generation->tables[table_of(hash)].erase(pair, hash)) --generation->size;
  }
}

void Doorkeeper::prefetch(PairKey pair) const {
  const auto hash = hash_of(pair);
  young_.tables[table_of(hash)].prefetch(hash);
  old_.tables[table_of(hash)].prefetch(hash);
}

std::size_t Doorkeeper::size() const noexcept { return young_.size + old_.size; }

}  // namespace lockstep::evidence
