// Whether two sketches look alike, asked of the two alone: by the measure of the index, without its
// tables. For who looks for the like of one thing he has in hand. Thread-safe.
#pragma once

#include "lockstep/core/trace.h"
#include "lockstep/similar/similar.h"

namespace lockstep::similar {

// The index would give the second the key of the first, were there no others. Sketches of different
// kinds, or of different make, are never alike.
bool alike(const Sketch& a, const Sketch& b, const SimilarConfig& config);

}  // namespace lockstep::similar
