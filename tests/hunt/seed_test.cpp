#include "lockstep/hunt/seed.h"

#include <catch2/catch.hpp>

namespace lockstep::hunt {
namespace {

const std::string kPdq(64, 'a');

struct Reading {
  signals::Registry registry = signals::Registry::with_all();
  std::unique_ptr<SeedReader> reader = *SeedReader::make({}, {}, registry);
  std::unique_ptr<normalize::Normalizer> normalizer = *normalize::Normalizer::make({});

  template <class Fill>
  TracedPost traced(Fill&& fill) {
    Post p;
    p.platform = "x";
    p.post_id = p.author.id = "1";
    p.created_at = from_micros(1'767'571'200'000'000);
    fill(p);
    CHECK_FALSE(normalizer->normalize(p, std::nullopt));
    return signals::trace(p, registry);
  }
  bool touched(const std::string& seed, const TracedPost& post) {
    const auto read = reader->read(seed);
    REQUIRE(read.ok());
    for (const auto& trace : post.traces)
      if (reader->touches(*read, trace)) return true;
    for (const auto& sketch : post.sketches)
      if (reader->touches(*read, sketch)) return true;
    return false;
  }
};

TEST_CASE("a seed is read as a post would be", "[unit][hunt]") {
  struct Case {
    std::string seed, understood;
  };
  const auto c = GENERATE(values<Case>({
      {"account:x:12:3", "x:12:3"},
      {"url:HTTP://Www.Example.org/a/?utm_source=q#top", "https://example.org/a"},
      {"url:example.org/a", "https://example.org/a"},
      {"domain:blog.example.org", "example.org"},
      {"domain:https://blog.example.org/p", "example.org"},
      {"hashtag:#Vote", "#vote"},
      {"media:" + std::string(16, 'b'), "dhash:" + std::string(16, 'b')},
      {"media:" + kPdq, "pdq:" + kPdq},
      {"text:\"Wake UP now\"", "wake up now"},
      {"ip:203.0.113.7", "203.0.113.7"},
      {"device:abc", "abc"},
      {"repost:x:77", "x:77"},
  }));
  CAPTURE(c.seed);
  Reading r;
  const auto seed = r.reader->read(c.seed);
  REQUIRE(seed.ok());
  CHECK(seed->understood == c.understood);
  CHECK(seed->given == c.seed);
}

TEST_CASE("what cannot be a seed is refused by name", "[unit][hunt]") {
  struct Case {
    std::string seed, word;
  };
  const auto c = GENERATE(values<Case>({
      {"example.org", "KIND:VALUE"},
      {":x", "KIND:VALUE"},
      {"url:", "no value"},
      {"text:\"\"", "no value"},
      {"account:x", "account:platform:id"},
      {"account:x:", "account:platform:id"},
      {"account::7", "account:platform:id"},
      {"mood:dark", "no kind of seed is called 'mood'"},
      {"mood:dark", "account, domain, redirect"},
      {"url:mailto://", "cannot be read"},
      {"ip:10.0.0.1", "cannot be read"},
      {"text:abc", "cannot be read"},
  }));
  CAPTURE(c.seed);
  Reading r;
  const auto seed = r.reader->read(c.seed);
  REQUIRE_FALSE(seed.ok());
  CHECK_THAT(message_of(seed.status()), Catch::Contains(c.word));
  CHECK(seed.status().code() == StatusCode::kInvalidArgument);
}

TEST_CASE("every kind of trace that the registry knows can be a seed", "[unit][hunt]") {
  Reading r;
  for (const auto& kind : r.registry.kinds()) {
    const std::string name(kind.def->name);
    CAPTURE(name);
    const auto seed = r.reader->read(name + ":203.0.113.7/" + kPdq + " people who like to walk");
    if (name == "ip" || name == "registration-ip" || name == "avatar" || name == "bio" ||
        name == "domain" || name == "media" || name == "url")
      continue;  // these have a form of their own
    REQUIRE(seed.ok());
    CHECK(r.registry.kind(seed->kind_id).def->name == name);
  }
}

TEST_CASE("a link is found in whatever form it was posted", "[unit][hunt]") {
  Reading r;
  const auto post = r.traced([](Post& p) {
    p.urls.emplace_back();
    p.urls.back().url = "https://t.example/short";
    p.urls.back().redirects = {"https://hop.example/1", "https://www.example.org/a?fbclid=1"};
  });
  CHECK(r.touched("url:http://example.org/a/?utm_medium=x", post));
  CHECK(r.touched("domain:www.example.org", post));
  CHECK(r.touched("redirect:hop.example", post));
  CHECK_FALSE(r.touched("url:https://example.org/b", post));
  CHECK_FALSE(r.touched("domain:hop.example", post));
}

TEST_CASE("a wording is found in its near-duplicates and where it is a part", "[unit][hunt]") {
  Reading r;
  const std::string words =
      "The council will close the old library next month and nobody was asked about it";
  const auto post = r.traced([&](Post& p) { p.text = words + ". Share before they delete it!"; });
  CHECK(r.touched("text:\"" + words + "\"", post));
  CHECK(r.touched("text:nobody was ASKED", post));
  CHECK(
      r.touched("text:The council will shut the old library next month and nobody was asked "
                "about it. Share before they delete it!",
                post));
  CHECK_FALSE(r.touched("text:nobody was told", post));
  const auto shorter = r.traced([](Post& p) { p.text = "Nobody was asked!"; });
  CHECK(r.touched("text:nobody was asked", shorter));
}

TEST_CASE("a picture is found in its near-duplicates and as a file", "[unit][hunt]") {
  Reading r;
  const auto with = [&](std::string pdq, std::string sha) {
    return r.traced([&](Post& p) {
      p.media.resize(1);
      p.media[0].pdq = std::move(pdq);
      p.media[0].sha256 = std::move(sha);
    });
  };
  auto edited = kPdq;
  edited[0] = 'b';
  CHECK(r.touched("media:" + kPdq, with(edited, "")));
  CHECK(r.touched("media:pdq:" + kPdq, with(kPdq, "")));
  CHECK_FALSE(r.touched("media:" + kPdq, with(std::string(64, '5'), "")));
  CHECK(r.touched("media:" + kPdq, with("", kPdq)));
}

TEST_CASE("what an output calls an object can be a seed", "[unit][hunt]") {
  Reading r;
  const auto post = r.traced([](Post& p) {
    p.hashtags = {"vote"};
    p.author.created_at = p.created_at;
  });
  for (const auto& trace : post.traces) {
    const auto name = std::string(r.registry.kind(trace.kind).def->name) + ":" + trace.text;
    CAPTURE(name);
    CHECK(r.touched(name, post));
  }
}

}  // namespace
}  // namespace lockstep::hunt
