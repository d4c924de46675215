#include <catch2/catch.hpp>

#include "trace_probe.h"

namespace lockstep::signals {
extern const SignalDef domain;

namespace {

using Strings = std::vector<std::string>;

Post linking(std::string landing, Strings hops) {
  Post post;
  post.platform = "x";
  post.urls.emplace_back();
  post.urls[0].domain = std::move(landing);
  post.urls[0].hop_domains = std::move(hops);
  return post;
}

TEST_CASE("a parameter is named with the page it was on", "[unit][signals]") {
  auto post = linking("a.example", {});
  post.urls[0].canonical = "https://a.example/1";
  post.urls[0].marks = {"ref=anna77"};
  const TraceProbe one(domain, post);
  CHECK(one.texts("parameter") == Strings{"ref=anna77 on https://a.example/1"});

  SECTION("on another page it is the same") {
    post.urls[0].canonical = "https://a.example/2";
    const TraceProbe other(domain, post);
    CHECK(other.texts("parameter") != one.texts("parameter"));
    const auto& a = one.traced().traces;
    const auto& b = other.traced().traces;
    CHECK(b[b.size() - 1].key == a[a.size() - 1].key);
  }
  SECTION("of many, every post keeps the same two") {
    post.urls[0].marks = {"ref=anna77", "ref=b", "ref=c", "ref=d"};
    auto turned = post;
    std::reverse(turned.urls[0].marks.begin(), turned.urls[0].marks.end());
    const auto kept = TraceProbe(domain, post).texts("parameter");
    CHECK(kept.size() == 2);
    CHECK(TraceProbe(domain, turned).texts("parameter") == kept);
  }
  SECTION("what is passed on shows the marks of somebody else") {
    post.action = Action::kRepost;
    post.repost_of = "9";
    CHECK(TraceProbe(domain, post).texts("parameter").empty());
  }
}

TEST_CASE("hops count as redirectors unless everybody uses them", "[unit][signals]") {
  struct Case {
    const char* what;
    Strings hops, redirects;
  };
  const auto c = GENERATE(values<Case>({
      {"no hops", {}, {}},
      {"a private redirector", {"go-news24.example"}, {"go-news24.example"}},
      {"every hop, not only the last", {"a.example", "b.example"}, {"a.example", "b.example"}},
      {"public shorteners on the way", {"t.co", "bit.ly", "a.example", "youtu.be"}, {"a.example"}},
      {"link wrappers of platforms", {"vk.com", "google.de", "outlook.com", "umblr.com"}, {}},
      {"first and last of the table", {"adf.ly", "youtube.com"}, {}},
      {"the site redirecting to itself", {"example.org"}, {}},
  }));
  CAPTURE(c.what);
  const TraceProbe probe(domain, linking("example.org", c.hops));
  CHECK(probe.texts("domain") == Strings{"example.org"});
  CHECK(probe.texts("redirect") == c.redirects);
}

TEST_CASE("a post that is no link, or repeats another's, has no site", "[unit][signals]") {
  CHECK(TraceProbe(domain, linking("", {})).size() == 0);
  auto repeated = linking("example.org", {"a.example"});
  repeated.action = Action::kRepost;
  repeated.repost_of = "9";
  CHECK(TraceProbe(domain, repeated).size() == 0);
}

TEST_CASE("only the redirector is a clue, measured among those who posted links",
          "[unit][signals]") {
  CHECK_FALSE(domain.kinds[0].clue);
  CHECK(domain.kinds[1].clue);
  CHECK(domain.kinds[1].among == "domain");
}

}  // namespace
}  // namespace lockstep::signals
