#include <catch2/catch.hpp>

#include "trace_probe.h"

namespace lockstep::signals {
extern const SignalDef url;

namespace {

Post linking(std::vector<std::string> pages) {
  Post post;
  post.platform = "x";
  for (auto& page : pages) {
    post.urls.emplace_back();
    post.urls.back().canonical = std::move(page);
  }
  return post;
}

TEST_CASE("the landing page is the trace, whatever the platform", "[unit][signals]") {
  auto post = linking({"https://example.org/a", "", "https://example.org/a"});
  post.urls[0].url = "https://t.co/x1";
  const TraceProbe probe(url, post);
  CHECK(probe.texts("url") == std::vector<std::string>{"https://example.org/a"});

  post.platform = "mastodon";
  post.urls[0].url = "https://bit.ly/y2";
  CHECK(TraceProbe(url, post).traced().traces[0].key == probe.traced().traces[0].key);
}

TEST_CASE("a repost posts no link of its own, a forward of unknown origin does",
          "[unit][signals]") {
  auto post = linking({"https://example.org/a"});
  post.action = Action::kForward;
  CHECK(TraceProbe(url, post).size() == 1);
  post.repost_of = "9";
  CHECK(TraceProbe(url, post).size() == 0);
}

TEST_CASE("a post stuffed with links keeps six", "[unit][signals]") {
  std::vector<std::string> pages;
  for (int i = 0; i < 32; ++i) pages.push_back("https://example.org/" + std::to_string(i));
  CHECK(TraceProbe(url, linking(pages)).size() == 6);
}

}  // namespace
}  // namespace lockstep::signals
