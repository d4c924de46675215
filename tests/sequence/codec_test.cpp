#include "lockstep/sequence/codec.h"

#include <catch2/catch.hpp>
#include <tuple>

#include "traced_posts.h"

namespace lockstep::sequence {
namespace {

using testing::any_post;
using testing::Random;

std::string encoded(const TracedPost& post) {
  std::string bytes;
  encode(post, bytes);
  return bytes;
}

auto fields(const AccountFacts& a) {
  return std::tie(a.handle, a.location, a.client, a.kind, a.created_at, a.followers, a.following,
                  a.zone, a.automated, a.verified);
}
bool same(const TextSketch& a, const TextSketch& b) {
  return a.bands == b.bands && a.bins == b.bins;
}
bool same(const PdqSketch& a, const PdqSketch& b) { return a.bits == b.bits; }
bool same(const EmbeddingSketch& a, const EmbeddingSketch& b) { return a.bits == b.bits; }
bool same(const DhashSketch& a, const DhashSketch& b) { return a.bits == b.bits; }
bool same(const Sketch& a, const Sketch& b) {
  return a.kind == b.kind && a.excerpt == b.excerpt && a.body.index() == b.body.index() &&
         std::visit(
             [&b](const auto& x) { return same(x, std::get<std::decay_t<decltype(x)>>(b.body)); },
             a.body);
}
bool same(const Trace& a, const Trace& b) {
  return a.kind == b.kind && a.key == b.key && a.text == b.text;
}
template <class T, std::size_t kKept>
bool same(const Recycled<T, kKept>& a, const Recycled<T, kKept>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const T& x, const T& y) { return same(x, y); });
}
bool same(const TracedPost& a, const TracedPost& b) {
  return std::tie(a.time, a.event, a.action, a.time_clamped, a.platform, a.post_id, a.part,
                  a.account_id, a.source, a.sha256, a.lang, a.geo_country, a.translation_lang,
                  a.translation, a.target_author, a.collector, a.request_id, a.views) ==
             std::tie(b.time, b.event, b.action, b.time_clamped, b.platform, b.post_id, b.part,
                      b.account_id, b.source, b.sha256, b.lang, b.geo_country, b.translation_lang,
                      b.translation, b.target_author, b.collector, b.request_id, b.views) &&
         fields(a.author) == fields(b.author) && same(a.traces, b.traces) &&
         same(a.sketches, b.sketches);
}

}  // namespace

TEST_CASE("what is encoded decodes to the same post, whatever its fields hold",
          "[property][sequence]") {
  Random random(1);
  TracedPost reused;  // decode() must overwrite everything an earlier post left
  for (int i = 0; i < 3000; ++i) {
    const TracedPost post = any_post(random);
    REQUIRE(decode(encoded(post), reused));
    REQUIRE(same(post, reused));
  }
}

TEST_CASE("each field of a post survives on its own", "[unit][sequence]") {
  using Change = void (*)(TracedPost&);
  const Change change = GENERATE(values<Change>({
      [](TracedPost& p) { p.time = EventTime::max(); },
      [](TracedPost& p) { p.time = EventTime::min(); },
      [](TracedPost& p) { p.event = EventKind::kLogin; },
      [](TracedPost& p) { p.action = Action::kLike; },
      [](TracedPost& p) { p.time_clamped = true; },
      [](TracedPost& p) { p.platform = "p"; },
      [](TracedPost& p) { p.post_id = std::string(1024, 'i'); },
      [](TracedPost& p) { p.part = "2"; },
      [](TracedPost& p) { p.account_id = "a"; },
      [](TracedPost& p) {
        p.source = {~0U, -1, std::numeric_limits<std::int64_t>::min()};
      },
      [](TracedPost& p) { p.sha256.fill(0xff); },
      [](TracedPost& p) { p.author.handle = "h"; },
      [](TracedPost& p) { p.author.location = "l"; },
      [](TracedPost& p) { p.author.client = "c"; },
      [](TracedPost& p) { p.author.kind = "page"; },
      [](TracedPost& p) { p.author.created_at = EventTime{}; },
      [](TracedPost& p) { p.author.followers = 0; },
      [](TracedPost& p) { p.author.automated = true; },
      [](TracedPost& p) { p.author.verified = true; },
      [](TracedPost& p) { p.lang = "de"; },
      [](TracedPost& p) { p.geo_country = "DE"; },
      [](TracedPost& p) { p.translation_lang = "en"; },
      [](TracedPost& p) { p.translation = "t"; },
      [](TracedPost& p) { p.target_author = "b"; },
      [](TracedPost& p) { p.views = -1; },
      [](TracedPost& p) { p.author.following = -1; },
      [](TracedPost& p) {
        p.author.zone = ClaimedZone{-600, -300};
      },
      [](TracedPost& p) { p.collector = "c"; },
      [](TracedPost& p) { p.request_id = "r"; },
      [](TracedPost& p) {
        p.traces = {{1, 2, "three"}};
      },
      [](TracedPost& p) {
        p.sketches = {{1, PdqSketch{{1, 2, 3, 4}}, "e"}};
      },
      [](TracedPost& p) {
        p.sketches = {{1, EmbeddingSketch{{1, 2, 3, 4}}, "e"}};
      },
  }));
  TracedPost post;
  change(post);
  CHECK_FALSE(same(post, TracedPost{}));
  TracedPost back;
  REQUIRE(decode(encoded(post), back));
  CHECK(same(post, back));
}

TEST_CASE("encodings compare as the posts do", "[property][sequence]") {
  Random random(2);
  const auto posts = testing::any_posts(random, 120);
  for (const auto& a : posts)
    for (const auto& b : posts) {
      const auto order = compare_encoded(encoded(a), encoded(b));
      REQUIRE((order < 0) == TotalOrder{}(a, b));
      REQUIRE((order > 0) == TotalOrder{}(b, a));
    }
}

TEST_CASE("damaged bytes are refused, never read beyond", "[unit][sequence]") {
  Random random(3);
  TracedPost out;
  for (int i = 0; i < 40; ++i) {
    const std::string bytes = encoded(any_post(random));
    for (std::size_t n = 0; n < bytes.size(); ++n) REQUIRE_FALSE(decode(bytes.substr(0, n), out));
    REQUIRE_FALSE(decode(bytes + '\0', out));
    for (int flip = 0; flip < 100; ++flip) {  // may decode to something else, must not crash
      std::string bad = bytes;
      bad[testing::below(random, bad.size())] = static_cast<char>(random());
      decode(bad, out);
    }
  }
}

TEST_CASE("another version is refused", "[unit][sequence]") {
  std::string bytes = encoded(testing::post_at(1, "1"));
  bytes[0] = kPostCodecVersion + 1;
  TracedPost out;
  CHECK_FALSE(decode(bytes, out));
}

}  // namespace lockstep::sequence
