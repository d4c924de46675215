// What makes biographies comparable: a form in which copies are equal, its sketch, and its phrases.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/trace.h"

namespace lockstep::signals {

// NFKC, case folded, spaces collapsed. Reads at most the first 2,048 bytes; ill-formed UTF-8 stays
// as it is. Thread-safe.
std::string fold_biography(std::string_view bio);

// A biography is often a list: "Cyclist | father of two | Leeds". Every two of its phrases, folded,
// in a fixed order whatever theirs; of the first kMaxPhrases phrases, and without those too short
// to say anything. Empty if it is no list.
inline constexpr std::size_t kMaxPhrases = 3;
std::vector<std::string> phrase_pairs(std::string_view bio);

struct BiographyTraits {
  bool has_sketch = false;  // not if it is too short to say anything (20 characters)
  TextSketch sketch;
  std::vector<std::string> phrase_pairs;
};

// An account carries its biography in every post, so each thread remembers the last few thousand
// (about 4 MB); the result stays until the thread's next call. A pure function all the same.
const BiographyTraits& traits_of_biography(std::string_view bio);

}  // namespace lockstep::signals
