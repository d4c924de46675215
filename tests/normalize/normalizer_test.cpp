#include "lockstep/normalize/normalizer.h"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>

#include "valid_post.h"

using namespace lockstep;
using namespace lockstep::normalize;
using namespace std::chrono_literals;

namespace {
EventTime at(const char* text) { return *parse_rfc3339(text); }
}  // namespace

TEST_CASE("A post needs a platform, an id, an author and a time", "[normalizer]") {
  CHECK(rejected(valid_post()) == "");
  Post post = valid_post();
  SECTION("platform") { post.platform.clear(); }
  SECTION("post id") { post.post_id.clear(); }
  SECTION("author") { post.author.id.clear(); }
  SECTION("time") { post.created_at.reset(); }
  CHECK(rejected(post) == "missing_field");
}

TEST_CASE("Account events need no post id, deletions no author and no time of their own",
          "[normalizer]") {
  for (const EventKind event : {EventKind::kAccount, EventKind::kLogin}) {
    Post post = valid_post();
    post.event = event;
    post.post_id.clear();
    CHECK(rejected(post) == "");
    post.author.id.clear();
    CHECK(rejected(post) == "missing_field");
  }
  Post post = valid_post();
  post.event = EventKind::kDelete;
  post.author.id.clear();
  CHECK(rejected(post) == "");
  post.created_at.reset();
  CHECK(rejected(post) == "missing_field");
  CHECK(rejected(post, at("2026-04-16T09:44:02Z")) == "");
  post.post_id.clear();
  CHECK(rejected(post) == "missing_field");
}

TEST_CASE("A time ahead of the trusted clock is clamped to it", "[normalizer]") {
  const auto normalizer = make_normalizer();
  const EventTime clock = at("2026-04-16T10:00:00Z");
  struct Case {
    Duration ahead;
    bool clamped;
  };
  for (const Case& c : std::initializer_list<Case>{
           {-24h, false}, {0s, false}, {5min, false}, {5min + 1us, true}, {24h * 36500, true}}) {
    CAPTURE(c.ahead.count());
    Post post = valid_post();
    post.created_at = clock + c.ahead;
    const std::uint64_t before = normalizer->counters().clamped_times;
    CHECK_FALSE(normalizer->normalize(post, clock).has_value());
    CHECK(post.time_clamped == c.clamped);
    CHECK(post.time == (c.clamped ? clock : clock + c.ahead));
    CHECK(post.created_at == clock + c.ahead);
    CHECK(normalizer->counters().clamped_times == before + c.clamped);
  }
}

TEST_CASE("A zone is what the author claims, by time zone or country of the profile",
          "[normalizer]") {
  const auto normalizer = make_normalizer();
  Post post = valid_post();
  post.created_at = at("2026-01-15T12:00:00Z");
  const auto zone = [&] {
    CHECK_FALSE(normalizer->normalize(post, std::nullopt).has_value());
    return post.zone;
  };
  CHECK_FALSE(zone().has_value());
  post.geo_country = "NL";
  post.geo_source = "place";  // where he was
  CHECK_FALSE(zone().has_value());
  post.geo_source = "profile";
  CHECK(zone() == ClaimedZone{60, 60});
  post.author.timezone = "Asia/Tokyo";
  CHECK(zone() == ClaimedZone{540, 540});
}

TEST_CASE("The collector's clock goes before the transport's, unless it stands at the epoch",
          "[normalizer]") {
  const auto normalizer = make_normalizer();
  Post post = valid_post();
  post.created_at = at("2026-04-16T12:00:00Z");
  post.observed_at = at("2026-04-16T11:00:00Z");
  CHECK_FALSE(normalizer->normalize(post, at("2026-04-16T10:00:00Z")).has_value());
  CHECK(post.time == at("2026-04-16T11:00:00Z"));
  post.observed_at = from_micros(0);
  CHECK_FALSE(normalizer->normalize(post, at("2026-04-16T10:00:00Z")).has_value());
  CHECK_FALSE(post.observed_at.has_value());  // nobody else may go by it
  CHECK(post.time == at("2026-04-16T10:00:00Z"));
  CHECK_FALSE(normalizer->normalize(post, std::nullopt).has_value());
  CHECK(post.time == at("2026-04-16T12:00:00Z"));
  CHECK_FALSE(post.time_clamped);
}

TEST_CASE("Times outside the range are rejected, also at the ends of the scale", "[normalizer]") {
  const NormalizeConfig config;
  struct Case {
    EventTime time;
    const char* reason;
  };
  for (const Case& c : std::initializer_list<Case>{{config.time_min - 1us, "time_out_of_range"},
                                                   {config.time_min, ""},
                                                   {config.time_min + 1us, ""},
                                                   {config.time_max - 1us, ""},
                                                   {config.time_max, "time_out_of_range"},
                                                   {from_micros(INT64_MIN), "time_out_of_range"},
                                                   {from_micros(INT64_MAX), "time_out_of_range"}}) {
    Post post = valid_post();
    post.created_at = c.time;
    CHECK(rejected(post) == c.reason);
  }
  Post post = valid_post();
  post.created_at = from_micros(INT64_MAX);
  CHECK(rejected(post, at("2026-01-01T00:00:00Z")) == "");  // clamped first
  CHECK(rejected(post, from_micros(INT64_MAX)) == "time_out_of_range");
  post.created_at = from_micros(INT64_MIN);
  CHECK(rejected(post, from_micros(INT64_MIN)) == "time_out_of_range");
}

TEST_CASE("Text is stripped of HTML for reading and folded for comparison", "[normalizer]") {
  Post post = valid_post();
  post.text =
      "<p>De stänger <b>HAMNEN</b> i natt 100 &amp; <a href=\"https://short.example/h4\">"
      "<span class=\"invisible\">https://</span>short.example/h4</a></p>";
  post.text_is_html = true;
  post = normalized(post);
  CHECK(post.plain_text == "De stänger HAMNEN i natt 100 & https://short.example/h4");
  CHECK(post.folded_text == "de stanger hamnen i natt <n> & <u>");
  REQUIRE(post.urls.size() == 1);
  CHECK(post.urls[0].canonical == "https://short.example/h4");

  post = valid_post();
  post.text = "1 < 2 &amp; <b>";
  CHECK(normalized(post).plain_text == "1 < 2 &amp; <b>");
}

TEST_CASE("Evasion by invisible and look-alike characters is undone and counted", "[normalizer]") {
  Post post = valid_post();
  post.text = "the v\u200Ba\u200Bccine and раypal";
  post = normalized(post);
  CHECK(post.folded_text == "the vaccine and paypal");
  CHECK(post.ignorable_count == 2);
  CHECK(post.confusable_count == 1);
}

TEST_CASE("Links and hashtags come from the text only if the platform named none", "[normalizer]") {
  Post post = valid_post();
  post.text = "See https://Example.org/a?utm_source=x and HTTP://b.example. #One #two#three x#no";
  Post found = normalized(post);
  REQUIRE(found.urls.size() == 2);
  CHECK(found.urls[0].url == "https://Example.org/a?utm_source=x");
  CHECK(found.urls[0].canonical == "https://example.org/a");
  CHECK(found.urls[1].canonical == "https://b.example/");
  CHECK(found.hashtags == std::vector<std::string>{"one", "two", "three"});
  post.urls.push_back({});
  post.urls[0].url = "https://t.co/x";
  post.hashtags = {"given"};
  found = normalized(post);
  REQUIRE(found.urls.size() == 1);
  CHECK(found.urls[0].domain == "t.co");
  CHECK(found.hashtags == std::vector<std::string>{"given"});
}

TEST_CASE("Hashtags and mentions have one spelling and occur once", "[normalizer]") {
  Post post = valid_post();
  post.hashtags = {"#Hamnen", "hamnen", "＃ＨＡＭＮＥＮ", "##x", "", "#", "Größe", "Gro\u0308ße"};
  post.mentions = {"@Bob", "bob", "@", "did:plc:abc"};
  post = normalized(post);
  CHECK(post.hashtags == std::vector<std::string>{"hamnen", "x", "grösse"});
  CHECK(post.mentions == std::vector<std::string>{"bob", "did:plc:abc"});
}

TEST_CASE("One link given twice is one link, the one that shows its way", "[normalizer]") {
  Post post = valid_post();
  post.urls.resize(3);
  post.urls[0].url = "https://example.org/a?utm_campaign=autumn";
  post.urls[1].url = "https://t.co/x";
  post.urls[1].expanded = "http://www.example.org/a";
  post.urls[2].url = "mailto:x@example.org";
  post = normalized(post);
  REQUIRE(post.urls.size() == 2);
  CHECK(post.urls[0].canonical == "https://example.org/a");
  CHECK(post.urls[0].hop_domains == std::vector<std::string>{"t.co"});
  CHECK(post.urls[0].marks == std::vector<std::string>{"utm_campaign=autumn"});
  CHECK(post.urls[1].canonical.empty());
}

TEST_CASE("A link padded beyond the bound counts as what is left of it", "[normalizer]") {
  Post post = valid_post();
  post.urls.resize(3);
  const std::string padding(3'000, 'a');
  post.urls[0].url = "https://example.org/a?utm_source=" + padding;
  post.urls[1].url = "https://t.co/x";
  post.urls[1].redirects = {"https://click.example/r?" + padding, "https://example.org/b"};
  post.urls[2].url = "https://example.org/" + padding;
  post = normalized(post);
  REQUIRE(post.urls.size() == 2);
  CHECK(post.urls[0].canonical == "https://example.org/a");
  CHECK(post.urls[0].url == "https://example.org/a");
  CHECK(post.urls[1].canonical == "https://example.org/b");
  CHECK(post.urls[1].hop_domains == std::vector<std::string>{"t.co", "click.example"});
  CHECK(post.urls[1].redirects == std::vector<std::string>{"https://example.org/b"});
}

TEST_CASE("An id that a post may do without does not cost the post", "[normalizer]") {
  const auto normalizer = make_normalizer();
  const std::string long_id(1'100, 'c');
  Post post = valid_post();
  post.conversation_id = long_id;
  post.community_id = "\xff";
  post.quote_of = "q";
  CHECK_FALSE(normalizer->normalize(post, std::nullopt));
  CHECK(post.conversation_id.empty());
  CHECK(post.community_id.empty());
  CHECK(post.quote_of == "q");
  CHECK(normalizer->counters().dropped_items == 2);
  post.author.id = long_id;
  CHECK(normalizer->normalize(post, std::nullopt)->reason == Reason::kBadId);
}

TEST_CASE("A biography in HTML is what a reader sees of it", "[normalizer]") {
  Post post = valid_post();
  post.author.bio =
      "<p>printer from Nice. <a href=\"https://four.example\" rel=\"me nofollow noopener\" "
      "target=\"_blank\"><span class=\"invisible\">https://</span>four.example</a></p>";
  CHECK(normalized(post).author.bio == "printer from Nice. https://four.example");
  post.author.bio = "a < b, and b > c <3";
  CHECK(normalized(post).author.bio == post.author.bio);
}

TEST_CASE("Hashes that are none are dropped and counted", "[normalizer]") {
  const auto normalizer = make_normalizer();
  Post post = valid_post();
  post.media.resize(2);
  post.media[0].pdq = "E2A1C4593B7D0F18E2A1C4593B7D0F18E2A1C4593B7D0F18E2A1C4593B7D0F18";
  post.media[1].pdq = "short";
  post.media[1].dhash = "zzzzzzzzzzzzzzzz";
  post.media[1].sha256 = "two words";
  post.author.avatar_pdq = "x";
  CHECK_FALSE(normalizer->normalize(post, std::nullopt).has_value());
  CHECK(post.media[0].pdq == "e2a1c4593b7d0f18e2a1c4593b7d0f18e2a1c4593b7d0f18e2a1c4593b7d0f18");
  CHECK(post.media[1].pdq.empty());
  CHECK(post.media[1].dhash.empty());
  CHECK(post.media[1].sha256.empty());
  CHECK(post.author.avatar_pdq.empty());
  CHECK(normalizer->counters().bad_hashes == 4);
}

TEST_CASE("Addresses get their network, and lose themselves if they are not public",
          "[normalizer]") {
  const auto normalizer = make_normalizer();
  Post post = valid_post();
  post.infra.ip = "203.0.113.7";
  post.infra.registration_ip = "2001:DB8:1::5";
  CHECK_FALSE(normalizer->normalize(post, std::nullopt).has_value());
  CHECK(post.infra.ip_prefix == "203.0.113.0/24");
  CHECK(post.infra.registration_ip == "2001:db8:1::5");
  CHECK(post.infra.registration_ip_prefix == "2001:db8:1::/48");
  post.infra.ip = "192.168.1.1";
  post.infra.registration_ip = "what";
  CHECK_FALSE(normalizer->normalize(post, std::nullopt).has_value());
  CHECK(post.infra.ip.empty());
  CHECK(post.infra.ip_prefix.empty());
  CHECK(post.infra.registration_ip.empty());
  CHECK(post.infra.registration_ip_prefix.empty());
  CHECK(normalizer->counters().bad_ips == 1);
}

TEST_CASE("Normalising twice is normalising once", "[normalizer]") {
  Post post = valid_post();
  post.text = "RT @bob: #Tag Visit www.Example.org/a now, 100 % “sure” раypal 😀 #end";
  post.hashtags = {"#Tag", "End"};
  post.urls.resize(1);
  post.urls[0].url = "http://WWW.Example.org/a/?utm_source=x";
  post.infra.ip = "::ffff:203.0.113.7";
  const Post once = normalized(post);
  const Post twice = normalized(once);
  CHECK(once.folded_text == twice.folded_text);
  CHECK(once.plain_text == twice.plain_text);
  CHECK(once.hashtags == twice.hashtags);
  CHECK(once.urls[0].canonical == twice.urls[0].canonical);
  CHECK(once.infra.ip_prefix == twice.infra.ip_prefix);
  CHECK(once.time == twice.time);
}

TEST_CASE("A data file that cannot be read fails and says which", "[normalizer]") {
  NormalizeConfig config;
  SECTION("tracking parameters") { config.tracking_parameters = "/no/such/list"; }
  SECTION("public suffixes") { config.public_suffix_list = "/no/such/list"; }
  SECTION("networks") { config.asn_database = "/no/such/list"; }
  SECTION("countries") { config.country_database = "/no/such/list"; }
  const auto made = Normalizer::make(config);
  REQUIRE_FALSE(made.ok());
  CHECK(made.status().code() == StatusCode::kNotFound);
  CHECK(message_of(made.status()).find("/no/such/list") != std::string::npos);
}

TEST_CASE("Own lists replace the built-in ones", "[normalizer]") {
  const std::string path = std::string(LOCKSTEP_BINARY_DIR) + "/normalizer_test.list";
  std::ofstream(path) << "mine\n";
  NormalizeConfig config;
  config.tracking_parameters = path;
  const auto normalizer = make_normalizer(config);
  std::ofstream(path) << "org\nexample.org\n";
  config = {};
  config.public_suffix_list = path;
  const auto suffixes = make_normalizer(config);
  std::remove(path.c_str());

  Post post = valid_post();
  post.urls.resize(1);
  post.urls[0].url = "https://a.b.example.org/?mine=1&utm_source=2";
  Post other = post;
  CHECK_FALSE(normalizer->normalize(post, std::nullopt).has_value());
  CHECK(post.urls[0].canonical == "https://a.b.example.org/?utm_source=2");
  CHECK(post.urls[0].domain == "example.org");
  CHECK_FALSE(suffixes->normalize(other, std::nullopt).has_value());
  CHECK(other.urls[0].domain == "b.example.org");
}

TEST_CASE("Counters of several threads add up", "[normalizer]") {
  NormalizeCounters sum{1, 2, 3, 4, 5, 6};
  sum += {10, 20, 30, 40, 50, 60};
  CHECK(sum.clamped_times == 11);
  CHECK(sum.cut_texts == 22);
  CHECK(sum.dropped_urls == 33);
  CHECK(sum.dropped_items == 44);
  CHECK(sum.bad_hashes == 55);
  CHECK(sum.bad_ips == 66);
}
