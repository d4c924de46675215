// UTF-8 read one code point at a time, and bytes that are none told apart.
#pragma once

#include <cstddef>
#include <string_view>

namespace lockstep::alert {

struct CodePoint {
  char32_t value = U'\uFFFD';
  std::size_t bytes = 1;  // read from the text; of bad text, the longest run to replace at once
  bool valid = false;
};

// The first code point of a text that is not empty. Overlong forms, surrogates and values beyond
// U+10FFFF are invalid; the run to replace is Unicode's "maximal subpart" (Unicode 15, 3.9).
CodePoint decode_utf8(std::string_view text) noexcept;

// The longest prefix of at most `max_bytes` that does not cut a code point in two.
std::string_view clip_utf8(std::string_view text, std::size_t max_bytes) noexcept;

}  // namespace lockstep::alert
