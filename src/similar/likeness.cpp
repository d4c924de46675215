#include "lockstep/similar/likeness.h"

#include <bit>

#include "bins.h"

namespace lockstep::similar {
namespace {

bool alike(const TextSketch& a, const TextSketch& b, const SimilarConfig& config) {
  return count_same(a.bins, b.bins) >= same_bins_for(config.text_threshold);
}

bool alike(const PdqSketch& a, const PdqSketch& b, const SimilarConfig& config) {
  int distance = 0;
  for (std::size_t i = 0; i < a.bits.size(); ++i) distance += std::popcount(a.bits[i] ^ b.bits[i]);
  return distance <= config.pdq_distance;
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
