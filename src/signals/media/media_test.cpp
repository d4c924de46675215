#include <catch2/catch.hpp>

#include "trace_probe.h"

namespace lockstep::signals {
extern const SignalDef media;

namespace {

const std::string kPdq = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
const std::string kDhash = "0123456789abcdef";
const std::string kSha = std::string(64, 'a');

Post showing(std::string pdq, std::string dhash, std::string sha256) {
  Post post;
  post.platform = std::string("x");  // g++ 12 warns of the literal (-Wrestrict)
  post.media.emplace_back();
  post.media[0].pdq = std::move(pdq);
  post.media[0].dhash = std::move(dhash);
  post.media[0].sha256 = std::move(sha256);
  return post;
}

TEST_CASE("the best known hash of a picture is used", "[unit][signals]") {
  SECTION("PDQ, most significant word first") {
    const auto sketches = TraceProbe(media, showing(kPdq, kDhash, kSha)).sketches("media");
    REQUIRE(sketches.size() == 1);
    const auto& pdq = std::get<PdqSketch>(sketches[0].body);
    CHECK(pdq.bits[0] == 0xf8f8f0cee0f4a84fULL);
    CHECK(pdq.bits[3] == 0x33e6b39c4e9c9b22ULL);
    CHECK(sketches[0].excerpt == "pdq:" + kPdq);
  }
  SECTION("dHash without PDQ") {
    const auto sketches = TraceProbe(media, showing("", kDhash, kSha)).sketches("media");
    REQUIRE(sketches.size() == 1);
    CHECK(std::get<DhashSketch>(sketches[0].body).bits == 0x0123456789abcdefULL);
  }
  SECTION("the file itself without either") {
    CHECK(TraceProbe(media, showing("", "", kSha)).texts("media") ==
          std::vector<std::string>{kSha});
  }
  SECTION("nothing known, nothing traced") {
    CHECK(TraceProbe(media, showing("", "", "")).size() == 0);
  }
  SECTION("what is not hexadecimal is not a hash") {
    CHECK(TraceProbe(media, showing(std::string(64, 'g'), "-123456789abcdef", "")).size() == 0);
  }
}

TEST_CASE("an album counts its first four known pictures", "[unit][signals]") {
  auto post = showing("", "", "");
  for (int i = 0; i < 9; ++i) {
    post.media.emplace_back();
    post.media.back().sha256 = std::string(64, static_cast<char>('0' + i));
  }
  CHECK(TraceProbe(media, post).size() == 4);
}

}  // namespace
}  // namespace lockstep::signals
