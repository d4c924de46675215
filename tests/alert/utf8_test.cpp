#include "lockstep/alert/utf8.h"

#include <catch2/catch.hpp>
#include <string>

using lockstep::alert::clip_utf8;
using lockstep::alert::decode_utf8;

TEST_CASE("a code point is read at the edges of each length") {
  struct Case {
    std::string text;
    char32_t value;
    std::size_t bytes;
  };
  const auto [text, value, bytes] = GENERATE(values<Case>({{std::string("\0", 1), 0x0, 1},
                                                           {"\x7F", 0x7F, 1},
                                                           {"\xC2\x80", 0x80, 2},
                                                           {"\xDF\xBF", 0x7FF, 2},
                                                           {"\xE0\xA0\x80", 0x800, 3},
                                                           {"\xED\x9F\xBF", 0xD7FF, 3},
                                                           {"\xEE\x80\x80", 0xE000, 3},
                                                           {"\xEF\xBF\xBF", 0xFFFF, 3},
                                                           {"\xF0\x90\x80\x80", 0x10000, 4},
                                                           {"\xF4\x8F\xBF\xBF", 0x10FFFF, 4}}));
  const auto got = decode_utf8(text + "x");
  CHECK(got.valid);
  CHECK(got.value == value);
  CHECK(got.bytes == bytes);
}

TEST_CASE("what is no UTF-8 is one run to replace") {
  struct Case {
    std::string text;
    std::size_t bytes;
  };
  const auto [text, bytes] = GENERATE(values<Case>({{"\x80", 1},              // continuation alone
                                                    {"\xC0\x80", 1},          // overlong
                                                    {"\xC1\xBF", 1},          // overlong
                                                    {"\xE0\x9F\xBF", 1},      // overlong
                                                    {"\xED\xA0\x80", 1},      // surrogate
                                                    {"\xF0\x8F\xBF\xBF", 1},  // overlong
                                                    {"\xF4\x90\x80\x80", 1},  // beyond Unicode
                                                    {"\xF5\x80\x80\x80", 1},  // no lead byte
                                                    {"\xE2\x82", 2},          // cut
                                                    {"\xE2\x82x", 2},         // interrupted
                                                    {"\xF0\x9F\x99", 3}}));
  const auto got = decode_utf8(text);
  CHECK_FALSE(got.valid);
  CHECK(got.value == U'\uFFFD');
  CHECK(got.bytes == bytes);
}

TEST_CASE("clipping keeps whole code points") {
  const std::string text = "a\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x99\x82";  // 1, 2, 3 and 4 bytes
  const std::size_t kept[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (std::size_t max = 0; max < std::size(kept); ++max)
    CHECK(clip_utf8(text, max).size() == kept[max]);
  CHECK(clip_utf8(std::string(10, '\x80'), 8).size() <= 8);
}
