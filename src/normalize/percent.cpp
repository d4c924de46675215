#include "percent.h"

#include <array>

namespace lockstep::normalize {
namespace {

constexpr int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_escape(std::string_view text, std::size_t at) noexcept {
  return at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 && hex_digit(text[at + 2]) >= 0;
}

using CharSet = std::array<bool, 256>;

// unreserved, sub-delims, ":", "@", "/": pchar and the separator.
constexpr CharSet path_chars() {
  CharSet set{};
  for (std::size_t c = 'a'; c <= 'z'; ++c) set[c] = set[c - 32] = true;
  for (std::size_t c = '0'; c <= '9'; ++c) set[c] = true;
  for (const char c : std::string_view("-._~!$&'()*+,;=:@/"))
    set[static_cast<unsigned char>(c)] = true;
  return set;
}
constexpr CharSet query_chars() {
  CharSet set = path_chars();
  set['?'] = true;
  return set;
}
constexpr CharSet kPath = path_chars();
constexpr CharSet kQuery = query_chars();

constexpr bool is_unreserved(unsigned char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

char unescape(std::string_view text, std::size_t at) noexcept {
  return static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2]));
}

void normalize(std::string_view text, const CharSet& allowed, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    bool keep = allowed[byte];
    if (byte == '%' && is_escape(text, i)) {
      byte = static_cast<unsigned char>(unescape(text, i));
      keep = is_unreserved(byte);
      i += 2;
    }
    if (keep) {
      out.push_back(static_cast<char>(byte));
    } else {
      out.push_back('%');
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    }
  }
}

std::string decode(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && is_escape(text, i)) {
      out.push_back(unescape(text, i));
      i += 2;
    } else {
      out.push_back(plus_is_blank && text[i] == '+' ? ' ' : text[i]);
    }
  }
  return out;
}

}  // namespace

std::string decode_percent(std::string_view text) { return decode(text, false); }
std::string decode_form(std::string_view text) { return decode(text, true); }
void normalize_path(std::string_view text, std::string& out) { normalize(text, kPath, out); }
void normalize_query(std::string_view text, std::string& out) { normalize(text, kQuery, out); }

}  // namespace lockstep::normalize
