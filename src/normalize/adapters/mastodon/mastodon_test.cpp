#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "html_links.h"
#include "lockstep/normalize/adapter.h"
#include "sample_posts.h"

namespace lockstep::normalize {
namespace {

using mastodon_format::html_links;

const AdapterDef& mastodon() {
  const auto* def = find_adapter("mastodon");
  REQUIRE(def != nullptr);
  return *def;
}

ParseOutput parse(std::string_view record) {
  ParseOutput out;
  (*mastodon().make({}))->parse(record, out);
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
  return sample::slurp(sample::folder_of(mastodon()) / "samples" / name);
}

TEST_CASE("mastodon: links are found however they are written") {
  struct Case {
    const char* html;
    std::vector<std::string> hrefs;
  };
  const Case cases[] = {
      {R"(<a href="https://a.example">x</a>)", {"https://a.example"}},
      {R"(<A class=x HREF='https://a.example' rel="nofollow">x</A>)", {"https://a.example"}},
      {"<a\nhref = https://a.example>x</a>", {"https://a.example"}},
      {R"(<a href="?a=1&amp;b=2&#38;c=&#x41;&lt;">)", {"?a=1&b=2&c=A<"}},
      {R"(<a href="?a&b&copy;&#0;&#9999999999;&;&amp">)", {"?a&b&copy;&#0;&#9999999999;&;&amp"}},
      {R"(<a href="first" href="second">)", {"first"}},
      {R"(<a data-x=">" href="b">)", {"b"}},
      {R"(<a href="1"><a href="2"><a name="3"><a href=""><p href="4"><abbr href="5">)", {"1", "2"}},
      {R"(<a/href="1"><a)", {}},
      {R"(<a href)", {}},
      {R"(<a href=)", {}},
      {R"(<a href="cut)", {"cut"}},
      {"a < b, <> < a href='no'>", {}},
      {"", {}},
  };
  for (const auto& c : cases) {
    INFO(c.html);
    std::vector<std::string> hrefs;
    for (auto& link : html_links(c.html)) hrefs.push_back(link.href);
    CHECK(hrefs == c.hrefs);
  }
}

TEST_CASE("mastodon: links are read up to their bound") {
  std::string html;
  for (std::size_t i = 0; i + 1 < mastodon_format::kMaxLinks; ++i) html += "<a href=x>";
  CHECK(html_links(html).size() == mastodon_format::kMaxLinks - 1);
  html += "<a href=x>";
  CHECK(html_links(html).size() == mastodon_format::kMaxLinks);
  html += "<a href=x>";
  CHECK(html_links(html).size() == mastodon_format::kMaxLinks);
}

TEST_CASE("mastodon: marks of mentions and hashtags are told apart") {
  const auto links = html_links(R"(
      <a class="u-url mention" href="m"><a class="mention hashtag" href="h">
      <a rel="tag" href="t"><a class="x" rel="nofollow" href="l">)");
  REQUIRE(links.size() == 4);
  CHECK((links[0].marked_mention && !links[0].marked_hashtag));
  CHECK((!links[1].marked_mention && links[1].marked_hashtag));
  CHECK((!links[2].marked_mention && links[2].marked_hashtag));
  CHECK((!links[3].marked_mention && !links[3].marked_hashtag));
}

TEST_CASE("mastodon: a post has one name in both of its shapes") {
  const auto status = only_post(sample_file("status.json"));
  const auto note = only_post(sample_file("create_note.json"));
  CHECK(post_key(status) == post_key(note));
  CHECK(status.created_at == note.created_at);
  CHECK(status.text == note.text);
  for (const auto* name : {"reblog.json", "announce_uri.json"}) {
    INFO(name);
    CHECK(only_post(sample_file(name)).repost_of == status.post_id);
  }
  CHECK(only_post(sample_file("delete_tombstone.json")).post_id == note.post_id);
  CHECK(only_post(sample_file("undo_announce.json")).post_id ==
        only_post(sample_file("announce_uri.json")).post_id);
}

TEST_CASE("mastodon: an event of the stream is the status inside it") {
  const auto status = sample::Json::parse(sample_file("status.json"));
  const auto bare = sample::flatten(parse(status.dump()));
  for (const auto& payload : {sample::Json(status.dump()), status}) {
    const sample::Json event = {{"stream", {"public"}}, {"event", "update"}, {"payload", payload}};
    CHECK(sample::flatten(parse(event.dump())) == bare);
  }
}

TEST_CASE("mastodon: what cannot be a post says why") {
  struct Case {
    const char* record;
    Reason reason;
  };
  const Case cases[] = {
      {R"({"event":"notification","payload":"{}"})", Reason::kNotAPost},
      {R"({"event":"update","payload":"{"})", Reason::kMalformed},
      {R"({"event":"update"})", Reason::kMissingField},
      {R"({"event":"delete","payload":null})", Reason::kMissingField},
      {R"({"account":{}})", Reason::kMissingField},
      {R"({"account":{"acct":"a"},"id":"1","created_at":"noon"})", Reason::kBadTime},
      {R"({"type":"Accept"})", Reason::kNotAPost},
      {R"({"type":"Create","object":"https://a.example/1"})", Reason::kNotAPost},
      {R"({"type":"Announce","id":"i","actor":"a"})", Reason::kMissingField},
      {R"({"type":"Delete","actor":"a"})", Reason::kMissingField},
      {R"({"type":"Delete"})", Reason::kMissingField},
      {R"({"type":"Undo","object":"https://a.example/1"})", Reason::kNotAPost},
      {R"({"type":"OrderedCollection","orderedItems":[]})", Reason::kNotAPost},
      {R"({})", Reason::kUnknownShape},
      {R"([])", Reason::kUnknownShape},
      {R"({"a":)", Reason::kMalformed},
  };
  for (const auto& c : cases) {
    INFO(c.record);
    const auto out = parse(c.record);
    CHECK(out.posts.empty());
    REQUIRE(out.rejections.size() == 1);
    CHECK(out.rejections[0].reason == c.reason);
  }
}

TEST_CASE("mastodon: a reference is a URI, an object, or a list") {
  const auto author_of = [](std::string_view actor) {
    std::string note = R"({"type":"Note","id":"n","published":1777744800,"attributedTo":)";
    return only_post(note.append(actor).append("}")).author.id;
  };
  CHECK(author_of(R"("a")") == "a");
  CHECK(author_of(R"({"type":"Person","id":"a"})") == "a");
  CHECK(author_of(R"({"type":"Link","href":"a"})") == "a");
  CHECK(author_of(R"(["a","b"])") == "a");
  CHECK(author_of(R"([{"id":"a"}])") == "a");
}

TEST_CASE("mastodon: it recognises its shapes and nobody else's") {
  for (const auto* ours :
       {R"({"uri":"u","content":"","account":{}})",
        R"({"created_at":"","content":"","account":{}})", R"({"event":"update","payload":"{}"})",
        R"({"stream":["user"],"event":"announcement","payload":"{}"})",
        R"({"@context":"https://www.w3.org/ns/activitystreams","type":"Like"})",
        R"({"@context":["https://www.w3.org/ns/activitystreams",{}],"type":"Like"})"}) {
    INFO(ours);
    CHECK(mastodon().recognises(ours));
  }
  for (const auto* other :
       {R"({"event":"click","payload":"{}"})", R"({"account":"a","content":"","uri":"u"})",
        R"({"account":{},"uri":"u"})", R"({"@context":"https://schema.org","type":"Article"})",
        R"({"did":"did:plc:a","kind":"account","account":{}})"}) {
    INFO(other);
    CHECK_FALSE(mastodon().recognises(other));
  }
}

}  // namespace
}  // namespace lockstep::normalize
