// Sketches with a chosen likeness, and the key of one. Text sketches are made of shingle hashes, as
// signals/minhash does it, but of numbers instead of characters: similar/ may not know signals/.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "lockstep/core/hash.h"
#include "lockstep/core/trace.h"
#include "lockstep/similar/similar.h"

namespace lockstep::similar {

using Random = std::mt19937_64;
using Shingles = std::vector<std::uint64_t>;

inline TextSketch text_sketch(const Shingles& shingles) {
  std::array<std::uint32_t, TextSketch::kBins> least;
  for (std::size_t bin = 0; bin < least.size(); ++bin) {  // plain MinHash: one permutation a bin
    std::uint64_t smallest = ~std::uint64_t{0};
    for (const auto s : shingles)
      smallest = std::min(smallest, mix64(s ^ (bin * 0x9E3779B97F4A7C15)));
    least[bin] = static_cast<std::uint32_t>(smallest);
  }
  TextSketch sketch;
  for (std::size_t i = 0; i < least.size(); ++i)
    sketch.bins[i] = static_cast<std::uint8_t>(least[i]);
  for (std::size_t band = 0; band < TextSketch::kBands; ++band) {
    auto hash = mix64(band);
    for (std::size_t row = 0; row < 6; ++row) hash = mix64(hash ^ least[band * 6 + row]);
    sketch.bands[band] = hash;
  }
  return sketch;
}

inline Shingles some_shingles(Random& random, std::size_t count) {
  Shingles shingles(count);
  for (auto& s : shingles) s = random();
  return shingles;
}

// With `edits` of them replaced.
inline Shingles edited(Random& random, Shingles shingles, std::size_t edits) {
  for (std::size_t i = 0; i < edits; ++i) shingles[random() % shingles.size()] = random();
  return shingles;
}

template <std::size_t kWords>
std::array<std::uint64_t, kWords> some_hash(Random& random) {
  std::array<std::uint64_t, kWords> hash;
  for (auto& word : hash) word = random();
  return hash;
}

// With exactly `bits` bits flipped.
template <std::size_t kWords>
std::array<std::uint64_t, kWords> flipped(Random& random, std::array<std::uint64_t, kWords> hash,
                                          unsigned bits) {
  std::vector<unsigned> order(kWords * 64);
  for (unsigned i = 0; i < order.size(); ++i) order[i] = i;
  for (unsigned i = 0; i < bits; ++i) {
    std::swap(order[i], order[i + random() % (order.size() - i)]);
    hash[order[i] / 64] ^= std::uint64_t{1} << (order[i] % 64);
  }
  return hash;
}

inline Trace assign(SimilarIndex& index, const Sketch& sketch, EventTime now, Whose whose = {}) {
  Trace out;
  index.assign(sketch, now, out, whose);
  return out;
}

}  // namespace lockstep::similar
