#include "redirectors.h"

#include <catch2/catch.hpp>

#include "link_cases.h"

using namespace lockstep;
using namespace lockstep::normalize;

TEST_CASE("AMP presentations lead to the page they present", "[redirectors]") {
  check_links(
      {{"https://www.google.com/amp/s/www.example.org/news/1", "https://example.org/news/1"},
       {"https://www.google.co.uk/amp/example.org/news/1", "https://example.org/news/1"},
       {"https://www.google.com/amp/s/amp.example.org/news/1/amp/?usqp=x&id=2",
        "https://example.org/news/1?id=2"},
       {"https://www-example-org.cdn.ampproject.org/c/s/www.example.org/news/1",
        "https://example.org/news/1"},
       {"https://cdn.ampproject.org/v/s/example.org/n?amp_js_v=0.1", "https://example.org/n"},
       {"https://amp.example.org/n", "https://example.org/n"},
       {"https://amp.dev/n", "https://amp.dev/n"},
       {"https://example.org/n/amp", "https://example.org/n"},
       {"https://example.org/n/amp/", "https://example.org/n"},
       {"https://example.org/camp", "https://example.org/camp"},
       {"https://example.org/n.amp.html", "https://example.org/n.html"},
       {"https://example.org/n?amp=1&id=2", "https://example.org/n?id=2"},
       {"https://example.org/n?outputType=amp", "https://example.org/n"},
       {"https://example.org/n?outputType=csv", "https://example.org/n?outputType=csv"},
       {"https://www.google.com/amp/", "https://google.com/amp"}});
}

// Who sends a link through a page that everybody's links go through shows nothing by it.
TEST_CASE("Redirect pages are unwrapped and are no hops", "[redirectors]") {
  struct Wrapped {
    const char* raw;
    const char* canonical;
  };
  for (const Wrapped& c : std::initializer_list<Wrapped>{
           {"https://l.facebook.com/"
            "l.php?u=https%3A%2F%2Fexample.org%2Fa%3Futm_source%3Dx%26id%3D1&h=AT0",
            "https://example.org/a?id=1"},
           {"https://www.google.com/url?sa=t&q=https://example.org/a", "https://example.org/a"},
           {"https://www.google.de/url?url=http%3A%2F%2Fexample.org", "https://example.org/"},
           {"https://t.umblr.com/redirect?z=https%3A%2F%2Fexample.org%2Fa&t=x",
            "https://example.org/a"},
           {"https://out.reddit.com/t3_x?url=https%3A%2F%2Fexample.org%2Fa&token=y",
            "https://example.org/a"},
           {"https://vk.com/away.php?to=https%3A%2F%2Fexample.org%2Fa", "https://example.org/a"},
           {"https://www.youtube.com/redirect?event=x&q=https%3A%2F%2Fexample.org%2Fa",
            "https://example.org/a"}}) {
    CAPTURE(c.raw);
    Url url;
    url.url = c.raw;
    canonicalizer().settle(url);
    CHECK(url.canonical == c.canonical);
    CHECK(url.domain == "example.org");
    CHECK(url.hop_domains.empty());
  }
}

TEST_CASE("A redirect page without a web target is a page", "[redirectors]") {
  check_links(
      {{"https://l.facebook.com/l.php", "https://l.facebook.com/l.php"},
       {"https://l.facebook.com/l.php?u=mailto%3Aa", "https://l.facebook.com/l.php?u=mailto%3Aa"},
       {"https://google.com/url?q=cats", "https://google.com/url?q=cats"},
       {"https://google.com/url?q=http%3A%2F%2Flocalhost",
        "https://google.com/url?q=http%3A%2F%2Flocalhost"},
       {"https://example.org/url?q=https%3A%2F%2Fexample.com",
        "https://example.org/url?q=https%3A%2F%2Fexample.com"}});
}

TEST_CASE("Redirect pages within redirect pages are unwrapped to the end", "[redirectors]") {
  WebAddress address;
  canonicalizer().canonicalize(
      "https://l.facebook.com/"
      "l.php?u=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fexample.org%252Fa",
      address);
  CHECK(address.canonical == "https://example.org/a");
}

TEST_CASE("A deeply wrapped link ends", "[redirectors]") {
  std::string link = "https://example.org/a";
  for (int i = 0; i < 60; ++i) link = "https://l.facebook.com/l.php?u=" + link;
  CHECK(canonical(link) == "https://example.org/a");
}
