#include "lockstep/similar/likeness.h"

#include <array>
#include <bit>
#include <cstdint>

#include "bins.h"

namespace lockstep::similar {
namespace {

bool alike(const TextSketch& a, const TextSketch& b, const SimilarConfig& config) {
  return count_same(a.bins, b.bins) >= same_bins_for(config.text_threshold);
}

int distance(const std::array<std::uint64_t, 4>& a, const std::array<std::uint64_t, 4>& b) {
  int bits = 0;
  for (std::size_t i = 0; i < a.size(); ++i) bits += std::popcount(a[i] ^ b[i]);
  return bits;
}

bool alike(const PdqSketch& a, const PdqSketch& b, const SimilarConfig& config) {
  return distance(a.bits, b.bits) <= config.pdq_distance;
}

bool alike(const EmbeddingSketch& a, const EmbeddingSketch& b, const SimilarConfig& config) {
  return distance(a.bits, b.bits) <= config.embedding_distance;
}

bool alike(const DhashSketch& a, const DhashSketch& b, const SimilarConfig& config) {
  return std::popcount(a.bits ^ b.bits) <= config.dhash_distance;
}

}  // namespace

bool alike(const Sketch& a, const Sketch& b, const SimilarConfig& config) {
  if (a.kind != b.kind || a.body.index() != b.body.index()) return false;
  return std::visit(
      [&](const auto& body) {
        using Body = std::decay_t<decltype(body)>;
        return alike(body, std::get<Body>(b.body), config);
      },
      a.body);
}

}  // namespace lockstep::similar
