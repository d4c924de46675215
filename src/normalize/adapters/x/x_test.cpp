#include <catch2/catch.hpp>
#include <string>

#include "lockstep/normalize/adapter.h"
#include "sample_posts.h"
#include "x_fields.h"

namespace lockstep::normalize {
namespace {

const AdapterDef& x() {
  const auto* def = find_adapter("x");
  REQUIRE(def != nullptr);
  return *def;
}

ParseOutput parse(std::string_view record) {
  ParseOutput out;
  (*x().make({}))->parse(record, out);
  return out;
}

Post only_post(std::string_view record) {
  auto out = parse(record);
  INFO(record);
  REQUIRE(out.rejections.empty());
  REQUIRE(out.posts.size() == 1);
  return std::move(out.posts.front());
}

std::string sample_file(std::string_view name) {
  return sample::slurp(sample::folder_of(x()) / "samples" / name);
}

TEST_CASE("x: a post reads alike in both generations of the API") {
  const auto v1 = only_post(sample_file("v1_post.json"));
  const auto v2 = only_post(sample_file("v2_post.json"));
  CHECK(post_key(v1) == post_key(v2));
  CHECK(account_key(v1) == account_key(v2));
  CHECK(v1.created_at == v2.created_at);
  CHECK(v1.author.created_at == v2.author.created_at);
  CHECK(v1.hashtags == v2.hashtags);
  CHECK(v1.mentions == v2.mentions);
  CHECK(v1.geo_country == v2.geo_country);
  REQUIRE(v1.urls.size() == 1);
  REQUIRE(v2.urls.size() == 1);
  CHECK(v1.urls[0].expanded == v2.urls[0].expanded);
  CHECK(v1.media.at(0).sha256 == v2.media.at(0).sha256);
}

TEST_CASE("x: what it escapes is what was written") {
  using x_format::unescaped;
  CHECK(unescaped("law &amp; order &lt;3 &gt; all") == "law & order <3 > all");
  CHECK(unescaped("&amp;lt; & &quot; &am") == "&lt; & &quot; &am");
  CHECK(unescaped("").empty());
  CHECK(only_post(R"({"data":{"id":"1","author_id":"2","created_at":"2026-05-02T18:00:00.000Z",
      "text":"law &amp; order"}})")
            .text == "law & order");
}

TEST_CASE("x: a repost carries the words of the original, whole") {
  const auto post = only_post(sample_file("v2_retweet.json"));
  CHECK(post.text.find("RT @") == std::string::npos);
  CHECK(post.text.find("…") == std::string::npos);
  REQUIRE(post.urls.size() == 1);
  CHECK(post.urls[0].redirects.size() == 3);
}

TEST_CASE("x: what is said between posts is no post and no damage") {
  for (const auto* record :
       {"", "\r\n", R"({"limit":{"track":12,"timestamp_ms":"1"}})", R"({"disconnect":{"code":4}})",
        R"({"warning":{"code":"FALLING_BEHIND"}})", R"({"scrub_geo":{"user_id_str":"1"}})",
        R"({"status_withheld":{"id":1}})", R"({"meta":{"result_count":0}})",
        R"({"data":[],"meta":{"result_count":0}})",
        R"({"data":{"user_suspend":{"user":{"id":"1"}}}})",
        R"({"errors":[{"title":"Disconnect"}]})", R"({"errors":[]})", R"({"data":{}})"}) {
    INFO(record);
    const auto out = parse(record);
    CHECK(out.posts.empty());
    REQUIRE(out.rejections.size() == 1);
    CHECK(out.rejections[0].reason == Reason::kNotAPost);
  }
}

TEST_CASE("x: what is none of its shapes is told apart from damage") {
  CHECK(parse("{}").rejections.at(0).reason == Reason::kUnknownShape);
  CHECK(parse("[]").rejections.at(0).reason == Reason::kUnknownShape);
  CHECK(parse(R"({"data":7})").rejections.at(0).reason == Reason::kUnknownShape);
  CHECK(parse(R"({"data":)").rejections.at(0).reason == Reason::kMalformed);
}

TEST_CASE("x: a page of the v1.1 search gives its posts") {
  const auto status = sample_file("v1_post.json");
  const auto out = parse(R"({"search_metadata":{},"statuses":[)" + status + "," + status + "]}");
  CHECK(out.posts.size() == 2);
}

// A post linking to `link`, read as v2.
std::size_t links_kept(const std::string& link) {
  return only_post(R"({"data":{"id":"123","author_id":"1","created_at":"2026-05-02T18:00:00Z",
                     "referenced_tweets":[{"type":"quoted","id":"456"}],
                     "entities":{"urls":[{"url":"https://t.co/a","expanded_url":")" +
                   link + R"("}]}}})")
      .urls.size();
}

TEST_CASE("x: a post's links to itself and to what it quotes are not the author's") {
  CHECK(links_kept("https://x.com/a/status/123") == 0);
  CHECK(links_kept("https://x.com/a/status/123/photo/1") == 0);
  CHECK(links_kept("https://twitter.com/i/web/status/123") == 0);
  CHECK(links_kept("https://mobile.twitter.com/a/status/456?s=20") == 0);
  CHECK(links_kept("https://x.com/a/status/12") == 1);
  CHECK(links_kept("https://x.com/a/status/1234") == 1);
  CHECK(links_kept("https://x.com.evil.example/a/status/123") == 1);
  CHECK(links_kept("https://evil.example/x.com/status/123") == 1);
  CHECK(links_kept("https://x.com/a/status/") == 1);
}

TEST_CASE("x: the client's name is found in an anchor or on its own") {
  CHECK(x_format::client_name(R"(<a href="https://p.example">Poster</a>)") == "Poster");
  CHECK(x_format::client_name("Poster") == "Poster");
  CHECK(x_format::client_name("").empty());
  CHECK(x_format::client_name("<").empty());
  CHECK(x_format::client_name("<a").empty());
  CHECK(x_format::client_name("<a>").empty());
  CHECK(x_format::client_name("<a>Poster") == "Poster");
}

TEST_CASE("x: languages are BCP 47, and words for none are none") {
  CHECK(x_format::language("sv") == "sv");
  CHECK(x_format::language("in") == "id");
  CHECK(x_format::language("iw") == "he");
  for (const auto* none : {"und", "zxx", "qme", "qht", "qst", ""}) {
    CHECK(x_format::language(none).empty());
  }
  CHECK(x_format::language("qu") == "qu");  // Quechua
}

TEST_CASE("x: it recognises its shapes and nobody else's") {
  for (const auto* ours :
       {R"({"data":{"id":"1","text":"t","author_id":"2"},"includes":{}})",
        R"({"data":[{"edit_history_tweet_ids":["1"]}]})",
        R"({"data":{"delete":{"tweet":{"id":"1"}}}})", R"({"id_str":"1","user":{"id_str":"2"}})",
        R"({"delete":{"status":{"id_str":"1"}}})", R"({"statuses":[],"search_metadata":{}})"}) {
    INFO(ours);
    CHECK(x().recognises(ours));
  }
  for (const auto* other : {R"({"data":{"id":"1"}})", R"({"kind":"t3","data":{"name":"t3_a"}})",
                            R"({"id_str":"1"})", R"({"text":"{\"data\":{\"author_id\":1}}"})",
                            R"({"did":"did:plc:a","commit":{}})", R"({"errors":[]})", ""}) {
    INFO(other);
    CHECK_FALSE(x().recognises(other));
  }
}

}  // namespace
}  // namespace lockstep::normalize
