// Lines for a terminal: wrapped at 100 columns, and safe to print. Control characters, and those
// that change the direction of writing, could rewrite what the reader sees; they become '?'.
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

#include "lockstep/core/time.h"

namespace lockstep::alert {

class TextPage {
 public:
  static constexpr std::size_t kColumns = 100;

  // One paragraph behind `indent` spaces; its further lines are indented by `hang` more.
  void paragraph(std::size_t indent, std::size_t hang, std::string_view text);
  void heading(std::string_view text);  // with an empty line before it
  std::string take();

 private:
  std::string out_;
};

// Columns a terminal uses for a text: two for wide East Asian characters and emoji, none for marks.
std::size_t columns(std::string_view text) noexcept;

// "1 account", "2 accounts"
std::string count_of(std::integral auto count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// "42 s", "17 min", "5 h", "3 days"
std::string plain_span(double seconds);
std::string second_of(EventTime time);  // "2026-04-16 09:44:02"
// "2026-04-16 09:44:02 to 09:58:46", the day once if it is one.
std::string span_of(EventTime from, EventTime to);

// `text` on one line: white space becomes one space, unsafe characters '?'.
std::string printable(std::string_view text);

// The longest beginning of at most `max` columns, with "..." if that is not all.
std::string shorten(std::string_view text, std::size_t max);

}  // namespace lockstep::alert
