#include <catch2/catch.hpp>

#include "minhash.h"
#include "trace_probe.h"

namespace lockstep::signals {
extern const SignalDef text;

namespace {

Post saying(std::string folded) {
  Post post;
  post.platform = "x";
  post.plain_text = "As written: " + folded;
  post.folded_text = std::move(folded);
  return post;
}

TEST_CASE("the length of a text decides how it is compared", "[unit][signals]") {
  struct Case {
    const char* what;
    std::string folded;
    std::size_t exact, sketches;
  };
  const auto c = GENERATE(values<Case>({
      {"empty", "", 0, 0},
      {"11 characters", "abcdefghijk", 0, 0},
      {"12 characters", "abcdefghijkl", 1, 0},
      {"13 characters", "abcdefghijklm", 1, 0},
      {"29 characters", "abcdefghij abcdefghij abcdefg", 1, 0},
      {"30 characters", "abcdefghij abcdefghij abcdefgh", 0, 1},
      {"31 characters", "abcdefghij abcdefghij abcdefghi", 0, 1},
      {"11 Cyrillic characters, 22 bytes", "абвгдежзийк", 0, 0},
      {"12 Cyrillic characters", "абвгдежзийкл", 1, 0},
      {"nothing but placeholders", "<u> <m> <n> <u> <m> <n> <u> <m> <n> <u>", 0, 0},
      {"placeholders do not make a short text long", "<m> <m> <m> <m> <m> look <u> <u> <u>", 0, 0},
      {"spaces around placeholders do not count", "hello <u> you <m> <n>", 0, 0},
  }));
  CAPTURE(c.what);
  const TraceProbe probe(text, saying(c.folded));
  CHECK(probe.texts("text").size() == c.exact);
  CHECK(probe.sketches("text").size() == c.sketches);
}

TEST_CASE("the reader sees the text as written, the key is made of the folded one",
          "[unit][signals]") {
  const auto post = saying("read this now friends");
  const TraceProbe probe(text, post);
  CHECK(probe.texts("text") == std::vector<std::string>{"As written: read this now friends"});
  CHECK(probe.traced().traces[0].key == key_of("text", post.folded_text));
}

TEST_CASE("an excerpt is cut between characters", "[unit][signals]") {
  auto post = saying(std::string(40, 'x'));
  post.plain_text = std::string(kMaxKeyText - 1, 'x') + "\xD0\x96 and more";
  CHECK(TraceProbe(text, post).sketches("text")[0].excerpt == std::string(kMaxKeyText - 1, 'x'));
}

TEST_CASE("a repost or a like writes nothing, a quote does", "[unit][signals]") {
  auto post = saying("what a wonderful morning it is in the city today");
  post.action = Action::kQuote;
  CHECK(TraceProbe(text, post).size() == 1);
  post.action = Action::kLike;
  CHECK(TraceProbe(text, post).size() == 0);
  post.action = Action::kRepost;
  post.repost_of = "9";
  CHECK(TraceProbe(text, post).size() == 0);
}

}  // namespace
}  // namespace lockstep::signals
