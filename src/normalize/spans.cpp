#include "spans.h"

#include <algorithm>
#include <array>

#include "lockstep/core/ascii.h"
#include "utf8.h"

namespace lockstep::normalize {
namespace {

constexpr std::size_t kMaxHost = 253;   // RFC 1035
constexpr std::size_t kMaxNumber = 64;  // bytes; keeps "1.1.1...x" from being read over and over

// Blanks, controls, brackets and quotes that no link holds unescaped.
constexpr std::array<bool, 128> kEndsLink = [] {
  std::array<bool, 128> ends{};
  for (std::size_t c = 0; c <= ' '; ++c) ends[c] = true;
  for (const char c : std::string_view("<>\"`{}|\\^\x7F")) ends[static_cast<std::size_t>(c)] = true;
  return ends;
}();

bool is_alpha(char c) noexcept { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; }
bool is_alnum(char c) noexcept { return is_alpha(c) || is_ascii_digit(c); }

// Scripts written without spaces: a link in front of them ends there. Thai to Khmer, then CJK.
bool runs_on(char32_t c) noexcept {
  return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
         (c >= 0x1780 && c <= 0x17FF) || (c >= 0x2E80 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFFEF) || c >= 0x20000;
}

void append_unique(std::vector<std::string>& out, std::string_view item) {
  if (std::find(out.begin(), out.end(), item) == out.end()) out.emplace_back(item);
}

}  // namespace

bool Spans::ends_link(char32_t c) const noexcept {
  if (c < 0x80) return kEndsLink[c];
  return runs_on(c) || !(table_.bits(c) & kWordBits);
}

// From `begin` to the end of what may belong to a link, less the sentence's punctuation.
std::size_t Spans::extent(std::string_view text, std::size_t begin) const noexcept {
  std::size_t end = begin;
  bool bracket = false;
  while (end < text.size()) {
    const auto [c, size] = decode_utf8(text, end);
    if (ends_link(c)) break;
    bracket |= c == U'(';
    end += size;
  }
  while (end > begin) {
    const char last = text[end - 1];
    if (last == ')' && bracket) break;
    if (std::string_view(".,;:!?'\")]*_~").find(last) == std::string_view::npos) break;
    --end;
  }
  return end;
}

// "example.org" of "example.org/path": at least two labels, the last of two or more letters.
// Accents do not matter, here as everywhere in folding.
std::size_t Spans::host_end(std::string_view text, std::size_t begin) const noexcept {
  std::size_t end = begin;
  std::size_t dots = 0, label = 0;  // label: characters since the last dot
  bool letters = true;
  while (end < text.size()) {
    if (end - begin > kMaxHost) return begin;
    const auto [c, size] = decode_utf8(text, end);
    const char32_t base = table_.base(c);
    const char plain = base < 0x80 ? static_cast<char>(base) : '\0';
    if (plain == '.') {
      if (label == 0) return begin;
      ++dots;
      label = 0;
      letters = true;
    } else if (is_alnum(plain) || plain == '-') {
      ++label;
      letters &= is_alpha(plain);
    } else if ((table_.bits(c) & (kMark | kPlainScript)) != (kMark | kPlainScript)) {
      break;
    }
    end += size;
  }
  return dots > 0 && letters && label >= 2 ? end : begin;
}

std::size_t Spans::link_end(std::string_view text, std::size_t begin,
                            std::size_t word_end) const noexcept {
  if (word_end >= text.size()) return begin;
  const std::string_view word = text.substr(begin, word_end - begin);
  const auto starts_host = [&](std::size_t at) {
    return at < text.size() &&
           (is_alnum(text[at]) || text[at] == '[' || static_cast<signed char>(text[at]) < 0);
  };
  if (text[word_end] == ':') {
    if (!equals_lower(word, "http") && !equals_lower(word, "https")) return begin;
    const std::size_t host = word_end + 3;
    if (text.substr(word_end, 3) != "://" || !starts_host(host)) return begin;
    const std::size_t end = extent(text, host);
    return end > host ? end : begin;
  }
  if (text[word_end] != '.' || word.empty()) return begin;
  if (equals_lower(word, "www")) {
    const std::size_t host = word_end + 1;
    const std::size_t end = starts_host(host) ? extent(text, host) : host;
    return end > host ? end : begin;
  }
  const std::size_t end = host_end(text, begin);
  return end > begin && end < text.size() && text[end] == '/'
             ? std::max(extent(text, begin), end + 1)
             : begin;
}

std::size_t Spans::word_end(std::string_view text, std::size_t begin) const noexcept {
  std::size_t end = begin;
  while (end < text.size()) {
    const auto [c, size] = decode_utf8(text, end);
    if (!is_word(c)) break;
    end += size;
  }
  return end;
}

std::size_t Spans::tag_end(std::string_view text, std::size_t begin) const noexcept {
  std::size_t end = begin;
  bool letter = false;
  while (end < text.size()) {
    const auto [c, size] = decode_utf8(text, end);
    const std::uint8_t bits = table_.bits(c);
    if (!is_word(c)) break;
    letter |= (bits & kLetter) != 0;
    end += size;
  }
  return letter ? end : begin;
}

std::size_t Spans::mention_end(std::string_view text, std::size_t begin) const noexcept {
  if (begin + 1 >= text.size()) return begin;
  std::size_t end = begin + 1;
  if (static_cast<signed char>(text[end]) < 0) {  // "@имя": letters of any script, up to a space
    const std::size_t stop = word_end(text, end);
    return stop > end && (table_.bits(decode_utf8(text, end).code_point) & kLetter) ? stop : begin;
  }
  const auto is_name = [](char c) { return is_alnum(c) || c == '_'; };
  if (!is_name(text[end])) return begin;
  while (end < text.size()) {
    const char c = text[end];
    const bool joint =
        (c == '.' || c == '-' || c == '@') && end + 1 < text.size() && is_name(text[end + 1]);
    if (!is_name(c) && !joint) break;
    ++end;
  }
  return end;
}

std::size_t Spans::number_end(std::string_view text, std::size_t begin) const noexcept {
  std::size_t end = begin;
  bool digit = false;  // the last character was one
  while (end < text.size()) {
    if (end - begin > kMaxNumber) return begin;
    const auto [c, size] = decode_utf8(text, end);
    if (table_.bits(c) & kDigit) {
      digit = true;
    } else if (digit && (c == U'.' || c == U',' || c == U':')) {
      digit = false;
    } else {
      if (digit && is_word(c)) return begin;
      break;
    }
    end += size;
  }
  if (end > begin && !digit) --end;  // "in 2024."
  return end;
}

bool Spans::follows_word(std::string_view text, std::size_t at) const noexcept {
  if (at == 0) return false;
  std::size_t previous = at - 1;
  while (previous > 0 && (static_cast<unsigned char>(text[previous]) & 0xC0) == 0x80) --previous;
  return is_word(decode_utf8(text, previous).code_point);
}

void Spans::find_links(std::string_view text, std::size_t limit,
                       std::vector<std::string>& out) const {
  for (std::size_t at = 0; out.size() < limit;) {
    const std::size_t colon = text.find("://", at);
    if (colon == std::string_view::npos) return;
    at = colon + 3;
    for (const std::size_t scheme : {5U, 4U}) {
      if (colon < scheme || follows_word(text, colon - scheme)) continue;
      const std::size_t end = link_end(text, colon - scheme, colon);
      if (end == colon - scheme) continue;
      append_unique(out, text.substr(colon - scheme, end - (colon - scheme)));
      at = end;
      break;
    }
  }
}

void Spans::find_tags(std::string_view text, std::size_t limit,
                      std::vector<std::string>& out) const {
  std::size_t tag = 0;  // end of the tag before: "#a#b" are two
  for (std::size_t at = 0; out.size() < limit;) {
    const std::size_t hash = text.find('#', at);
    if (hash == std::string_view::npos) return;
    at = hash + 1;
    if (hash > 0 && !tag_may_follow(text[hash - 1])) continue;
    if (hash != tag && follows_word(text, hash)) continue;
    const std::size_t end = tag_end(text, at);
    if (end == at) continue;
    append_unique(out, text.substr(at, end - at));
    at = tag = end;
  }
}

}  // namespace lockstep::normalize
