// UTF-8 as bytes: is it well formed, mend it, cut it, step through it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lockstep::normalize {

bool is_ascii(std::string_view text) noexcept;
bool is_utf8(std::string_view text) noexcept;

// Replaces every byte that belongs to no well-formed sequence by U+FFFD. True if there was one.
bool repair_utf8(std::string& text);

// Shortens `text` to at most `max_bytes` without splitting a character. True if it was longer.
bool cut_utf8(std::string& text, std::size_t max_bytes);

struct Decoded {
  char32_t code_point;
  std::size_t size;  // bytes, at least 1
};
// The character at `at`, which must be the start of one in well-formed UTF-8.
inline Decoded decode_utf8(std::string_view text, std::size_t at) noexcept {
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[at + i]));
  };
  const char32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xE0) return {(lead & 0x1F) << 6 | (byte(1) & 0x3F), 2};
  if (lead < 0xF0) return {(lead & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F), 3};
  return {(lead & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F),
          4};
}

void append_utf8(std::string& out, char32_t code_point);

}  // namespace lockstep::normalize
