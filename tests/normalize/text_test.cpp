#include "text.h"

#include <catch2/catch.hpp>
#include <random>

#include "utf8.h"

using namespace lockstep::normalize;

namespace {

TextFolder& folder() {
  static const std::unique_ptr<TextFolder> one = [] {
    auto made = TextFolder::make();
    REQUIRE(made.ok());
    return *std::move(made);
  }();
  return *one;
}

FoldedText fold(std::string_view text) {
  FoldedText out;
  folder().fold(text, out);
  return out;
}

struct Case {
  const char* text;
  const char* folded;
};

void check(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(fold(c.text).text == c.folded);
    CHECK(fold(fold(c.text).text).text == c.folded);
  }
}

}  // namespace

TEST_CASE("Folding levels case, width, accents and blanks", "[text]") {
  check({{"", ""},
         {"   ", ""},
         {"Hello World", "hello world"},
         {"  a \t\n b\r\n ", "a b"},
         {"Ｈｅｌｌｏ　Ｗｏｒｌｄ", "hello world"},
         {"𝐇𝐞𝐥𝐥𝐨 𝓦𝓸𝓻𝓵𝓭", "hello world"},
         {"Crème brûlée", "creme brulee"},
         {"Cre\u0300me", "creme"},
         {"Z̸̢a̶l̷g̵o̷", "zalgo"},
         {"Straße STRASSE", "strasse strasse"},
         {"İstanbul", "istanbul"},
         {"Ёлка и Йод", "елка и иод"},
         {"Άνθρωπος ΣΟΦΟΣ", "ανθρωποσ σοφοσ"},
         {"ﬁne №", "fine no"},
         {"Tiếng Việt", "tieng viet"},
         {"control\x01\x02 chars", "control chars"}});
}

TEST_CASE("Other scripts keep their marks", "[text]") {
  check({{"हिन्दी में", "हिन्दी में"},
         {"がぎぐ", "がぎぐ"},
         {"한국어", "한국어"},
         {"ﻻ سلام", "لا سلام"},
         {"ไทยน้ำ", "ไทยน้ํา"},
         {"中文字符", "中文字符"}});
}

TEST_CASE("What Arabic and Hebrew may leave out is left out", "[text]") {
  check({{"سَلام", "سلام"},
         {"مـــرحـــبا", "مرحبا"},
         {"اَلْعَرَبِيَّةُ", "العربية"},
         {"שָׁלוֹם", "שלום"},
         {"בית־ספר", "בית־ספר"},
         {"a ـــ b", "a b"},
         {"مسؤول آخر", "مسؤول آخر"}});
}

TEST_CASE("Runs of three and more equal letters become two", "[text]") {
  check({{"so", "so"},
         {"soo", "soo"},
         {"sooo", "soo"},
         {"soooooo GOOOOD", "soo good"},
         {"даааа", "даа"},
         {"哈哈哈哈哈", "哈哈"},
         {"e\u0301ééé", "ee"},
         {"!!!! ---- ___a", "!!!! ---- ___a"},
         {"a111b", "a111b"}});
}

TEST_CASE("Links become a placeholder and give punctuation back", "[text]") {
  check({{"see https://example.org/a?b=c#d now", "see <u> now"},
         {"see HTTP://EXAMPLE.ORG.", "see <u>."},
         {"(https://example.org/a)", "(<u>)"},
         {"https://example.org/a_(b)", "<u>"},
         {"„https://example.org/a“", "„<u>“"},
         {"<https://example.org/a>", "<<u>>"},
         {"www.example.org rocks", "<u> rocks"},
         {"t.me/chan and bit.ly/x!", "<u> and <u>!"},
         {"example.org is a word", "example.org is a word"},
         {"and/or e.g./i.e. 24.12/25.12", "and/or e.g./i.e. <n>/<n>"},
         {"a.b/c is no host", "a.b/c is no host"},
         {"https://ru.example/wiki/Дом_на и", "<u> и"},
         {"看https://t.co/abc看看", "看https://t.co/abc看看"},
         {"看 https://t.co/abc看看", "看 <u>看看"},
         {"https:// http://", "https:// http://"},
         {"mail name@example.org/x", "mail name@example.org/x"},
         {"http://@", "http://@"}});
}

TEST_CASE("Mentions and numbers become placeholders", "[text]") {
  check({{"@Bob hi @alice_1, @x.bsky.social.", "<m> hi <m>, <m>."},
         {"@user@host.example: yes", "<m>: yes"},
         {"＠Bob hi", "<m> hi"},
         {"mail a@b.c", "mail a@b.c"},
         {"@ alone", "@ alone"},
         {"@имя привет", "<m> привет"},
         {"@bob's", "<m>'s"},
         {"win 500 or 1,000.50 at 10:30.", "win <n> or <n> at <n>."},
         {"$500 50% #1", "$<n> <n>% #<n>"},
         {"covid19 5g mp3 2nd", "covid19 5g mp3 2nd"},
         {"٣٤٥ १२", "<n> <n>"},
         {"1,2a", "1,2a"},
         {"v1.2.3", "v1.<n>"}});
}

TEST_CASE("Hashtags lose their sign inside the text and vanish at its ends", "[text]") {
  check({{"I love #coffee in the morning", "i love coffee in the morning"},
         {"#News #EU the harbour is closed", "the harbour is closed"},
         {"the harbour is closed #news #eu", "the harbour is closed"},
         {"the harbour is closed #news, #eu | #x https://t.co/a", "the harbour is closed | <u>"},
         {"the harbour #news is closed #eu #x", "the harbour news is closed"},
         {"@bob #a the harbour", "<m> the harbour"},
         {"#a #b #c", ""},
         {"#a#b text ##c here", "text c here"},
         {"I love #coffee.", "i love coffee."},
         {"＃タグ 本文 です", "本文 です"},
         {"x #1 y #1st z", "x #<n> y 1st z"},
         {"a#b &#39; /#top", "a#b &#<n>; /#top"},
         {"x #https://example.org/a y", "x <u> y"}});
}

TEST_CASE("Emoji part words and leave nothing", "[text]") {
  check({{"good 😀😀 news", "good news"},
         {"good😀news", "good news"},
         {"👨‍👩‍👧‍👦 family ❤️ flag 🇸🇪 🏴󠁧󠁢󠁥󠁮󠁧󠁿 skin "
          "👍🏽",
          "family flag skin"},
         {"1️⃣ first ©", "<n> first"},
         {"🚨🚨🚨", ""}});
}

TEST_CASE("Old retweets lose their prefix", "[text]") {
  check({{"RT @bob: the text", "the text"},
         {"RT @bob: RT @eve: the text", "the text"},
         {"RT @bob the text", "rt <m> the text"},
         {"RT @: x", "rt @: x"},
         {"the RT @bob: text", "the rt <m>: text"},
         {"RT @bob:", ""}});
}

TEST_CASE("Invisible characters are removed, and counted where writing does not need them",
          "[text]") {
  struct Counted {
    const char* text;
    const char* folded;
    std::uint32_t count;
  };
  for (const Counted& c :
       std::initializer_list<Counted>{{"va\u200Bccine", "vaccine", 1},
                                      {"v\u00ADa\u2060c\u200Ccine\uFEFF", "vaccine", 4},
                                      {"va\U000E0041ccine", "vaccine", 1},
                                      {"a\u3164b", "ab", 1},
                                      {"👨\u200D👩\u200D👧 ❤\uFE0F", "", 0},
                                      {"می\u200Cخواهم", "میخواهم", 0},
                                      {"שלום\u200F a", "שלום a", 0},
                                      {"ไทย\u200Bคำ", "ไทยคํา", 0},
                                      {"plain", "plain", 0}}) {
    CAPTURE(c.text);
    const FoldedText got = fold(c.text);
    CHECK(got.text == c.folded);
    CHECK(got.ignorable == c.count);
  }
}

TEST_CASE("Words that mix look-alike scripts are unmixed, honest mixtures are not", "[text]") {
  struct Mixed {
    const char* text;
    const char* folded;
    std::uint32_t count;
  };
  for (const Mixed& c : std::initializer_list<Mixed>{
           {"the раypal account", "the paypal account", 1},  // Cyrillic er, a
           {"the соmmon sense", "the common sense", 1},      // keeps "m"
           {"the РАYPAL account", "the paypal account", 1},
           {"the ВАNK", "the bank", 1},  // only the capitals look alike
           {"vοte nοw", "vote now", 2},  // Greek omicron
           {"the р\u200Bаypal", "the paypal", 1},
           {"это прaвда и тoлько", "это правда и только", 2},  // Latin a, o in Russian
           {"COVIDом μm", "covidом μm", 0},
           {"моя SIMка и PRщик", "моя simка и prщик", 0},
           {"Москва and London", "москва and london", 0},
           {"привет", "привет", 0},
           {"日本とABC", "日本とabc", 0}}) {
    CAPTURE(c.text);
    const FoldedText got = fold(c.text);
    CHECK(got.text == c.folded);
    CHECK(got.confusable == c.count);
  }
}

TEST_CASE("Plain text is NFC without stray controls and outer blanks", "[text]") {
  std::string out;
  const auto plain = [&](std::string_view text) { return folder().to_plain(text, out), out; };
  CHECK(plain("") == "");
  CHECK(plain(" \n\t ") == "");
  CHECK(plain("  Line one\n\tline two \n") == "Line one\n\tline two");
  CHECK(plain("Cre\u0300me") == "Crème");
  CHECK(plain("a\x01"
              "b\x7F\r") == "ab");
}

TEST_CASE("Folding is idempotent on anything", "[text][property]") {
  std::mt19937_64 random(17);
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const std::vector<std::string> parts = {"a",        "b",
                                          "aaa",      "w",
                                          "www.",     "http://",
                                          "https://", "x.org",
                                          "/",        ".",
                                          ",",        ":",
                                          "@",        "#",
                                          "##",       "_",
                                          "1",        "23",
                                          "<u>",      "<n>",
                                          "RT @b: ",  " ",
                                          "  ",       "\n",
                                          "é",        "e\u0301",
                                          "\u0301",   "ß",
                                          "İ",        "А",
                                          "р",        "о",
                                          "т",        "日",
                                          "本",       "が",
                                          "か\u3099", "ไ",
                                          "😀",        "\uFE0F",
                                          "\u200D",   "🇸",
                                          "🇪",        "½",
                                          "…",        "＃",
                                          "＠",       "｡",
                                          "ﬁ",        "´",
                                          "-",        "(",
                                          ")",        "!",
                                          "'",        "|",
                                          "ا",        "َ",
                                          "हि",       "न्",
                                          "한",       "\u1112\u1161",
                                          "\u00AD",   "\u20E3",
                                          "Σ",        "ς",
                                          "ω",        "\u0345",
                                          "K",        "\u0130",
                                          "ŉ",        "\u1E9E",
                                          "Ꭰ",        "\u2C80",
                                          "\uFDFA"};
  int unchanged = 0;
  for (int round = 0; round < 100000; ++round) {
    std::string text;
    for (std::size_t i = pick(14); i > 0; --i) text += parts[pick(parts.size())];
    const FoldedText once = fold(text);
    const FoldedText twice = fold(once.text);
    if (twice.confusable > 0) continue;  // what only looks alike in lower case
    CAPTURE(text, once.text);
    REQUIRE(twice.text == once.text);
    REQUIRE(is_utf8(once.text));
    ++unchanged;
  }
  CHECK(unchanged > 90000);
}

TEST_CASE("The fast path for ASCII folds as the slow one", "[text][property]") {
  std::mt19937_64 random(19);
  const std::string alphabet = "abcABC   ...,,::##@@//__--112233'()\n\t";
  for (int round = 0; round < 50000; ++round) {
    std::string text(random() % 30, ' ');
    for (char& c : text) c = alphabet[random() % alphabet.size()];
    CAPTURE(text);
    // A word of another script behind the text takes it through ICU.
    const std::string slow = fold(text + " Конец").text;
    const std::string fast = fold(text + " Z").text;
    REQUIRE(slow.substr(0, slow.size() - std::string_view("конец").size()) ==
            fast.substr(0, fast.size() - 1));
  }
}

TEST_CASE("Random bytes do no harm once they are repaired", "[text][property]") {
  std::mt19937_64 random(23);
  std::string plain;
  for (int round = 0; round < 100000; ++round) {
    std::string text(random() % 48, '\0');
    for (char& c : text) c = static_cast<char>(random());
    repair_utf8(text);
    REQUIRE(is_utf8(text));
    folder().to_plain(text, plain);
    REQUIRE(is_utf8(plain));
    REQUIRE(is_utf8(fold(plain).text));
  }
}

TEST_CASE("Hostile texts cost linear time and memory", "[text]") {
  const auto repeat = [](std::string_view unit) {
    std::string text;
    while (text.size() < 65536) text += unit;
    return text;
  };
  for (const char* unit : {"#a ", "#", "@",      "@a",      "1.",  "a.", "a.b/",   "http://",
                           "://", "(", "\u0301", "RT @a: ", "1",   "a",  "\uFDFA", "http://a",
                           "#1",  "á", "ра",     "1:a",     "w.w", "-",  "\u200B"}) {
    CAPTURE(unit);
    const std::string text = repeat(unit);
    const FoldedText got = fold(text);
    CHECK(got.text.size() <= 4 * 18 * text.size());
    std::vector<std::string> found;
    Spans().find_links(text, 32, found);
    Spans().find_tags(text, 64, found);
    CHECK(found.size() <= 64);
  }
}
