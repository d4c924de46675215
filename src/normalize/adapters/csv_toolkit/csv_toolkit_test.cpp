#include <catch2/catch.hpp>

#include "lockstep/normalize/adapter.h"

namespace lockstep::normalize {
namespace {

ParseOutput parse(std::string_view record) {
  AdapterOptions options;
  options.csv_header = "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls";
  auto adapter = find_adapter("csv-toolkit")->make(options);
  REQUIRE(adapter.ok());
  ParseOutput out;
  (*adapter)->parse(record, out);
  return out;
}

TEST_CASE("csv-toolkit turns a row into a post") {
  const auto post =
      parse("m1,u1,ann,,,hello,1762194161,https://a.example/ https://b.example/").posts.at(0);
  CHECK(post.platform == "csv");
  CHECK(post.post_id == "m1");
  CHECK(post.author.id == "u1");
  CHECK(post.author.handle == "ann");
  CHECK(post.text == "hello");
  CHECK(post.action == Action::kPost);
  REQUIRE(post.urls.size() == 2);
  CHECK(post.urls[1].url == "https://b.example/");
}

TEST_CASE("csv-toolkit reads what a row does from the ids it names") {
  CHECK(parse("m,u,,r,,t,1,").posts.at(0).action == Action::kRepost);
  CHECK(parse("m,u,,r,,t,1,").posts.at(0).repost_of == "r");
  CHECK(parse("m,u,,,p,t,1,").posts.at(0).action == Action::kReply);
  CHECK(parse("m,u,,,p,t,1,").posts.at(0).in_reply_to == "p");
  CHECK(parse("m,u,,r,p,t,1,").posts.at(0).action == Action::kRepost);
}

TEST_CASE("csv-toolkit never makes a link of an empty cell") {
  for (const auto* cell : {"", " ", "\"  \t \""})
    CHECK(parse(std::string{"m,u,,,,t,1,"} + cell).posts.at(0).urls.empty());
  CHECK(parse("m,u,,,,t,1,  a   b  a ").posts.at(0).urls.size() == 2);
}

TEST_CASE("csv-toolkit names the column a row lacks") {
  CHECK(parse(",u,,,,t,1,").rejections.at(0).detail == "message_id");
  CHECK(parse("m,,,,,t,1,").rejections.at(0).detail == "user_id");
  CHECK(parse("m,u,,,,t,,").rejections.at(0).detail == "timestamp");
  CHECK(parse("m,u,,,,t,x,").rejections.at(0).detail == "timestamp: 'x'");
}

TEST_CASE("csv-toolkit recognises its header by more than three common names") {
  CHECK(find_adapter("csv-toolkit")->recognises("message_id,user_id,timestamp,urls"));
  CHECK(find_adapter("csv-toolkit")->recognises("Timestamp,User_ID,Message_ID,Message"));
  CHECK_FALSE(find_adapter("csv-toolkit")->recognises("message_id,user_id,timestamp"));
  CHECK_FALSE(find_adapter("csv-toolkit")->recognises("message_id,user_id,urls"));
  CHECK_FALSE(find_adapter("csv-toolkit")->make({}).ok());
}

}  // namespace
}  // namespace lockstep::normalize
