#include <catch2/catch.hpp>

#include "trace_probe.h"

namespace lockstep::signals {
extern const SignalDef repost;

namespace {

TEST_CASE("a repost or forward of a known post is a trace of that post", "[unit][signals]") {
  struct Case {
    const char* what;
    EventKind event;
    Action action;
    std::string target;
    std::vector<std::string> keys;
  };
  const auto c = GENERATE(values<Case>({
      {"repost", EventKind::kPost, Action::kRepost, "9", {"x:9"}},
      {"forward", EventKind::kPost, Action::kForward, "9", {"x:9"}},
      {"forward that hides its origin", EventKind::kPost, Action::kForward, "", {}},
      {"quote", EventKind::kPost, Action::kQuote, "9", {}},
      {"like", EventKind::kPost, Action::kLike, "9", {}},
      {"repost taken back", EventKind::kDelete, Action::kRepost, "9", {}},
      {"login", EventKind::kLogin, Action::kRepost, "9", {}},
  }));
  CAPTURE(c.what);
  Post post;
  post.platform = "x";
  post.event = c.event;
  post.action = c.action;
  post.repost_of = c.target;
  CHECK(TraceProbe(repost, post).texts("repost") == c.keys);
}

}  // namespace
}  // namespace lockstep::signals
