#include <catch2/catch.hpp>

#include "lockstep/normalize/adapter.h"

namespace lockstep::normalize {
namespace {

constexpr const char* kHeader = "object_id,account_id,content_id,timestamp_share,kind";

ParseOutput parse(const AdapterOptions& options, std::string_view record) {
  auto adapter = find_adapter("csv-coortweet")->make(options);
  REQUIRE(adapter.ok());
  ParseOutput out;
  (*adapter)->parse(record, out);
  return out;
}

TEST_CASE("csv-coortweet turns a row into one part of a post with one key") {
  AdapterOptions options;
  options.csv_header = kHeader;
  const auto post = parse(options, "http://a.example/,u1,c1,1762194161,url").posts.at(0);
  CHECK(post.platform == "csv");
  CHECK(post.author.id == "u1");
  CHECK(post.post_id == "c1");
  CHECK(post.part == "url:http://a.example/");
  CHECK(post.created_at == from_micros(1'762'194'161'000'000));
  REQUIRE(post.objects.size() == 1);
  CHECK(post.objects[0].kind == "url");
  CHECK(post.objects[0].id == "http://a.example/");

  options.platform = "facebook";
  CHECK(parse(options, "o,u1,c1,1,url").posts.at(0).platform == "facebook");
}

TEST_CASE("csv-coortweet calls a kind of row by the kind of key it becomes") {
  AdapterOptions options;
  options.csv_header = kHeader;
  const std::pair<const char*, const char*> rows[] = {
      {"url", "url"},       {"domain", "domain"}, {"hashtag", "hashtag"},
      {"image", "media"},   {"media", "media"},   {"text", "text"},
      {"repost", "repost"}, {"reply", "reply"},   {"mention", "mention"},
      {"", "url"},          {"sound", "sound"},   {"hashtag-sequence", "hashtag-sequence"}};
  for (const auto& [kind, key] : rows) {
    CAPTURE(kind);
    CHECK(parse(options, std::string{"o,u,c,1,"} + kind).posts.at(0).objects.at(0).kind == key);
  }
}

TEST_CASE("csv-coortweet keeps a row with a long object by a part of bounded length") {
  AdapterOptions options;
  options.csv_header = kHeader;
  const auto part_of = [&](std::size_t size, char last) {
    return parse(options, std::string(size - 1, 'o') + last + ",u,c,1,url").posts.at(0).part;
  };
  CHECK(part_of(511, 'o').size() == 4 + 511);
  CHECK(part_of(512, 'o').size() == 4 + 512);
  CHECK(part_of(513, 'o').size() == 4 + 7 + 64);
  CHECK(part_of(513, 'o') != part_of(513, 'p'));
}

TEST_CASE("csv-coortweet names the column a row lacks") {
  AdapterOptions options;
  options.csv_header = kHeader;
  const std::pair<const char*, const char*> rows[] = {{",u,c,1,url", "object_id"},
                                                      {"o,,c,1,url", "account_id"},
                                                      {"o,u,,1,url", "content_id"},
                                                      {"o,u,c,,url", "timestamp_share"}};
  for (const auto& [record, detail] : rows) {
    const auto rejection = parse(options, record).rejections.at(0);
    CHECK(rejection.reason == Reason::kMissingField);
    CHECK(rejection.detail == detail);
  }
  CHECK(parse(options, "o,u,c,soon,url").rejections.at(0).reason == Reason::kBadTime);
}

TEST_CASE("csv-coortweet refuses a header that lacks a column and says what it found") {
  AdapterOptions options;
  for (const auto* header : {"", "object_id", "object_id,account_id,content_id,time"}) {
    options.csv_header = header;
    const auto adapter = find_adapter("csv-coortweet")->make(options);
    CAPTURE(header);
    REQUIRE_FALSE(adapter.ok());
    CHECK(adapter.status().code() == StatusCode::kInvalidArgument);
    CHECK_FALSE(find_adapter("csv-coortweet")->recognises(header));
  }
  CHECK_THAT(message_of(find_adapter("csv-coortweet")->make(options).status()),
             Catch::Contains("timestamp_share") && Catch::Contains("'time'"));
}

}  // namespace
}  // namespace lockstep::normalize
