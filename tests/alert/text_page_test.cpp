#include "lockstep/alert/text_page.h"

#include <catch2/catch.hpp>
#include <random>

#include "lockstep/alert/utf8.h"

namespace lockstep::alert {

TEST_CASE("columns count what a terminal shows") {
  CHECK(columns("") == 0);
  CHECK(columns("abc") == 3);
  CHECK(columns("åäö") == 3);
  CHECK(columns("漢字") == 4);
  CHECK(columns("🙂") == 2);
  CHECK(columns("e\u0301") == 1);
}

TEST_CASE("nothing printed can move the cursor or turn the writing around") {
  CHECK(printable("a\x1b[2Jb") == "a?[2Jb");
  CHECK(printable("a\u202Eb\u2066c\u200Fd") == "a?b?c?d");
  CHECK(printable("a\xC2\x9B"
                  "b") == "a?b");
  CHECK(printable("\xFF\xFE") == "??");
  CHECK(printable("  a \t\r\n b  ") == "a b");
}

TEST_CASE("a long text is shortened at a whole character") {
  CHECK(shorten("abcdef", 6) == "abcdef");
  CHECK(shorten("abcdefg", 6) == "abc...");
  CHECK(columns(shorten("漢字漢字漢字", 8)) <= 8);
}

TEST_CASE("lines break at spaces, and inside a word only if it is longer than a line") {
  TextPage page;
  page.paragraph(2, 2,
                 std::string(60, 'a') + ' ' + std::string(60, 'b') + ' ' + std::string(120, 'c'));
  CHECK(page.take() == "  " + std::string(60, 'a') + "\n    " + std::string(60, 'b') + "\n    " +
                           std::string(96, 'c') + "\n    " + std::string(24, 'c') + "\n");
}

TEST_CASE("a word may end in the last column") {
  for (const std::size_t size : {99u, 100u, 101u}) {
    TextPage page;
    page.paragraph(0, 0, std::string(size - 2, 'a') + " b");
    CHECK(page.take() == std::string(size - 2, 'a') + (size <= 100 ? " b\n" : "\nb\n"));
  }
}

TEST_CASE("no line of any text is wider than the page") {
  std::mt19937_64 random{7};
  const char* const pieces[] = {" ", "a", "漢", "🙂", "e\u0301", "\xff", "\n", "abcdefghij"};
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (std::uint64_t n = random() % 300; n > 0; --n) text += pieces[random() % std::size(pieces)];
    TextPage page;
    page.paragraph(random() % 5, random() % 5, text);
    const std::string out = page.take();
    for (std::size_t start = 0; start < out.size();) {
      const std::size_t end = out.find('\n', start);
      CHECK(columns(out.substr(start, end - start)) <= TextPage::kColumns);
      start = end + 1;
    }
  }
}

}  // namespace lockstep::alert
