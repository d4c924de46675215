#include "html.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <random>
#include <thread>

#include "utf8.h"

using namespace lockstep::normalize;

namespace {
HtmlText read(std::string_view html) {
  HtmlText out;
  html_to_text(html, out);
  return out;
}
}  // namespace

TEST_CASE("HTML becomes the text a reader sees", "[html]") {
  struct Case {
    const char* html;
    const char* text;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"", ""},
           {"plain", "plain"},
           {"<p>One</p><p>Two</p>", "One\nTwo"},
           {"<p>One<br>Two<br/>Three</p>", "One\nTwo\nThree"},
           {"<p>One<br><br>Two</p>", "One\nTwo"},
           {"<ul><li>a</li><li>b</li></ul>", "a\nb"},
           {"a <b>bold</b> and <i>sl</i>anted", "a bold and slanted"},
           {"  a \n\n  b  ", "a b"},
           {"<p> a </p> <p> b </p>", "a\nb"},
           {"Fish &amp; chips &lt;3 &#39;x&#39; &eacute; &#x1F600;", "Fish & chips <3 'x' é 😀"},
           {"&nosuch; & alone", "&nosuch; & alone"},
           {"a<script>alert('x')</script><style>p{}</style>b", "ab"},
           {"a<!-- <p>no</p> -->b", "ab"},
           {"<p>unclosed <b>bold", "unclosed bold"},
           {"</p></div>stray", "stray"},
           {"1 < 2 and 3 > 2", "1 < 2 and 3 > 2"},
           {"日本語<br>тест", "日本語\nтест"}}) {
    CAPTURE(c.html);
    CHECK(read(c.html).text == c.text);
    CHECK_FALSE(read(c.html).cut);
  }
}

TEST_CASE("A link shortened for display stays whole", "[html]") {
  const HtmlText got = read(
      R"(<p>Look <a href="https://example.org/a/very/long/path" rel="nofollow noopener"><span class="invisible">https://</span>)"
      R"(<span class="ellipsis">example.org/a/very</span><span class="invisible">/long/path</span></a></p>)");
  CHECK(got.text == "Look https://example.org/a/very/long/path");
  CHECK(got.links == std::vector<std::string>{"https://example.org/a/very/long/path"});
}

TEST_CASE("Links of hashtags and mentions are not links of the post", "[html]") {
  const HtmlText got = read(
      R"(<p><span class="h-card"><a href="https://social.example/@bob" class="u-url mention">@<span>bob</span></a></span> )"
      R"(<a href="https://social.example/tags/x" class="mention hashtag" rel="tag">#<span>x</span></a> )"
      R"(<a href="https://social.example/t" rel="tag">#y</a> <a href="https://e.example/?a=1&amp;b=2">z</a> <a name="q">w</a></p>)");
  CHECK(got.text == "@bob #x #y z w");
  CHECK(got.links == std::vector<std::string>{"https://e.example/?a=1&b=2"});
}

TEST_CASE("Nesting is followed to its bound and not further", "[html]") {
  const auto nest = [](std::size_t depth) {
    std::string html;
    for (std::size_t i = 0; i < depth; ++i) html += "<b>";
    return html + "core";
  };
  CHECK(read(nest(kMaxHtmlDepth - 1)).text == "core");
  CHECK(read(nest(kMaxHtmlDepth)).text == "core");
  CHECK_FALSE(read(nest(kMaxHtmlDepth)).cut);
  CHECK(read(nest(kMaxHtmlDepth + 1)).cut);
  CHECK(read("before " + nest(80000)).text == "before");
}

TEST_CASE("Size and number of links are bounded", "[html]") {
  std::string many;
  for (int i = 0; i < 1000; ++i)
    many += "<a href='https://example.org/" + std::to_string(i) + "'>x</a>";
  CHECK(read(many).links.size() == kMaxHtmlLinks);
  std::string big = "<p>";
  while (big.size() < 4 * kMaxHtml) big += "é";
  const HtmlText got = read(big);
  CHECK(got.cut);
  CHECK(got.text.size() <= kMaxHtml);
  CHECK(is_utf8(got.text));
}

TEST_CASE("A tag beyond its bound is left out, a text with a bracket is not", "[html]") {
  std::string attributes;
  for (int i = 0; attributes.size() < kMaxHtmlTag; ++i) attributes += " a" + std::to_string(i);
  HtmlText out;
  html_to_text("<p>before</p><a" + attributes + " href=\"https://x.example\">inside</a> after",
               out);
  CHECK(out.text == "before\ninside after");
  CHECK(out.links.empty());
  html_to_text("never closed <b" + attributes, out);
  CHECK(out.text == "never closed");
  const std::string words(kMaxHtmlTag, 'w');
  html_to_text("1 &lt; 2 < 3 " + words + "> end", out);
  CHECK(out.text.size() > kMaxHtmlTag);
}

TEST_CASE("A document cannot switch the encoding", "[html]") {
  CHECK(read("<meta charset='utf-16'><meta http-equiv='Content-Type' content='text/html; "
             "charset=iso-8859-1'>é日")
            .text == "é日");
}

TEST_CASE("Random markup does no harm", "[html][property]") {
  std::mt19937_64 random(29);
  const std::vector<std::string> parts = {"<",         ">",         "<p>",
                                          "</p>",      "<a href='", "'>",
                                          "<br",       "/>",        "&",
                                          "&amp;",     "&#",        "x41;",
                                          "é",         "a",         "<!--",
                                          "-->",       "<![CDATA[", "]]>",
                                          "<script>",  "</script>", "\"",
                                          " ",         "<?",        "<table><tr>",
                                          "</b>",      "<svg>",     "<select><option>",
                                          "\x01",      "<b ",       "=",
                                          "<!DOCTYPE", "<html>",    "<head>",
                                          "<frameset>"};
  for (int round = 0; round < 20000; ++round) {
    std::string html;
    for (std::size_t i = random() % 20; i > 0; --i) html += parts[random() % parts.size()];
    CAPTURE(html);
    REQUIRE(is_utf8(read(html).text));
  }
}

TEST_CASE("Many threads may read at once", "[html]") {
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) wrong += read("<p>a<br>b &amp; c</p>").text != "a\nb & c";
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("A link that only claims to be a mention stays a link", "[html]") {
  const HtmlText got = read(R"(<a class="mention" href="https://hidden.example/">read this</a>)");
  CHECK(got.links == std::vector<std::string>{"https://hidden.example/"});
}
