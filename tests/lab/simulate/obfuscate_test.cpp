#include "simulate/obfuscate.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

using namespace lockstep;
using namespace lockstep::lab;

TEST_CASE("obfuscated text is not the text") {
  std::string out;
  obfuscate("people ask once more who pays for all of it in the end", Random{1}, out);
  CHECK(out != "people ask once more who pays for all of it in the end");
  CHECK(out.size() > 54);
}

TEST_CASE("about a third of the words get look-alikes, a fifth an invisible character") {
  std::string text, out;
  for (int i = 0; i < 2000; ++i) text += "peace ";
  obfuscate(text, Random{2}, out);
  std::size_t swapped = 0, marked = 0;
  for (std::size_t at = 0; (at = out.find("е", at)) != std::string::npos; at += 2) ++swapped;
  for (const std::string_view mark : {"\u200b", "\u200c", "\u2060"}) {
    for (std::size_t at = 0; (at = out.find(mark, at)) != std::string::npos; ++at) ++marked;
  }
  CHECK(swapped / 2 == Approx(600).margin(80));  // two e's a word
  CHECK(marked == Approx(400).margin(70));
}

TEST_CASE("obfuscation is a function of its seed and breaks no character") {
  std::string first, again, other;
  const std::string text = "привет 🙂 größer";
  obfuscate(text, Random{3}, first);
  obfuscate(text, Random{3}, again);
  CHECK(first == again);
  for (std::uint64_t seed = 4; other.empty() || other == first; ++seed) {
    other.clear();
    obfuscate(text, Random{seed}, other);
  }
  CHECK(first.find("🙂") != std::string::npos);
}
