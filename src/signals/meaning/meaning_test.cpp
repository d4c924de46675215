#include <catch2/catch.hpp>

#include "trace_probe.h"

namespace lockstep::signals {
extern const SignalDef meaning;

namespace {

const std::string kLong = "what nobody told us of the harbour";

Post saying(std::string text, std::vector<float> embedding) {
  Post post;
  post.platform = std::string("x");  // g++ 12 warns of the literal (-Wrestrict)
  post.text = post.plain_text = post.folded_text = std::move(text);
  post.embedding = std::move(embedding);
  return post;
}

TEST_CASE("an embedding is traced by its signs, not by its words", "[unit][signals]") {
  const auto sketches = TraceProbe(meaning, saying(kLong, {1, 2, -3})).sketches("meaning");
  REQUIRE(sketches.size() == 1);
  CHECK(std::holds_alternative<EmbeddingSketch>(sketches[0].body));
  CHECK(sketches[0].excerpt.size() == 26);
  CHECK(sketches[0].excerpt.starts_with("embedding:"));
  const auto others = TraceProbe(meaning, saying("x" + kLong, {1, 2, -3})).sketches("meaning");
  REQUIRE(others.size() == 1);
  CHECK(others[0].excerpt == sketches[0].excerpt);
}

TEST_CASE("no direction, no trace", "[unit][signals]") {
  CHECK(TraceProbe(meaning, saying(kLong, {})).size() == 0);
  CHECK(TraceProbe(meaning, saying(kLong, {0, 0, -0.0F})).size() == 0);
}

TEST_CASE("a text must be long enough to mean something of its own", "[unit][signals]") {
  const std::vector<float> embedding{1, 2, -3};
  CHECK(TraceProbe(meaning, saying("thanks", embedding)).size() == 0);
  CHECK(TraceProbe(meaning, saying(std::string(29, 'x'), embedding)).size() == 0);
  CHECK(TraceProbe(meaning, saying(std::string(30, 'x'), embedding)).size() == 1);
  CHECK(TraceProbe(meaning, saying("<u> <m> <n> " + std::string(25, 'x'), embedding)).size() == 0);
  CHECK(TraceProbe(meaning, saying("", embedding)).size() == 1);
}

TEST_CASE("a narrative is upstream's key of it, on every platform", "[unit][signals]") {
  auto post = saying("thanks", {});
  post.narrative = "transport-cuts";
  auto elsewhere = post;
  elsewhere.platform = std::string("mastodon");
  const TraceProbe probe(meaning, post);
  CHECK(probe.texts("narrative") == std::vector<std::string>{"transport-cuts"});
  CHECK(probe.traced().traces[0].key == TraceProbe(meaning, elsewhere).traced().traces[0].key);
}

TEST_CASE("what a repost or a like shows is not its author's meaning", "[unit][signals]") {
  auto post = saying(kLong, {1, 2, -3});
  post.narrative = "transport-cuts";
  CHECK(TraceProbe(meaning, post).size() == 2);
  SECTION("of a reply and a quote it is") {
    post.action = GENERATE(Action::kReply, Action::kQuote);
    post.in_reply_to = post.quote_of = "9";
    CHECK(TraceProbe(meaning, post).size() == 2);
  }
  SECTION("repost") {
    post.action = Action::kRepost;
    post.repost_of = "9";
    CHECK(TraceProbe(meaning, post).size() == 0);
  }
  SECTION("like") {
    post.action = Action::kLike;
    CHECK(TraceProbe(meaning, post).size() == 0);
  }
}

}  // namespace
}  // namespace lockstep::signals
