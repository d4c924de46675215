#include <catch2/catch.hpp>

#include "trace_probe.h"

namespace lockstep::signals {
extern const SignalDef reply;

namespace {

TEST_CASE("a reply is a trace of the post it answers", "[unit][signals]") {
  Post post;
  post.platform = "x";
  post.action = Action::kReply;
  post.in_reply_to = "9";
  CHECK(TraceProbe(reply, post).texts("reply") == std::vector<std::string>{"x:9"});

  SECTION("the same id elsewhere is another post") {
    auto elsewhere = post;
    elsewhere.platform = "mastodon";
    CHECK(TraceProbe(reply, elsewhere).traced().traces[0].key !=
          TraceProbe(reply, post).traced().traces[0].key);
  }
  SECTION("no target, no trace") {
    post.in_reply_to.clear();
    CHECK(TraceProbe(reply, post).size() == 0);
  }
  SECTION("a repost of a reply answers nobody") {
    post.action = Action::kRepost;
    post.repost_of = "10";
    CHECK(TraceProbe(reply, post).size() == 0);
  }
}

}  // namespace
}  // namespace lockstep::signals
