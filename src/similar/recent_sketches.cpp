#include "lockstep/similar/recent_sketches.h"

#include <string_view>
#include <variant>

namespace lockstep::similar {

std::uint64_t fingerprint_of(const Sketch& sketch) {
  const auto bytes = [](const auto& array) {
    return std::string_view{reinterpret_cast<const char*>(array.data()), sizeof(array)};
  };
  if (const auto* text = std::get_if<TextSketch>(&sketch.body))
    return stable_hash(bytes(text->bands));
  if (const auto* pdq = std::get_if<PdqSketch>(&sketch.body)) return stable_hash(bytes(pdq->bits));
  if (const auto* embedding = std::get_if<EmbeddingSketch>(&sketch.body))
    return stable_hash(bytes(embedding->bits));
  return mix64(std::get<DhashSketch>(sketch.body).bits);
}

}  // namespace lockstep::similar
