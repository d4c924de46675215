#include "lockstep/similar/likeness.h"

#include <catch2/catch.hpp>

#include "sketches.h"

namespace lockstep::similar {
namespace {

Sketch pdq(std::array<std::uint64_t, 4> bits, KindId kind = 1) {
  return {kind, PdqSketch{bits}, ""};
}

TEST_CASE("two sketches are alike if the index would give them one key", "[property][similar]") {
  const SimilarConfig config;
  Random random(7);
  std::size_t same_key = 0;
  for (int i = 0; i < 400; ++i) {
    const auto shingles = some_shingles(random, 100);
    const Sketch a{0, text_sketch(shingles), "a"};
    const Sketch b{0, text_sketch(edited(random, shingles, random() % 30)), "b"};
    SimilarIndex index(config);
    const bool one = assign(index, a, EventTime{}).key == assign(index, b, EventTime{}).key;
    // Likeness needs no band in common; the index does, and seldom misses one.
    if (one) CHECK(alike(a, b, config));
    same_key += one == alike(a, b, config) ? 1U : 0U;
  }
  CHECK(same_key >= 380);
}

TEST_CASE("hashes are alike up to the distance", "[unit][similar]") {
  const SimilarConfig config;
  Random random(8);
  const auto hash = some_hash<4>(random);
  CHECK(alike(pdq(hash), pdq(flipped(random, hash, 31)), config));
  CHECK_FALSE(alike(pdq(hash), pdq(flipped(random, hash, 32)), config));
  const Sketch meaning{1, EmbeddingSketch{hash}, ""};
  CHECK(alike(meaning, {1, EmbeddingSketch{flipped(random, hash, 31)}, ""}, config));
  CHECK_FALSE(alike(meaning, {1, EmbeddingSketch{flipped(random, hash, 32)}, ""}, config));
  const Sketch dhash{1, DhashSketch{hash[0]}, ""};
  CHECK(alike(dhash, {1, DhashSketch{hash[0] ^ 0x3FF}, ""}, config));
  CHECK_FALSE(alike(dhash, {1, DhashSketch{hash[0] ^ 0x7FF}, ""}, config));
}

TEST_CASE("kinds and makes keep apart", "[unit][similar]") {
  const SimilarConfig config;
  Random random(9);
  const auto hash = some_hash<4>(random);
  CHECK_FALSE(alike(pdq(hash, 1), pdq(hash, 2), config));
  CHECK_FALSE(alike(pdq(hash), {1, DhashSketch{hash[0]}, ""}, config));
  CHECK_FALSE(alike(pdq(hash), {1, EmbeddingSketch{hash}, ""}, config));
}

}  // namespace
}  // namespace lockstep::similar
