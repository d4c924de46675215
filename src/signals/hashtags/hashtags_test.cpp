#include <catch2/catch.hpp>

#include "trace_probe.h"

namespace lockstep::signals {
extern const SignalDef hashtags;

namespace {

using Strings = std::vector<std::string>;

Post tagged(Strings tags) {
  Post post;
  post.platform = "x";
  post.hashtags = std::move(tags);
  return post;
}

TEST_CASE("five different tags in order are a sequence", "[unit][signals]") {
  struct Case {
    const char* what;
    Strings tags, sequences;
  };
  const auto c = GENERATE(values<Case>({
      {"four", {"a", "b", "c", "d"}, {}},
      {"four and a repeated one", {"a", "b", "c", "d", "a"}, {}},
      {"five", {"a", "b", "c", "d", "e"}, {"#a #b #c #d #e"}},
      {"six", {"f", "a", "b", "c", "d", "e"}, {"#f #a #b #c #d #e"}},
      {"padded by repetition", {"a", "b", "a", "c", "d", "b", "e"}, {"#a #b #c #d #e"}},
  }));
  CAPTURE(c.what);
  CHECK(TraceProbe(hashtags, tagged(c.tags)).texts("hashtag-sequence") == c.sequences);
}

TEST_CASE("each tag is a trace, at most eight, the same ones in any order", "[unit][signals]") {
  CHECK(TraceProbe(hashtags, tagged({"b", "a", "b", ""})).texts("hashtag") == Strings{"#a", "#b"});
  Strings many;
  for (int i = 0; i < 64; ++i) many.push_back("tag" + std::to_string(i));
  const auto kept = TraceProbe(hashtags, tagged(many)).texts("hashtag");
  CHECK(kept.size() == 8);
  std::rotate(many.begin(), many.begin() + 30, many.end());
  CHECK(TraceProbe(hashtags, tagged(many)).texts("hashtag") == kept);
}

TEST_CASE("a repost uses no tags of its own", "[unit][signals]") {
  auto post = tagged({"a"});
  post.action = Action::kRepost;
  post.repost_of = "9";
  CHECK(TraceProbe(hashtags, post).size() == 0);
}

}  // namespace
}  // namespace lockstep::signals
