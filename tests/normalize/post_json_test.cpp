#include "lockstep/normalize/post_json.h"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "lockstep/normalize/adapter.h"
#include "sample_posts.h"
#include "valid_post.h"

namespace lockstep::normalize {
namespace {

constexpr std::size_t kNoLimit = 1 << 20;

Post read_back(const std::string& json) {
  const auto adapter = find_adapter("canonical")->make({});
  REQUIRE(adapter.ok());
  ParseOutput out;
  (*adapter)->parse(json, out);
  INFO(json);
  REQUIRE(out.posts.size() == 1);
  return normalized(out.posts.front());
}

// Everything signals look at, and everything the contract has.
void check_same(const Post& post, const Post& again) {
  auto before = post;
  before.text = again.text;  // may have been HTML
  before.text_is_html = again.text_is_html;
  before.part.clear();
  before.objects.clear();
  CHECK(sample::flatten(again) == sample::flatten(before));
  CHECK(again.time == post.time);
  CHECK(again.plain_text == post.plain_text);
  CHECK(again.folded_text == post.folded_text);
  CHECK(again.ignorable_count == post.ignorable_count);
  CHECK(again.confusable_count == post.confusable_count);
  REQUIRE(again.urls.size() == post.urls.size());
  for (std::size_t i = 0; i < post.urls.size(); ++i) {
    CHECK(again.urls[i].canonical == post.urls[i].canonical);
    CHECK(again.urls[i].hop_domains == post.urls[i].hop_domains);
  }
}

}  // namespace

TEST_CASE("every sample of every adapter, written and read again, is the same post",
          "[property][normalize]") {
  const auto normalizer = make_normalizer();
  std::size_t posts = 0;
  for (const auto* def : adapters::all())
    for (const auto& file : sample::files_of(*def)) {
      CAPTURE(file);
      const auto input = sample::load(*def, file);
      const auto adapter = def->make(input.options);
      REQUIRE(adapter.ok());
      ParseOutput parsed;
      for (const auto& record : input.records) (*adapter)->parse(record, parsed);
      for (Post& post : parsed.posts) {
        if (normalizer->normalize(post, std::nullopt)) continue;
        if (post.author.id.empty() || !post.created_at) continue;  // a bare deletion
        std::string json;
        write_json(post, kNoLimit, json);
        check_same(post, read_back(json));
        ++posts;
      }
    }
  CHECK(posts > 40);
}

TEST_CASE("characters that JSON cannot hold bare come back as they were", "[unit][normalize]") {
  auto post = valid_post();
  for (char c = 1; c < 0x20; ++c) post.author.bio += c;
  post.author.bio += "\"\\/\x7f\xc3\xa9";
  std::string json;
  write_json(normalized(post), kNoLimit, json);
  CHECK(read_back(json).author.bio == normalized(post).author.bio);
}

TEST_CASE("an embedding comes back to the last digit", "[property][normalize]") {
  std::mt19937 random(5);
  auto post = valid_post();
  constexpr auto kMost = std::numeric_limits<float>::max();
  post.embedding = {0.1F,
                    -0.0F,
                    1,
                    16777216,
                    kMost,
                    -kMost,
                    std::numeric_limits<float>::min(),
                    std::numeric_limits<float>::denorm_min()};
  while (post.embedding.size() < kMaxEmbedding) {
    const auto any = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
    if (std::isfinite(any)) post.embedding.push_back(any);
  }
  std::string json;
  write_json(normalized(post), kNoLimit, json);
  const auto again = read_back(json).embedding;
  REQUIRE(again.size() == post.embedding.size());
  for (std::size_t i = 0; i < again.size(); ++i) REQUIRE(again[i] == post.embedding[i]);
  CHECK(json.size() < 64 * 1024);
}

TEST_CASE("what is not known is not written", "[unit][normalize]") {
  std::string json;
  write_json(normalized(valid_post()), kNoLimit, json);
  const std::string zeros(64, '0');
  CHECK(json == R"({"schema":"lockstep.post/1","action":"post","platform":"x","post_id":"1",)"
                R"("created_at":"2026-04-16T09:44:02.000Z","author":{"id":"a"},)"
                R"("provenance":{"raw_sha256":")" +
                    zeros + R"("}})");
}

TEST_CASE("lists that make a post too long are left out", "[unit][normalize]") {
  auto post = valid_post();
  post.hashtags = {"one", "two"};
  post.embedding = {0.5F, 0.25F};
  post.text = "words";
  std::string whole;
  write_json(normalized(post), kNoLimit, whole);
  std::string fits, cut;
  write_json(normalized(post), whole.size(), fits);
  write_json(normalized(post), whole.size() - 1, cut);
  CHECK(fits == whole);
  CHECK(cut.size() < whole.size());
  CHECK(cut.find("hashtags") == std::string::npos);
  CHECK(cut.find("embedding") == std::string::npos);
  CHECK(read_back(cut).text == "words");
}

}  // namespace lockstep::normalize
