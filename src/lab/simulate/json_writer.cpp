#include "simulate/json_writer.h"

#include <array>
#include <charconv>

namespace lockstep::lab {
namespace {

void escape(unsigned char c, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out += kHex[c >> 4];
      out += kHex[c & 15];
  }
}

}  // namespace

void JsonWriter::name(std::string_view key) {
  comma();
  ((out_ += '"') += key) += "\":";
  after_name_ = true;
}

void JsonWriter::string(std::string_view value) {
  out_ += '"';
  std::size_t done = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto c = static_cast<unsigned char>(value[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out_.append(value, done, i - done);
    escape(c, out_);
    done = i + 1;
  }
  out_.append(value, done, value.size() - done);
  out_ += '"';
  after_name_ = false;
}

void JsonWriter::number(std::int64_t value) {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out_.append(digits.data(), end.ptr);
  after_name_ = false;
}

}  // namespace lockstep::lab
