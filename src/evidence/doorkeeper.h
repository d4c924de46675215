// First co-actions: nearly every pair meets once and never again, and must not cost a record.
//
// Two generations: when the young one is full, or an epoch is over, the old one is forgotten and
// the young one becomes it. Each is 64 tables by hash, so that growing is many small steps instead
// of one long pause with two copies of everything. Open addressing with linear probing over 20-byte
// cells, at most four fifths full: a look-up is one cache line a generation. Growing by half keeps
// the order of cells, so it is a sweep. About 30 bytes an entry. Exact: a pair is what it says, no
// fingerprint. Private to the room.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "lockstep/evidence/pairs.h"

namespace lockstep::evidence {

struct FirstCoaction {
  static constexpr std::uint32_t kPostMask = (1U << 28) - 1;
  KeyHash key = 0;
  std::uint32_t post_low = 0;  // post & kPostMask: enough to tell two posts of one pair apart
  std::uint8_t dense_kind = 0;
  friend bool operator==(const FirstCoaction&, const FirstCoaction&) = default;
};

class Doorkeeper {
 public:
  explicit Doorkeeper(std::int64_t max_entries);

  std::optional<FirstCoaction> find(PairKey pair) const;
  // The pair must not be there.
  void insert(PairKey pair, const FirstCoaction& first);
  void erase(PairKey pair);
  // Begins a new generation.
  void turn();
  void prefetch(PairKey pair) const;
  std::size_t size() const noexcept;
  // Cells as they lie: where a cell is tells nothing, but is cheap to keep.
  template <class Archive>
  void archive(Archive& ar) {
    auto& [half, young, old] = *this;
    ar(young, old);
  }

 private:
  struct Cell {
    std::uint32_t pair_low = 0, pair_high = 0;  // 0: empty; no pair is 0
    std::uint32_t key_low = 0, key_high = 0;
    std::uint32_t rest = 0;  // post_low and, in the top four bits, dense_kind
    PairKey pair() const { return PairKey{pair_high} << 32 | pair_low; }
    bool empty() const { return (pair_low | pair_high) == 0; }

    template <class Archive>
    void archive(Archive& ar) {
      auto& [pair_low_, pair_high_, key_low_, key_high_, rest_] = *this;
      ar(pair_low_, pair_high_, key_low_, key_high_, rest_);
    }
  };
  class Table {
   public:
    const Cell* find(PairKey pair, std::uint64_t hash) const;
    void insert(const Cell& cell, std::uint64_t hash);
    bool erase(PairKey pair, std::uint64_t hash);
    void prefetch(std::uint64_t hash) const;
    void clear();
    std::size_t size() const { return size_; }
    // Of a table that was read: a look-up comes to an end.
    bool valid() const;
    template <class Archive>
    void archive(Archive& ar) {
      auto& [cells, size] = *this;
      ar(cells, size);
      if constexpr (Archive::kReading) ar.require(valid(), "a full table");
    }

   private:
    std::size_t home(std::uint64_t hash) const;
    std::size_t after(std::size_t at) const { return at + 1 == cells_.size() ? 0 : at + 1; }
    void grow();
    std::vector<Cell> cells_;
    std::size_t size_ = 0;
  };
  static constexpr unsigned kTableBits = 6;
  struct Generation {
    std::array<Table, std::size_t{1} << kTableBits> tables;
    std::size_t size = 0;

    template <class Archive>
    void archive(Archive& ar) {
      auto& [tables_, size_] = *this;
      ar(tables_, size_);
      if constexpr (Archive::kReading) {
        for (const auto& table : tables_) size_ -= std::min(size_, table.size());
        ar.require(size_ == 0, "a generation of another size");
        for (const auto& table : tables_) size_ += table.size();
      }
    }
  };
  static std::uint64_t hash_of(PairKey pair) { return mix64(pair); }
  static std::size_t table_of(std::uint64_t hash) { return hash >> (64 - kTableBits); }

  std::size_t half_;
  Generation young_, old_;
};

}  // namespace lockstep::evidence
