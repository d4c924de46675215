// Slots in chunks: growing never moves or copies what is there, so a large table grows without a
// pause and without holding its old self. A freed slot is the next one given out, so slot numbers
// are a function of the calls. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace lockstep {

using Slot = std::uint32_t;
inline constexpr Slot kNoSlot = std::numeric_limits<Slot>::max();

template <class T>
class Slab {
 public:
  Slot add() {
    if (!free_.empty()) {
      const auto slot = free_.back();
      free_.pop_back();
      (*this)[slot] = T{};
      return slot;
    }
    if (used_ % kChunk == 0) chunks_.push_back(std::make_unique<T[]>(kChunk));
    return used_++;
  }
  void remove(Slot slot) {
    (*this)[slot] = T{};
    free_.push_back(slot);
  }
  T& operator[](Slot slot) { return chunks_[slot / kChunk][slot % kChunk]; }
  const T& operator[](Slot slot) const { return chunks_[slot / kChunk][slot % kChunk]; }
  // Slots in use.
  std::size_t size() const { return used_ - free_.size(); }
  // One above the highest slot ever used.
  Slot end() const { return used_; }

  // Slot numbers come back as they were, and so does the order in which free ones are given out.
  template <class Archive>
  void archive(Archive& ar) {
    auto& [chunks, free, used] = *this;
    ar(used, free);
    if constexpr (Archive::kShape) return ar(T{});
    for (Slot slot = 0; slot < used && ar.ok(); ++slot) {
      if (Archive::kReading && slot % kChunk == 0) chunks.push_back(std::make_unique<T[]>(kChunk));
      ar((*this)[slot]);
    }
    if constexpr (Archive::kReading) {
      std::vector<bool> seen(ar.ok() ? used : 0);
      for (const auto slot : free) {
        ar.require(slot < seen.size() && !seen[slot], "a slot that cannot be free");
        if (!ar.ok()) break;
        seen[slot] = true;
        (*this)[slot] = T{};  // whatever damage says of it, it is in no list
      }
      if (!ar.ok()) *this = {};
    }
  }

 private:
  static constexpr Slot kChunk = 4096;

  std::vector<std::unique_ptr<T[]>> chunks_;
  std::vector<Slot> free_;
  Slot used_ = 0;
};

}  // namespace lockstep
