#include "fact_reader.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "side_record.h"

namespace lockstep::runtime {
namespace {

const signals::Registry& registry() {
  static const signals::Registry all = signals::Registry::with_all();
  return all;
}

StatusOr<std::vector<engine::SideFact>> read_all(const std::string& topic, const std::string& key,
                                                 std::optional<std::string> value) {
  auto reader = FactReader::make({"watch", "feedback", "sites", "erasures"}, {}, registry());
  REQUIRE(reader.ok());
  Decision d{DecisionKind::kFact, topic, 0, 7, EventTime{}};
  d.key = key;
  d.value = std::move(value);
  return reader->read(d);
}

StatusOr<engine::SideFact> read(const std::string& topic, const std::string& key,
                                std::optional<std::string> value) {
  LOCKSTEP_ASSIGN(auto facts, read_all(topic, key, std::move(value)));
  REQUIRE(facts.size() == 1);
  return facts.front();
}

assess::Indicator watch(const std::string& value) {
  const auto fact = read("watch", "k", value);
  INFO(value << ": " << message_of(fact.status()));
  REQUIRE(fact.ok());
  REQUIRE(std::get<engine::WatchFact>(*fact).indicators.size() == 1);
  return std::get<engine::WatchFact>(*fact).indicators.front();
}

// The keys that a post with this gives.
std::vector<KeyHash> keys_of(Post post, std::string_view kind) {
  post.platform = "x";
  post.post_id = post.author.id = "1";
  post.created_at = from_micros(1'700'000'000'000'000);
  const auto normalizer = normalize::Normalizer::make({});
  REQUIRE(normalizer.ok());
  REQUIRE_FALSE((*normalizer)->normalize(post, std::nullopt).has_value());
  std::vector<KeyHash> keys;
  for (const Trace& t : signals::trace(post, registry()).traces)
    if (registry().kind(t.kind).def->name == kind) keys.push_back(t.key);
  return keys;
}

bool has(const assess::Indicator& fact, const std::vector<KeyHash>& keys) {
  REQUIRE(keys.size() == 1);
  return std::find(fact.keys.begin(), fact.keys.end(), keys[0]) != fact.keys.end();
}

}  // namespace

TEST_CASE("an indicator has the keys of posts that show it, however it was written",
          "[unit][runtime]") {
  Post link;
  link.urls.resize(1);
  link.urls[0].url = "http://WWW.Bad.example:80/a/../b?utm_source=x&id=1#top";
  const auto url = watch(R"({"type":"url","value":"http://www.bad.example/b?id=1&utm_medium=y"})");
  CHECK(has(url, keys_of(link, "url")));
  const auto domain = watch(R"({"type":"domain","value":"Bad.Example","note":"seized"})");
  CHECK(has(domain, keys_of(link, "domain")));
  CHECK(domain.value == "bad.example");
  CHECK(domain.note == "seized");
  CHECK(domain.keys.size() == 2);  // links may also pass through it

  Post from;
  from.infra.ip = "8.8.4.4";
  CHECK(has(watch(R"({"type":"ip","value":"8.8.4.4"})"), keys_of(from, "ip")));
  CHECK(has(watch(R"({"type":"ip","value":"8.8.4.0/24"})"), keys_of(from, "ip-prefix")));

  Post picture;
  picture.media.resize(1);
  picture.media[0].sha256 = std::string(64, 'a');
  CHECK(has(watch(R"({"type":"media","value":")" + std::string(64, 'a') + R"("})"),
            keys_of(picture, "media")));
  CHECK(watch(R"({"type":"account","value":"x:1"})").keys ==
        std::vector{assess::watched_account("x:1")});
}

TEST_CASE("a watchlist record without a value takes its entry off", "[unit][runtime]") {
  const auto fact = read("watch", "k", std::nullopt);
  REQUIRE(fact.ok());
  CHECK(std::get<engine::WatchFact>(*fact).entry == "k");
  CHECK(std::get<engine::WatchFact>(*fact).indicators.empty());
}

TEST_CASE("what no post can show, or nobody can read, is refused", "[unit][runtime]") {
  for (const char* value :
       {"", "[]", "{", R"({"type":"domain"})", R"({"type":"thing","value":"x"})",
        R"({"type":"ip","value":"10.0.0.1"})", R"({"type":"ip","value":"8.8.0.0/16"})",
        R"({"type":"ip","value":"hello"})", R"({"type":"url","value":"ftp://x"})"}) {
    INFO(value);
    CHECK(read("watch", "k", value).status().code() == StatusCode::kInvalidArgument);
  }
  CHECK_FALSE(read("watch", "", R"({"type":"account","value":"x:1"})").ok());
  CHECK_FALSE(read("watch", std::string(1101, 'k'), R"({"type":"account","value":"x:1"})").ok());
  CHECK(read("watch", std::string(1100, 'k'), R"({"type":"account","value":"x:1"})").ok());
  CHECK_FALSE(read("else", "k", R"({"type":"account","value":"x:1"})").ok());
}

TEST_CASE("a verdict names its alert in the record or as its key", "[unit][runtime]") {
  const auto verdict = [](const std::string& key, const std::string& value) {
    const auto fact = read("feedback", key, value);
    REQUIRE(fact.ok());
    return std::get<engine::VerdictFact>(*fact);
  };
  const auto said = verdict("cib-1", R"({"verdict":"dismissed","reason":"a fan club"})");
  CHECK(said.alert_id == "cib-1");
  CHECK(said.verdict == alert::Verdict::kDismissed);
  CHECK(said.reason == "a fan club");
  CHECK(verdict("", R"({"alert_id":"cib-2","verdict":"confirmed"})").alert_id == "cib-2");
  CHECK_FALSE(read("feedback", "", R"({"verdict":"dismissed"})").ok());
  CHECK_FALSE(read("feedback", "cib-1", R"({"verdict":"perhaps"})").ok());
  CHECK_FALSE(read("feedback", "cib-1", std::nullopt).ok());
}

namespace {

const std::string kA = "grouping--11111111-1111-4111-8111-111111111111";
const std::string kB = "grouping--22222222-2222-4222-8222-222222222222";

std::string opinion(const std::string& says, const std::vector<std::string>& refs,
                    const std::string& more = "") {
  std::string list;
  for (const auto& ref : refs) list += (list.empty() ? "\"" : ",\"") + ref + '"';
  return R"({"type":"opinion","spec_version":"2.1",)"
         R"("id":"opinion--b01efc25-77b4-4003-b18b-f6e24b5cd9f7","opinion":")" +
         says + "\",\"object_refs\":[" + list + ']' + more + '}';
}
std::string bundle(const std::vector<std::string>& objects) {
  std::string out = R"({"type":"bundle","id":"bundle--1","objects":[{"type":"identity"})";
  for (const auto& object : objects) out += ',' + object;
  return out + "]}";
}

// "subject verdict reason" of each verdict.
std::vector<std::string> verdicts(const std::string& key, const std::string& value) {
  const auto facts = read_all("feedback", key, value);
  INFO(value << ": " << message_of(facts.status()));
  REQUIRE(facts.ok());
  std::vector<std::string> out;
  for (const auto& fact : *facts) {
    const auto& v = std::get<engine::VerdictFact>(fact);
    constexpr const char* kNames[] = {"confirmed", "dismissed", "reopened"};
    out.push_back(v.alert_id + ' ' + kNames[static_cast<int>(v.verdict)] +
                  (v.reason.empty() ? "" : ' ' + v.reason));
  }
  return out;
}
using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("an opinion of STIX is a verdict on the groupings it refers to", "[unit][runtime]") {
  CHECK(verdicts("", opinion("strongly-disagree", {kA})) == Lines{kA + " dismissed"});
  CHECK(verdicts("", opinion("disagree", {kA})) == Lines{kA + " dismissed"});
  CHECK(verdicts("", opinion("agree", {kA})) == Lines{kA + " confirmed"});
  CHECK(verdicts("", opinion("strongly-agree", {kA})) == Lines{kA + " confirmed"});
  CHECK(verdicts("", opinion("neutral", {kA})).empty());
  CHECK(verdicts("", opinion("disagree", {kB, "campaign--1", kA, kB},
                             R"(,"explanation":"a fan club")")) ==
        Lines{kB + " dismissed a fan club", kA + " dismissed a fan club"});
}

TEST_CASE("a disagreement that is revoked opens the alert again", "[unit][runtime]") {
  CHECK(verdicts("", opinion("disagree", {kA}, R"(,"revoked":true)")) == Lines{kA + " reopened"});
  CHECK(verdicts("", opinion("disagree", {kA}, R"(,"revoked":false)")) == Lines{kA + " dismissed"});
  CHECK(verdicts("", opinion("agree", {kA}, R"(,"revoked":true)")).empty());
}

TEST_CASE("the key names the alert of a lone opinion as well, and of several none",
          "[unit][runtime]") {
  const Lines both = {"cib-1 confirmed", kA + " confirmed"};
  CHECK(verdicts("cib-1", opinion("agree", {kA})) == both);
  CHECK(verdicts("cib-1", bundle({opinion("agree", {kA})})) == both);
  CHECK(verdicts("cib-1", opinion("agree", {"note--1"})) == Lines{"cib-1 confirmed"});
  CHECK(verdicts("cib-1", bundle({opinion("agree", {kA}), opinion("disagree", {kB})})) ==
        Lines{kA + " confirmed", kB + " dismissed"});
}

TEST_CASE("a record of STIX is taken whole or not at all", "[unit][runtime]") {
  const auto refused = [](const std::string& value, const std::string& why) {
    const auto facts = read_all("feedback", "key", value);
    INFO(value);
    CHECK(facts.status().code() == StatusCode::kInvalidArgument);
    CHECK(message_of(facts.status()).find(why) != std::string::npos);
  };
  const auto good = opinion("agree", {kA});
  refused(bundle({}), "without an opinion");
  refused(R"({"type":"bundle"})", "without an opinion");
  refused(R"({"type":"bundle","objects":"x"})", "without an opinion");
  refused(bundle({good, opinion("perhaps", {kA})}), "opinion is none of");
  refused(bundle({good, opinion("agree", {"grouping--1"})}), "name no grouping");
  refused(R"({"type":"opinion","opinion":"agree","object_refs":7})", "name no grouping");
  refused(R"({"type":"opinion","opinion":7})", "opinion is none of");
  Lines many;
  for (int i = 0; i < 65; ++i) many.push_back(kA.substr(0, kA.size() - 2) + std::to_string(10 + i));
  refused(opinion("agree", many), "more than 64");
  many.pop_back();
  CHECK(verdicts("", opinion("agree", many)).size() == 64);
}

namespace {

constexpr const char* kFacts =
    R"({"registrar":"Quick Names","registered_at":"2025-10-30T00:00:00Z",)"
    R"("nameservers":["ns2.tram.example","ns1.tram.example"],"analytics_ids":["UA-1","UA-2"]})";

engine::SiteFact site(const std::string& key, std::optional<std::string> value) {
  const auto fact = read("sites", key, std::move(value));
  INFO(key << ": " << message_of(fact.status()));
  REQUIRE(fact.ok());
  return std::get<engine::SiteFact>(*fact);
}

std::vector<std::string> texts_of(const engine::SiteFact& fact) {
  std::vector<std::string> texts;
  for (const Trace& t : fact.traces)
    texts.push_back(std::string(registry().kind(t.kind).def->name) + ": " + t.text);
  std::sort(texts.begin(), texts.end());
  return texts;
}

}  // namespace

TEST_CASE("facts about a site are the traces of a post that carries them", "[unit][runtime]") {
  const auto fact = site("tram-news.example", kFacts);
  CHECK(fact.site == signals::key_of("domain", "tram-news.example"));
  CHECK(texts_of(fact) ==
        std::vector<std::string>{
            "analytics: UA-1 on tram-news.example", "analytics: UA-2 on tram-news.example",
            "nameservers: ns1.tram.example ns2.tram.example on tram-news.example",
            "registrant: Quick Names, 2025-10-30, ns1.tram.example ns2.tram.example on "
            "tram-news.example"});
  Post post;
  post.urls.resize(1);
  post.urls[0].url = "https://www.tram-news.example/story";
  CHECK(std::vector{fact.site} == keys_of(post, "domain"));
}

TEST_CASE("a site's key may be written in any way a link may", "[unit][runtime]") {
  CHECK(site("WWW.Tram-News.example", kFacts).site == site("tram-news.example", kFacts).site);
  CHECK(site("tram-news.example", R"({"domain":"tram-news.example","analytics_ids":["a"]})")
            .traces.size() == 1);
}

TEST_CASE("a record without a value, or with nothing that ties sites, forgets the site",
          "[unit][runtime]") {
  for (const auto& value : {std::optional<std::string>(), std::optional<std::string>("{}"),
                            std::optional<std::string>(R"({"registrar":"Quick Names"})")}) {
    const auto fact = site("tram-news.example", value);
    CHECK(fact.site == signals::key_of("domain", "tram-news.example"));
    CHECK(fact.traces.empty());
  }
}

TEST_CASE("facts about no site are refused", "[unit][runtime]") {
  for (const char* value : {"", "[]", "{", R"({"domain":"else.example"})", R"({"domain":7})"})
    CHECK(read("sites", "tram-news.example", value).status().code() ==
          StatusCode::kInvalidArgument);
  for (const char* key : {"", " ", "no site", "/", "\xff\xfe"})
    CHECK_FALSE(read("sites", key, kFacts).ok());
  const std::string large(kMaxSideRecord, 'x');
  CHECK_FALSE(read("sites", "a.example", R"({"registrar":")" + large + "\"}").ok());
}

TEST_CASE("a decision about a fact holds its record", "[unit][runtime]") {
  Decision d{DecisionKind::kFact, "watch", 2, 17, from_micros(60'000'000)};
  d.key = "k";
  d.value = R"({"type":"account","value":"x:1"})";
  CHECK(decode_decision(encode(d)) == d);
  d.value.reset();
  d.until = EventTime::min();
  CHECK(decode_decision(encode(d)) == d);
}

TEST_CASE("an erasure names an account, and knows how others mention it", "[unit][runtime]") {
  const auto fact = read("erasures", "x:12", R"({"account":"x:12","handle":"@Bob"})");
  REQUIRE(fact.ok());
  const auto& erasure = std::get<engine::ErasureFact>(*fact);
  CHECK(erasure.account == "x:12");
  CHECK(erasure.erased);
  Post by_id, by_handle;
  by_id.mentions = {"12"};
  by_handle.mentions = {"bob"};
  for (const auto& post : {by_id, by_handle}) {
    const auto keys = keys_of(post, "mention");
    REQUIRE(keys.size() == 1);
    CHECK(std::find(erasure.mentions.begin(), erasure.mentions.end(), keys[0]) !=
          erasure.mentions.end());
  }
  const auto lifted = read("erasures", "x:12", std::nullopt);
  REQUIRE(lifted.ok());
  CHECK_FALSE(std::get<engine::ErasureFact>(*lifted).erased);
}

TEST_CASE("an erasure of no account, or of another than its key, is refused", "[unit][runtime]") {
  for (const auto* key : {"", "12", ":12", "x:"})
    CHECK(read("erasures", key, "{}").status().code() == StatusCode::kInvalidArgument);
  for (const auto* value : {"", "[]", R"({"account":"x:13"})", R"({"account":7})"})
    CHECK(read("erasures", "x:12", value).status().code() == StatusCode::kInvalidArgument);
  CHECK(read("erasures", "x:12", "{}").ok());
}

}  // namespace lockstep::runtime
