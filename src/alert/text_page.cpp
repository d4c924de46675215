#include "lockstep/alert/text_page.h"

#include <algorithm>
#include <array>

#include "lockstep/alert/utf8.h"

namespace lockstep::alert {
namespace {

struct Interval {
  char32_t first, last;
};

// Blocks, not single characters: enough for a line break at the right place.
constexpr std::array<Interval, 10> kWide{{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1FAFF},
                                          {0x20000, 0x3FFFD}}};
constexpr std::array<Interval, 5> kMarks{
    {{0x0300, 0x036F}, {0x200B, 0x200D}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}}};
constexpr std::array<Interval, 8> kUnsafe{{{0x00, 0x1F},
                                           {0x7F, 0x9F},
                                           {0x061C, 0x061C},
                                           {0x200E, 0x200F},
                                           {0x2028, 0x202E},
                                           {0x2066, 0x2069},
                                           {0xFEFF, 0xFEFF},
                                           {0xE0000, 0xE007F}}};

template <std::size_t N>
bool is_in(const std::array<Interval, N>& set, char32_t c) noexcept {
  return std::any_of(set.begin(), set.end(),
                     [c](Interval i) { return c >= i.first && c <= i.last; });
}

std::size_t width(char32_t c) noexcept {
  if (c < 0x0300) return 1;
  if (is_in(kMarks, c)) return 0;
  return is_in(kWide, c) ? 2 : 1;
}

bool is_space(char32_t c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x0085; }

// How many bytes of `text` fit into `room` columns; at least one character.
std::size_t bytes_within(std::string_view text, std::size_t room) noexcept {
  std::size_t bytes = 0, used = 0;
  while (bytes < text.size()) {
    const CodePoint next = decode_utf8(text.substr(bytes));
    used += width(next.value);
    if (used > room && bytes > 0) break;
    bytes += next.bytes;
  }
  return bytes;
}

// Where to end a line of at most `room` columns: before the last space, or inside a longer word.
std::size_t line_end(std::string_view text, std::size_t room) noexcept {
  const std::size_t bytes = bytes_within(text, room);
  if (bytes == text.size() || text[bytes] == ' ') return bytes;
  const std::size_t space = text.rfind(' ', bytes);
  return space == std::string_view::npos || space == 0 ? bytes : space;
}

}  // namespace

std::size_t columns(std::string_view text) noexcept {
  std::size_t sum = 0;
  while (!text.empty()) {
    const CodePoint next = decode_utf8(text);
    sum += width(next.value);
    text.remove_prefix(next.bytes);
  }
  return sum;
}

std::string plain_span(double seconds) {
  if (seconds < 1) return "less than a second";
  if (seconds < 120) return fmt::format("{:.0f} s", seconds);
  if (seconds < 2 * 3600) return fmt::format("{:.0f} min", seconds / 60);
  if (seconds < 48 * 3600) return fmt::format("{:.0f} h", seconds / 3600);
  return fmt::format("{:.0f} days", seconds / 86400);
}

std::string printable(std::string_view text) {
  std::string out;
  bool space = false;
  while (!text.empty()) {
    const CodePoint next = decode_utf8(text);
    const std::string_view bytes = text.substr(0, next.bytes);
    text.remove_prefix(next.bytes);
    if (next.valid && is_space(next.value)) {
      space = true;
      continue;
    }
    if (space && !out.empty()) out += ' ';
    space = false;
    if (next.valid && !is_in(kUnsafe, next.value)) {
      out += bytes;
    } else {
      out += '?';
    }
  }
  return out;
}

std::string shorten(std::string_view text, std::size_t max) {
  std::string line = printable(text);
  if (columns(line) <= max) return line;
  line.resize(bytes_within(line, max - 3));
  return line + "...";
}

std::string second_of(EventTime time) {
  std::string text = format_rfc3339(time).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::string span_of(EventTime from, EventTime to) {
  const std::string start = second_of(from), end = second_of(to);
  if (start == end) return start;
  return start + " to " + (start.substr(0, 10) == end.substr(0, 10) ? end.substr(11) : end);
}

void TextPage::paragraph(std::size_t indent, std::size_t hang, std::string_view text) {
  const std::string line = printable(text);
  std::string_view rest = line;
  while (!rest.empty()) {
    const std::size_t end = line_end(rest, kColumns - indent);
    out_.append(indent, ' ').append(rest.substr(0, end)) += '\n';
    rest.remove_prefix(end);
    if (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
    indent += hang;
    hang = 0;
  }
}

void TextPage::heading(std::string_view text) {
  out_ += '\n';
  paragraph(0, 0, text);
}

std::string TextPage::take() { return std::move(out_); }

}  // namespace lockstep::alert
