#include "post_fields.h"

#include <catch2/catch.hpp>

namespace lockstep::normalize {
namespace {

// A JSON value that lives as long as this.
struct Value {
  explicit Value(std::string_view json) { REQUIRE_FALSE(reader.parse(json, view)); }
  JsonReader reader;
  JsonView view;
};

TEST_CASE("every field can be set by its dotted name, and no other name is taken") {
  const Value text{R"("x")"};
  for (const auto& name : field_names()) {
    Post post;
    CAPTURE(name);
    // A time and the closed lists refuse a word they do not know: that they refuse shows they read.
    const bool refuses = name == "created_at" || name == "event" || name == "action";
    CHECK(set_field(post, name, text.view) == !refuses);
  }
  Post post;
  for (const auto* name :
       {"", ".", "author.", ".id", "author.id.x", "authors.id", "nothing", "author.nothing"}) {
    CAPTURE(name);
    CHECK_FALSE(set_field(post, name, text.view));
  }
}

TEST_CASE("fields of one name in different objects are told apart") {
  const Value first{R"("1")"}, second{R"("2")"};
  Post post;
  set_field(post, "author.id", first.view);
  set_field(post, "community.id", second.view);
  CHECK(post.author.id == "1");
  CHECK(post.community_id == "2");
  set_field(post, "author.kind", first.view);
  set_field(post, "community.kind", second.view);
  CHECK(post.author.kind == "1");
  CHECK(post.community_kind == "2");
}

TEST_CASE("items are appended whole, as text, or from parts") {
  const Value text{R"("https://a.example/")"},
      object{R"({"url":"https://b.example/","expanded":"https://c.example/"})"};
  Post post;
  append_item(post, "urls", text.view);
  append_item(post, "urls", object.view);
  append_item(post, "urls", {{"expanded", text.view}, {"no such part", text.view}});
  append_item(post, "urls", std::vector<ItemPart>{});
  REQUIRE(post.urls.size() == 3);
  CHECK(post.urls[0].url == "https://a.example/");
  CHECK(post.urls[1].expanded == "https://c.example/");
  CHECK(post.urls[2].url.empty());
  CHECK(post.urls[2].expanded == "https://a.example/");
  append_item(post, "hashtags", text.view);
  CHECK(post.hashtags.size() == 1);
  append_item(post, "text", text.view);  // no list: nothing happens
  CHECK(post.text.empty());
  CHECK(is_list("media"));
  CHECK_FALSE(is_list("text"));
  CHECK(item_field_names("hashtags").empty());
}

TEST_CASE("the three times of a post are its only time fields") {
  Post post;
  std::size_t times = 0;
  for (const auto& name : field_names()) times += time_field(post, name) == nullptr ? 0U : 1U;
  CHECK(times == 3);
  CHECK(time_field(post, "created_at") == &post.created_at);
  CHECK(time_field(post, "author.created_at") == &post.author.created_at);
}

TEST_CASE("text is taken for HTML if it has a tag that posts are written with") {
  for (const auto* text :
       {"<p>", "a<br>b", "a<br/>b", "x</a>", "<a href='b'>", "< <b>", "<span\nclass='x'>"}) {
    CAPTURE(text);
    CHECK(looks_like_html(text));
  }
  for (const auto* text : {"", "a < b > c", "<3", "1<2", "<u> <m> <n>", "<script>", "<pre>", "<p",
                           "p>", "><p", "<", ">", "<>", "</>", "&amp;", "<blockquotes>"}) {
    CAPTURE(text);
    CHECK_FALSE(looks_like_html(text));
  }
}

TEST_CASE("an open tag in every place costs no more than reading the text") {
  std::string text;
  while (text.size() < (1U << 20U)) text += "<x ";
  CHECK_FALSE(looks_like_html(text));
  CHECK_FALSE(looks_like_html(text + '>'));
}

}  // namespace
}  // namespace lockstep::normalize
