// b-bit MinHash, Li & Koenig 2010: a share P of equal 8-bit bins estimates
// J = (P - 2^-8) / (1 - 2^-8). Private to the room.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "lockstep/core/trace.h"

namespace lockstep::similar {

// The fewest equal bins that estimate at least `similarity`.
inline unsigned same_bins_for(double similarity) {
  constexpr double kChance = 1.0 / 256;
  const double share = similarity * (1 - kChance) + kChance;
  return static_cast<unsigned>(std::ceil(share * TextSketch::kBins - 1e-9));
}

// Eight bytes at a time, on any machine.
inline unsigned count_same(const std::array<std::uint8_t, TextSketch::kBins>& a,
                           const std::array<std::uint8_t, TextSketch::kBins>& b) noexcept {
  constexpr std::uint64_t kLow = 0x7F7F7F7F7F7F7F7F, kOnes = 0x0101010101010101;
  std::uint64_t sums = 0;  // eight sums side by side, of at most 15 each
  for (std::size_t i = 0; i < TextSketch::kBins; i += 8) {
    std::uint64_t x, y;
    std::memcpy(&x, &a[i], 8);
    std::memcpy(&y, &b[i], 8);
    const auto differ = x ^ y;
    const auto nonzero = ((differ & kLow) + kLow) | differ;  // top bit of each byte that differs
    sums += (~nonzero >> 7) & kOnes;
  }
  return static_cast<unsigned>((sums * kOnes) >> 56);
}

}  // namespace lockstep::similar
