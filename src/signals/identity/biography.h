// What makes biographies comparable: a form in which copies are equal, and its sketch.
#pragma once

#include <string>
#include <string_view>

#include "lockstep/core/trace.h"

namespace lockstep::signals {

// NFKC, case folded, spaces collapsed. Reads at most the first 2,048 bytes; ill-formed UTF-8 stays
// as it is. Thread-safe.
std::string fold_biography(std::string_view bio);

// Null for a biography too short to say anything (20 characters). An account carries its biography
// in every post, so each thread remembers the last few thousand (2.5 MB); the sketch stays until
// the thread's next call. A pure function all the same.
const TextSketch* sketch_of_biography(std::string_view bio);

}  // namespace lockstep::signals
