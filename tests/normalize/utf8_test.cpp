#include "utf8.h"

#include <catch2/catch.hpp>

using namespace lockstep::normalize;

TEST_CASE("Ill-formed bytes are replaced one by one", "[utf8]") {
  struct Case {
    std::string raw, mended;
  };
  const std::string bad = "\xEF\xBF\xBD";
  for (const Case& c : std::initializer_list<Case>{{"", ""},
                                                   {"plain", "plain"},
                                                   {"é日😀", "é日😀"},
                                                   {"\xFF", bad},
                                                   {"a\x80z", "a" + bad + "z"},
                                                   {"\xC3", bad},
                                                   {"\xC3(", bad + "("},
                                                   {"\xC0\xAF", bad + bad},
                                                   {"\xE0\x80\xAF", bad + bad + bad},
                                                   {"\xED\xA0\x80", bad + bad + bad},
                                                   {"\xF4\x90\x80\x80", bad + bad + bad + bad},
                                                   {"\xF0\x9F\x98", bad + bad + bad}}) {
    std::string text = c.raw;
    const bool changed = repair_utf8(text);
    CHECK(text == c.mended);
    CHECK(changed == (c.raw != c.mended));
    CHECK(is_utf8(text));
  }
}

TEST_CASE("A cut never splits a character", "[utf8]") {
  for (const std::string& whole :
       {std::string("abcdef"), std::string("éééé"), std::string("日本語"), std::string("a😀b😀")}) {
    for (std::size_t max = 0; max <= whole.size() + 1; ++max) {
      std::string text = whole;
      CHECK(cut_utf8(text, max) == (whole.size() > max));
      CHECK(text.size() <= max);
      CHECK(is_utf8(text));
      CHECK(whole.compare(0, text.size(), text) == 0);
      CHECK(text.size() + 4 > std::min(max, whole.size()));
    }
  }
  std::string noise(100, '\x80');
  CHECK(cut_utf8(noise, 50));
  CHECK(noise.size() == 50);
}

TEST_CASE("Every code point survives writing and reading", "[utf8]") {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string text;
    append_utf8(text, c);
    const Decoded decoded = decode_utf8(text, 0);
    if (decoded.code_point != c || decoded.size != text.size())
      FAIL("code point " << static_cast<unsigned>(c));
  }
  CHECK(is_ascii("only seven bits, more than eight of them"));
  CHECK_FALSE(is_ascii("the last one is not \xE9"));
  CHECK_FALSE(is_ascii("\xE9"));
  CHECK(is_ascii(""));
}
