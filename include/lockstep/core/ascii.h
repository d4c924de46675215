// Letters and digits of ASCII, whatever the locale; other bytes are left as they are. Debian's
// Abseil, which has the same, is built with a string_view of its own, and takes no std's.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace lockstep {

constexpr bool is_ascii_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr char ascii_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
inline void lower_ascii(std::string& text) noexcept {
  std::transform(text.begin(), text.end(), text.begin(), ascii_lower);
}
inline std::string lowered_ascii(std::string_view text) {
  std::string out(text);
  lower_ascii(out);
  return out;
}
// Whether `text` is `lower`, which has no capitals, in letters of either case.
constexpr bool equals_lower(std::string_view text, std::string_view lower) noexcept {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return ascii_lower(a) == b; });
}

}  // namespace lockstep
