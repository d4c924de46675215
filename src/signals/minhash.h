// MinHash sketch of a text: one-permutation hashing (Li, Owen & Zhang, NeurIPS 2012) over character
// n-grams, empty bins filled by optimal densification (Shrivastava, ICML 2017). Private to the
// room.
//
// Characters are code points of the UTF-8 text; a byte that is not UTF-8 counts as U+FFFD.
// Two texts, one of them longer than kLongText, are cut into n-grams of different length and do not
// look alike, however similar they are: the bound lies where few texts are, beyond those of posts
// that are limited to 280, 300 or 500 characters.
#pragma once

#include <cstddef>
#include <string_view>

#include "lockstep/core/trace.h"

namespace lockstep::signals {

inline constexpr std::size_t kLongText = 1000;  // characters; above it 5-grams, else 4-grams

// Characters of a UTF-8 text.
std::size_t count_characters(std::string_view text) noexcept;

// Any text has a sketch; one shorter than an n-gram is padded and counts as one.
TextSketch sketch_of(std::string_view text) noexcept;

}  // namespace lockstep::signals
