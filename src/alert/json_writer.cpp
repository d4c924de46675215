#include "json_writer.h"

#include <cmath>
#include <iterator>

#include "lockstep/alert/utf8.h"
#include "lockstep/core/check.h"

namespace lockstep::alert {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

constexpr bool is_plain(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
  }
}

}  // namespace

void JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
}

void JsonWriter::close(char bracket) {
  out_ += bracket;
  first_ = false;
}

void JsonWriter::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

void JsonWriter::key(std::string_view name) {
  separate();
  out_ += '"';
  out_ += name;
  out_ += "\":";
  first_ = true;  // no comma before the value
}

void JsonWriter::value(std::string_view text) {
  separate();
  out_ += '"';
  escape(text);
  out_ += '"';
}

void JsonWriter::value(double number) {
  LOCKSTEP_CHECK(std::isfinite(number));
  separate();
  const std::size_t start = out_.size();
  fmt::format_to(std::back_inserter(out_), "{:.4f}", number);
  while (out_.back() == '0') out_.pop_back();
  if (out_.back() == '.') out_.pop_back();
  if (std::string_view{out_}.substr(start) == "-0") out_.erase(start, 1);
}

void JsonWriter::escape(std::string_view text) {
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    out_.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return;
    const CodePoint next = decode_utf8(text);
    if (!next.valid) {
      out_ += kReplacement;
    } else if (next.bytes == 1) {
      append_escape(out_, text.front());
    } else {
      out_.append(text.substr(0, next.bytes));
    }
    text.remove_prefix(next.bytes);
  }
}

}  // namespace lockstep::alert
