#include "simhash.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "lockstep/core/hash.h"

namespace lockstep::signals {
namespace {

// The 256 sums lie as 32 rows of kLanes: row r of lane l belongs to bit 31 - r of the l-th half
// word, so that one shift brings the signs of a row to where floats have theirs.
constexpr std::size_t kLanes = 8, kRows = 32;
constexpr std::uint32_t kSign = 0x8000'0000;
constexpr std::size_t kBlock = 64;  // components whose signs are held at a time

using Lanes = std::array<std::uint32_t, kLanes>;
using Row = std::array<float, kLanes>;

Lanes signs_of(std::uint64_t length, std::uint64_t component) {
  Lanes signs;
  for (std::uint64_t word = 0; word < kLanes / 2; ++word) {
    const auto random = mix64(length ^ (component * (kLanes / 2) + word));
    signs[2 * word] = static_cast<std::uint32_t>(random);
    signs[2 * word + 1] = static_cast<std::uint32_t>(random >> 32);
  }
  return signs;
}

void add(Row& row, std::uint32_t value, const Lanes& signs, unsigned shift) {
  for (std::size_t lane = 0; lane < kLanes; ++lane)
    row[lane] += std::bit_cast<float>(value ^ ((signs[lane] << shift) & kSign));
}

// Two rows at a time stay in registers. Every sum takes components in their order.
void add_block(std::span<const float> block, const std::array<Lanes, kBlock>& signs,
               std::array<Row, kRows>& sums) {
  for (unsigned row = 0; row < kRows; row += 2) {
    Row one = sums[row], other = sums[row + 1];
    for (std::size_t i = 0; i < block.size(); ++i) {
      const auto value = std::bit_cast<std::uint32_t>(block[i]);
      add(one, value, signs[i], row);
      add(other, value, signs[i], row + 1);
    }
    sums[row] = one;
    sums[row + 1] = other;
  }
}

}  // namespace

std::optional<EmbeddingSketch> simhash_of(std::span<const float> embedding) noexcept {
  std::array<Row, kRows> sums{};
  std::array<Lanes, kBlock> signs;
  const auto length = mix64(embedding.size());
  for (std::size_t at = 0; at < embedding.size(); at += kBlock) {
    const auto block = embedding.subspan(at, std::min(kBlock, embedding.size() - at));
    for (std::size_t i = 0; i < block.size(); ++i) signs[i] = signs_of(length, at + i);
    add_block(block, signs, sums);
  }
  EmbeddingSketch sketch;
  bool any = false;
  for (std::size_t row = 0; row < kRows; ++row) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      const float sum = sums[row][lane];
      any = any || sum != 0;
      const auto bit = 32 * (lane % 2) + (kRows - 1 - row);
      sketch.bits[lane / 2] |= std::uint64_t{sum > 0} << bit;
    }
  }
  if (!any) return std::nullopt;
  return sketch;
}

}  // namespace lockstep::signals
