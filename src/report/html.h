// HTML and SVG written so that nothing read at run time can become markup: raw() takes literals of
// the source only (the compiler sees to it), and every other text is made printable and escaped.
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

namespace lockstep::report {

// Markup that stands in the source.
class Markup {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): raw("<p>") is the point
  consteval Markup(const char* literal) : text_(literal) {}
  constexpr std::string_view text() const noexcept { return text_; }

 private:
  std::string_view text_;
};

class Html {
 public:
  Html& raw(Markup markup) {
    out_ += markup.text();
    return *this;
  }
  // Any text: for the content of an element and for the value of an attribute in double quotes.
  // Characters that control or turn the writing around become '?', white space one space.
  Html& text(std::string_view text);
  // A text of a stranger inside a line: kept from turning what stands around it.
  Html& quoted(std::string_view text) { return raw("<bdi>").text(text).raw("</bdi>"); }
  Html& number(std::integral auto n) {
    const fmt::format_int digits(n);
    out_.append(digits.data(), digits.size());
    return *this;
  }
  Html& fixed(double value, int decimals);
  // Another piece that was written this way.
  Html& append(const Html& piece) {
    out_ += piece.out_;
    return *this;
  }

  std::size_t size() const noexcept { return out_.size(); }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace lockstep::report
