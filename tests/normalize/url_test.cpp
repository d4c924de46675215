#include "url.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "link_cases.h"

using namespace lockstep;
using namespace lockstep::normalize;

TEST_CASE("A link is brought to one scheme, host and port", "[url]") {
  check_links({{"https://example.org/a", "https://example.org/a"},
               {"http://example.org/a", "https://example.org/a"},
               {"HTTP://Example.ORG/a", "https://example.org/a"},
               {"https://www.example.org/a", "https://example.org/a"},
               {"https://www2.example.org/a", "https://www2.example.org/a"},
               {"https://m.example.org/a", "https://m.example.org/a"},
               {"https://example.org./a", "https://example.org/a"},
               {"https://example.org:443/a", "https://example.org/a"},
               {"http://example.org:80/a", "https://example.org/a"},
               {"http://example.org:/a", "https://example.org/a"},
               {"http://example.org:00080/a", "https://example.org/a"},
               {"https://example.org:8443/a", "https://example.org:8443/a"},
               {"https://example.org:65535/", "https://example.org:65535/"},
               {"https://user:secret@example.org/a", "https://example.org/a"},
               {"https://a@b@example.org/a", "https://example.org/a"},
               {"example.org/a", "https://example.org/a"},
               {"example.org:8080/a", "https://example.org:8080/a"},
               {"//example.org/a", "https://example.org/a"},
               {"https:/example.org/a", "https://example.org/a"},
               {"https:\\\\example.org\\a", "https://example.org/a"},
               {" \thttps://exam\nple.org/a \r\n", "https://example.org/a"}});
}

TEST_CASE("What is no web address has no canonical form", "[url]") {
  for (const std::string& raw : std::initializer_list<std::string>{
           "",
           " ",
           "https://",
           "https:///",
           "mailto:a@example.org",
           "javascript:alert(1)",
           "tg://resolve?domain=x",
           "ftp://example.org/a",
           "data:text/plain,x",
           "localhost",
           "https://localhost/x",
           "just words",
           "https://exa mple.org/",
           "https://example..org/",
           "https://.example.org/",
           "https://example.org:65536/",
           "https://example.org:8a/",
           "https://1.2.3.4.5/",
           "https://999.1.1.1/",
           "https://[::1/",
           "https://[zz]/",
           "https://ex<ample.org/",
           "#top",
           "?q=1",
           "/path",
           "https://%00.org/",
           "https://\xFF\xFE.org/",
           "https://" + std::string(64, 'a') + ".org/",
           "at://did:plc:x/app.bsky.feed.post/1",
           "https://example.org/" + std::string(UrlCanonicalizer::kMaxLength, 'a')}) {
    CAPTURE(raw.substr(0, 80));
    CHECK(canonical(raw).empty());
  }
  CHECK_FALSE(canonical("https://" + std::string(63, 'a') + ".org/").empty());
}

TEST_CASE("Paths are normalised, and links that strict parsers reject are mended", "[url]") {
  check_links({{"https://example.org", "https://example.org/"},
               {"https://example.org/", "https://example.org/"},
               {"https://example.org?", "https://example.org/"},
               {"https://example.org?a=1", "https://example.org/?a=1"},
               {"https://example.org/a/", "https://example.org/a"},
               {"https://example.org/a//", "https://example.org/a"},
               {"https://example.org/a//b", "https://example.org/a//b"},
               {"https://example.org/a/./b/../c", "https://example.org/a/c"},
               {"https://example.org/../../a", "https://example.org/a"},
               {"https://example.org/a/%2e%2e/b", "https://example.org/b"},
               {"https://example.org/%7euser/%41", "https://example.org/~user/A"},
               {"https://example.org/a%2fb", "https://example.org/a%2Fb"},
               {"https://example.org/Case", "https://example.org/Case"},
               {"https://example.org/a#top", "https://example.org/a"},
               {"https://example.org/a#b?c", "https://example.org/a"},
               {"https://example.org/a b|c", "https://example.org/a%20b%7Cc"},
               {"https://example.org/дом", "https://example.org/%D0%B4%D0%BE%D0%BC"},
               {"https://example.org/%d0%b4%d0%be%d0%bc", "https://example.org/%D0%B4%D0%BE%D0%BC"},
               {"https://example.org/100%", "https://example.org/100%25"},
               {"https://example.org/%zz", "https://example.org/%25zz"},
               {"https://example.org/a:b@c", "https://example.org/a:b@c"}});
}

TEST_CASE("Queries are sorted and lose what only says how the link travelled", "[url]") {
  check_links(
      {{"https://example.org/?b=2&a=1", "https://example.org/?a=1&b=2"},
       {"https://example.org/?a=2&a=1", "https://example.org/?a=1&a=2"},
       {"https://example.org/?a=1&&b=2&", "https://example.org/?a=1&b=2"},
       {"https://example.org/?a=", "https://example.org/?a"},
       {"https://example.org/?a[]=1", "https://example.org/?a%5B%5D=1"},
       {"https://example.org/?a=b=c", "https://example.org/?a=b=c"},
       {"https://example.org/?q=%7e%41", "https://example.org/?q=~A"},
       {"https://example.org/?q=a+b", "https://example.org/?q=a+b"},
       {"https://example.org/a?utm_source=x&utm_Medium=y", "https://example.org/a"},
       {"https://example.org/a?UTM_SOURCE=x&id=1", "https://example.org/a?id=1"},
       {"https://example.org/a?utm%5Fsource=x&id=1", "https://example.org/a?id=1"},
       {"https://example.org/a?fbclid=x&id=1&gclid=y&igshid=z&mc_eid=w",
        "https://example.org/a?id=1"},
       {"https://example.org/a?fbclid", "https://example.org/a"},
       {"https://example.org/a?ref=home&ref_src=x&reference=7",
        "https://example.org/a?reference=7"},
       {"https://x.com/u/status/1?s=20&t=abc", "https://x.com/u/status/1"},
       {"https://example.org/?s=20&t=abc", "https://example.org/?s=20&t=abc"},
       {"https://www.youtube.com/watch?v=Id&feature=youtu.be&si=x",
        "https://youtube.com/watch?v=Id"},
       {"https://music.youtube.com/watch?v=Id&si=x", "https://music.youtube.com/watch?v=Id"}});
}

TEST_CASE("Addresses of one page that its platform made are one", "[url]") {
  check_links(
      {{"https://youtu.be/dQw4w9WgXcQ?si=abc", "https://youtube.com/watch?v=dQw4w9WgXcQ"},
       {"https://m.youtube.com/watch?v=dQw4w9WgXcQ", "https://youtube.com/watch?v=dQw4w9WgXcQ"},
       {"https://www.youtube.com/shorts/dQw4w9WgXcQ", "https://youtube.com/watch?v=dQw4w9WgXcQ"},
       {"https://www.youtube.com/embed/Id?v=other&t=3", "https://youtube.com/watch?t=3&v=Id"},
       {"https://youtu.be/", "https://youtube.com/"},
       {"https://youtu.be/a/b", "https://youtube.com/a/b"},
       {"https://www.youtube.com/shorts/", "https://youtube.com/shorts"},
       {"https://mobile.twitter.com/u/status/1?s=20&t=abc", "https://x.com/u/status/1"},
       {"https://twitter.com/u/status/1", "https://x.com/u/status/1"},
       {"https://telegram.me/chan/5", "https://t.me/chan/5"},
       {"https://t.me/s/chan/5", "https://t.me/chan/5"},
       {"https://t.me/s/", "https://t.me/s"},
       {"https://m.facebook.com/a/posts/1", "https://facebook.com/a/posts/1"},
       {"https://en.m.wikipedia.org/wiki/A", "https://en.wikipedia.org/wiki/A"},
       {"https://m.example.org/a", "https://m.example.org/a"}});
}

TEST_CASE("A fragment that an application reads is part of the page's name", "[url]") {
  check_links({{"https://mega.nz/#!AAAA!key", "https://mega.nz/#!AAAA!key"},
               {"https://example.org/#/news/1", "https://example.org/#/news/1"},
               {"https://example.org/a?b=1#/news/ö ", "https://example.org/a?b=1#/news/%C3%B6"},
               {"https://example.org/a#/b?c", "https://example.org/a#/b?c"},
               {"https://example.org/#/", "https://example.org/"},
               {"https://example.org/a#part", "https://example.org/a"},
               {"https://example.org/a#", "https://example.org/a"},
               {"https://t.me/amp", "https://t.me/amp"}});
}

TEST_CASE("The landing page is the last redirect, and the hops are what lies before it", "[url]") {
  Url url;
  url.url = "https://t.co/AbCdEf1234";
  SECTION("a link alone lands where it points") {
    canonicalizer().settle(url);
    CHECK(url.canonical == "https://t.co/AbCdEf1234");
    CHECK(url.domain == "t.co");
    CHECK(url.hop_domains.empty());
  }
  SECTION("the expanded link is one hop further") {
    url.expanded = "https://example.org/a";
    canonicalizer().settle(url);
    CHECK(url.canonical == "https://example.org/a");
    CHECK(url.hop_domains == std::vector<std::string>{"t.co"});
  }
  SECTION("a chain names every domain once, in order, without the landing page's") {
    url.expanded = "https://short.example/h";
    url.redirects = {"https://t.co/AbCdEf1234",         "https://short.example/h",
                     "https://go.relay.example/r?c=77", "https://go.relay.example/s",
                     "https://harbor.example/x",        "https://www.harbor.example/y"};
    canonicalizer().settle(url);
    CHECK(url.canonical == "https://harbor.example/y");
    CHECK(url.domain == "harbor.example");
    CHECK(url.hop_domains == std::vector<std::string>{"t.co", "short.example", "relay.example"});
  }
  SECTION("a redirect page on the way is no hop") {
    url.expanded = "https://vk.com/away.php?to=https%3A%2F%2Fexample.org%2Fa";
    canonicalizer().settle(url);
    CHECK(url.canonical == "https://example.org/a");
    CHECK(url.hop_domains == std::vector<std::string>{"t.co"});
  }
  SECTION("a landing page that is no web address leaves the fields empty") {
    url.expanded = "intent://example.org#Intent;end";
    canonicalizer().settle(url);
    CHECK(url.canonical.empty());
    CHECK(url.domain.empty());
    CHECK(url.hop_domains == std::vector<std::string>{"t.co"});
  }
  SECTION("settling twice is settling once") {
    url.expanded = "https://example.org/a";
    canonicalizer().settle(url);
    const Url once = url;
    canonicalizer().settle(url);
    CHECK(url.canonical == once.canonical);
    CHECK(url.hop_domains == once.hop_domains);
  }
}

TEST_CASE("Presentation does not change the canonical form", "[url][property]") {
  std::mt19937_64 random(7);
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const std::vector<std::string> tracking = {"utm_source=a", "fbclid=IwAR", "utm_campaign=x%20y",
                                             "gclid=1"};
  const std::vector<std::string> schemes = {"http://", "https://", "HTTPS://", "http://www.",
                                            "https://WWW."};
  const std::vector<std::string> hosts = {"example.org", "EXAMPLE.org", "Example.Org",
                                          "example.org:443", "example.org."};
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::string> fields;
    for (std::size_t i = pick(4); i > 0; --i)
      fields.push_back("k" + std::to_string(pick(3)) + "=" + std::to_string(pick(9)));
    const std::string path = "/p" + std::to_string(pick(100));
    const auto spell = [&] {
      std::vector<std::string> mixed = fields;
      for (std::size_t i = pick(3); i > 0; --i) mixed.push_back(tracking[pick(tracking.size())]);
      std::shuffle(mixed.begin(), mixed.end(), random);
      std::string link =
          schemes[pick(schemes.size())] + hosts[pick(hosts.size())] + path + (pick(2) ? "/" : "");
      for (std::size_t i = 0; i < mixed.size(); ++i) link += (i == 0 ? '?' : '&') + mixed[i];
      return link + (pick(2) ? "#f" : "");
    };
    const std::string one = spell(), other = spell();
    CAPTURE(one, other);
    REQUIRE_FALSE(canonical(one).empty());
    REQUIRE(canonical(one) == canonical(other));
  }
}

TEST_CASE("The canonical form of anything is a fixed point", "[url][property]") {
  std::mt19937_64 random(11);
  const auto pick = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  const std::vector<std::string> parts = {"http://",
                                          "https://",
                                          "example.org",
                                          "www.",
                                          "amp.",
                                          "amp",
                                          ".amp",
                                          ".amp.html",
                                          "/",
                                          "//",
                                          ".",
                                          "..",
                                          "%2e",
                                          "%2F",
                                          "%",
                                          "%25",
                                          "%zz",
                                          "?",
                                          "&",
                                          "=",
                                          "#",
                                          "a",
                                          "B",
                                          "q=",
                                          "url?q=",
                                          "google.com",
                                          "/amp/s/",
                                          "l.facebook.com/l.php?u=",
                                          "https%3A%2F%2F",
                                          ":80",
                                          ":443",
                                          ":8080",
                                          "@",
                                          "utm_source=1",
                                          "é",
                                          "日本",
                                          "[::1]",
                                          "1.2.3.4",
                                          " ",
                                          "+",
                                          "|",
                                          "\\",
                                          "\xFF",
                                          "co.uk",
                                          ";",
                                          "s=1",
                                          "href.li",
                                          "cdn.ampproject.org/c/s/",
                                          ":",
                                          "\t",
                                          "xn--",
                                          "xn--a"};
  int addresses = 0;
  for (int round = 0; round < 100000; ++round) {
    std::string raw = pick(2) ? "https://example.org" : "";
    for (std::size_t i = pick(12); i > 0; --i) raw += parts[pick(parts.size())];
    const std::string once = canonical(raw);
    if (once.empty()) continue;
    ++addresses;
    CAPTURE(raw, once);
    REQUIRE(canonical(once) == once);
    REQUIRE(std::all_of(once.begin(), once.end(), [](char c) { return c > ' ' && c < 0x7F; }));
  }
  CHECK(addresses > 20000);
}

TEST_CASE("Random bytes do no harm as links", "[url][property]") {
  std::mt19937_64 random(13);
  for (int round = 0; round < 100000; ++round) {
    std::string raw(random() % 40, '\0');
    for (char& c : raw) c = static_cast<char>(random());
    const std::string once = canonical(round % 2 ? "https://example.org/" + raw : raw);
    REQUIRE((once.empty() || canonical(once) == once));
  }
}

TEST_CASE("Of dropped parameters, the marks are kept", "[url]") {
  UrlCanonicalizer urls(*Hosts::make(""),
                        *TrackingParameters::parse(builtin_tracking_parameters()));
  const auto marks_of = [&](const std::string& raw) {
    Url url;
    url.url = raw;
    urls.settle(url);
    return url.marks;
  };
  using Strings = std::vector<std::string>;
  CHECK(marks_of("https://a.org/x?UTM_Campaign=Autumn7&id=4&utm_source=x&fbclid=IwAR0").front() ==
        "utm_campaign=Autumn7");
  CHECK(marks_of("https://a.org/x?tag=blog-20").empty());  // belongs to the page there
  CHECK(marks_of("https://amazon.com/x?tag=blog-20") == Strings{"tag=blog-20"});
  CHECK(marks_of("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.org%2Fx%3Fref%3Danna77") ==
        Strings{"ref=anna77"});

  SECTION("a value of four to 64 bytes") {
    for (const std::size_t size : {3U, 4U, 64U, 65U}) {
      CAPTURE(size);
      CHECK(marks_of("https://a.org/x?ref=" + std::string(size, 'v')).size() ==
            (size >= 4 && size <= 64 ? 1U : 0U));
    }
  }
  SECTION("four of them") {
    std::string link = "https://a.org/x?ref=first";
    for (const auto* name : {"utm_id", "mc_cid", "mc_eid", "xtor", "vero_id"})
      link.append("&").append(name).append("=value");
    CHECK(marks_of(link).size() == 4);
    CHECK(marks_of(link + "&ref=first") == marks_of(link));
  }
  SECTION("of every link on the way, once") {
    Url url;
    url.url = "https://go.example/x?ref=anna77";
    url.expanded = "https://a.org/x?ref=anna77&utm_campaign=autumn";
    url.redirects = {"https://a.org/x"};
    urls.settle(url);
    CHECK(url.canonical == "https://a.org/x");
    CHECK(url.marks == Strings{"ref=anna77", "utm_campaign=autumn"});
    urls.settle(url);
    CHECK(url.marks.size() == 2);
  }
}
