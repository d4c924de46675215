// The bounds of the header, and what an adversary may write into a post.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "utf8.h"
#include "valid_post.h"

using namespace lockstep;
using namespace lockstep::normalize;

TEST_CASE("Ids are up to 1 KiB of UTF-8, whatever is in them", "[normalizer]") {
  std::string Post::*const fields[] = {&Post::post_id,     &Post::part,     &Post::repost_of,
                                       &Post::in_reply_to, &Post::quote_of, &Post::target_author};
  for (const auto field : fields) {
    Post post = valid_post();
    post.*field = std::string(1023, 'x');
    CHECK(rejected(post) == "");
    post.*field = std::string(1024, 'x');
    CHECK(rejected(post) == "");
    post.*field = std::string(1025, 'x');
    CHECK(rejected(post) == "bad_id");
    post.*field = "\xFF";
    CHECK(rejected(post) == "bad_id");
    post.*field = "\"quoted\"\n{line}\t'x' \\ é";
    CHECK(rejected(post) == "");
  }
  Post post = valid_post();
  post.platform = "x:y";
  CHECK(rejected(post) == "bad_id");
}

TEST_CASE("Impossible values are not known", "[normalizer]") {
  Post post = valid_post();
  post.author.created_at = from_micros(0);
  post.author.followers = -1;
  post.engagement.views = -5;
  post.llm_origin = std::nan("");
  post.machine_translated = 0.5;
  post.lang = "sv-SE";
  post.infra.device_id = std::string(1025, 'd');
  post.domains.resize(1);
  post.domains[0].domain = "Example.ORG";
  post.domains[0].nameservers = {"", "ns1.example"};
  post.objects = {{"url", ""}, {"url", "u"}, {"url", "\xFF"}};
  post = normalized(post);
  CHECK_FALSE(post.author.created_at.has_value());
  CHECK_FALSE(post.author.followers.has_value());
  CHECK_FALSE(post.engagement.views.has_value());
  CHECK_FALSE(post.llm_origin.has_value());
  CHECK(post.machine_translated == 0.5);
  CHECK(post.lang == "sv");
  CHECK(post.infra.device_id.empty());
  CHECK(post.domains[0].domain == "example.org");
  CHECK(post.domains[0].nameservers == std::vector<std::string>{"ns1.example"});
  REQUIRE(post.objects.size() == 1);
  CHECK(post.objects[0].id == "u");
}

TEST_CASE("What is over its bound is cut and counted", "[normalizer]") {
  const auto normalizer = make_normalizer();
  Post post = valid_post();
  post.text = std::string(65535, 'x') + "é";
  post.author.bio = std::string(5000, 'b');
  post.hashtags.assign(1'000'000, "#tag");
  post.mentions.assign(65, "m");
  post.media.resize(33);
  post.urls.resize(33);
  for (std::size_t i = 0; i < post.urls.size(); ++i)
    post.urls[i].url = "https://example.org/" + std::to_string(i);
  post.urls[0].url += std::string(2048, 'x');
  post.urls[1].redirects.assign(20, "https://hop.example/");
  post.urls[1].redirects.back() = "https://landing.example/";
  CHECK_FALSE(normalizer->normalize(post, std::nullopt).has_value());
  CHECK(post.plain_text == std::string(65535, 'x'));
  CHECK(post.folded_text == "xx");
  CHECK(post.author.bio.size() == 4096);
  CHECK(post.hashtags == std::vector<std::string>{"tag"});
  CHECK(post.media.size() == 32);
  REQUIRE(post.urls.size() == 31);
  CHECK(post.urls[0].domain == "landing.example");
  CHECK(post.urls[0].redirects.size() == 16);
  const NormalizeCounters& counters = normalizer->counters();
  CHECK(counters.cut_texts == 2);
  CHECK(counters.dropped_urls == 1);
  CHECK(counters.dropped_items == 999'936 + 1 + 1 + 1 + 4);
}

TEST_CASE("Random bytes in every string do no harm and leave UTF-8", "[normalizer][property]") {
  const auto normalizer = make_normalizer();
  std::mt19937_64 random(31);
  const auto noise = [&] {
    std::string text(random() % 24, '\0');
    for (char& c : text) c = static_cast<char>(random());
    return text;
  };
  for (int round = 0; round < 20000; ++round) {
    Post post = valid_post();
    post.text = noise() + (round % 2 ? "<p>" + noise() + "</p>&" + noise() : "");
    post.text_is_html = round % 2;
    post.lang = noise();
    post.author.handle = noise();
    post.author.bio = noise();
    post.hashtags = {noise(), noise()};
    post.mentions = {noise()};
    post.urls.resize(1);
    post.urls[0].url = "https://" + noise();
    post.urls[0].redirects = {noise()};
    post.media.resize(1);
    post.media[0].sha256 = noise();
    post.infra.ip = noise();
    post.infra.device_id = noise();
    REQUIRE_FALSE(normalizer->normalize(post, std::nullopt).has_value());
    for (const std::string* text :
         {&post.plain_text, &post.folded_text, &post.author.handle, &post.author.bio,
          &post.infra.device_id, &post.lang, &post.media[0].sha256}) {
      REQUIRE(is_utf8(*text));
    }
    for (const auto& tag : post.hashtags) REQUIRE((is_utf8(tag) && !tag.empty()));
    for (const auto& url : post.urls) REQUIRE((is_utf8(url.url) && is_ascii(url.canonical)));
  }
}
