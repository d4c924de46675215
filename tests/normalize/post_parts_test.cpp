#include "post_parts.h"

#include <catch2/catch.hpp>
#include <string>

namespace lockstep::normalize {
namespace {

Post complete() {
  Post post;
  post.platform = "p";
  post.post_id = "1";
  post.author.id = "a";
  post.created_at = from_micros(1'700'000'000'000'000);
  return post;
}

// What becomes of a post whose time is read from `time_json`.
ParseOutput deliver_with(Post post, std::string_view time_json) {
  JsonReader reader;
  JsonView field;
  REQUIRE_FALSE(reader.parse(time_json, field));
  ParseOutput out;
  deliver(std::move(post), field, out);
  REQUIRE(out.posts.size() + out.rejections.size() == 1);
  return out;
}

TEST_CASE("a complete post is delivered, with the adapter's time before the field's") {
  CHECK(deliver_with(complete(), "1").posts.at(0).created_at == complete().created_at);
  Post undated = complete();
  undated.created_at.reset();
  const auto read = deliver_with(undated, R"("2026-05-02T18:00:00Z")").posts.at(0).created_at;
  CHECK(read == parse_rfc3339("2026-05-02T18:00:00Z"));
}

TEST_CASE("a post that lacks something required is rejected with its name") {
  const auto lacking = [](auto change, std::string_view time_json) {
    Post post = complete();
    change(post);
    return deliver_with(post, time_json).rejections.at(0);
  };
  CHECK(lacking([](Post& p) { p.post_id.clear(); }, "null").detail == "post_id");
  CHECK(lacking([](Post& p) { p.author.id.clear(); }, "null").detail == "author.id");
  CHECK(lacking([](Post& p) { p.created_at.reset(); }, "null").reason == Reason::kMissingField);
  const auto unreadable = lacking([](Post& p) { p.created_at.reset(); }, "\"soon\"");
  CHECK(unreadable.reason == Reason::kBadTime);
  CHECK(unreadable.detail == "created_at: 'soon'");
}

TEST_CASE("a deletion needs no more than the id of the post") {
  Post post;
  post.platform = "p";
  post.event = EventKind::kDelete;
  CHECK(deliver_with(post, "null").rejections.size() == 1);
  post.post_id = "1";
  CHECK(deliver_with(post, "null").posts.size() == 1);
}

TEST_CASE("a page is read up to its bound and cannot multiply rejections") {
  for (const std::size_t size : {kMaxPagePosts - 1, kMaxPagePosts, kMaxPagePosts + 1}) {
    std::string json = "[1,2,3";
    for (std::size_t i = 0; i < size; ++i) json += ",{}";
    json += ']';
    JsonReader reader;
    JsonView page;
    REQUIRE_FALSE(reader.parse(json, page));
    ParseOutput out;
    std::size_t calls = 0;
    each_post(page, out, [&](JsonView) { ++calls; });
    CHECK(calls == std::min(size, kMaxPagePosts));
    CHECK(out.rejections.size() == (size > kMaxPagePosts ? 2U : 1U));
  }
}

TEST_CASE("an empty page is one rejection") {
  JsonReader reader;
  JsonView page;
  REQUIRE_FALSE(reader.parse("[]", page));
  ParseOutput out;
  each_post(page, out, [](JsonView) { FAIL("there is nothing to call for"); });
  REQUIRE(out.rejections.size() == 1);
  CHECK(out.rejections[0].reason == Reason::kNotAPost);
}

TEST_CASE("links are kept once, in order") {
  std::vector<Url> urls;
  for (const auto* url : {"b", "a", "", "b", "c", "a"}) add_url(urls, url);
  REQUIRE(urls.size() == 3);
  CHECK(urls[0].url == "b");
  CHECK(urls[1].url == "a");
  CHECK(urls[2].url == "c");
}

TEST_CASE("the kind of a file is the first half of its type, if we have a word for it") {
  CHECK(media_kind("image/png") == "image");
  CHECK(media_kind("video/mp4") == "video");
  CHECK(media_kind("audio/ogg") == "audio");
  CHECK(media_kind("application/pdf") == "document");
  CHECK(media_kind("imagery/png") == "document");
  CHECK(media_kind("image") == "document");
  CHECK(media_kind("").empty());
}

TEST_CASE("a quoted value is short and printable") {
  CHECK(normalize::quoted("soon") == "'soon'");
  CHECK(normalize::quoted("a\n\xc3\xa4") == "'a\?\?\?'");
  CHECK(normalize::quoted(std::string(500, 'x')).size() == 66);
}

}  // namespace
}  // namespace lockstep::normalize
