#include "lockstep/alert/utf8.h"

namespace lockstep::alert {
namespace {

struct Lead {
  std::size_t bytes = 0;                               // of the sequence; 0: no lead byte
  unsigned char second_min = 0x80, second_max = 0xBF;  // what may follow (Unicode 15, table 3-7)
};

constexpr Lead classify(unsigned char byte) noexcept {
  if (byte >= 0xC2 && byte <= 0xDF) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {};
}

}  // namespace

CodePoint decode_utf8(std::string_view text) noexcept {
  const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = at(0);
  if (first < 0x80) return {first, 1, true};
  const Lead lead = classify(first);
  if (lead.bytes == 0) return {};
  char32_t value = first & (0x7Fu >> lead.bytes);
  for (std::size_t i = 1; i < lead.bytes; ++i) {
    const unsigned char min = i == 1 ? lead.second_min : 0x80;
    const unsigned char max = i == 1 ? lead.second_max : 0xBF;
    if (i == text.size() || at(i) < min || at(i) > max) return {U'\uFFFD', i, false};
    value = (value << 6) | (at(i) & 0x3Fu);
  }
  return {value, lead.bytes, true};
}

std::string_view clip_utf8(std::string_view text, std::size_t max_bytes) noexcept {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  // A sequence has at most three continuation bytes; more are no UTF-8 and are replaced anyway.
  for (int i = 0; i < 3 && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u;
       ++i) {
    --end;
  }
  return text.substr(0, end);
}

}  // namespace lockstep::alert
