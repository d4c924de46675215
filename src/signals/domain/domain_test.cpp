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
