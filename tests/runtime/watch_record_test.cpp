// Records of the watchlist as STIX 2.1: what they come to, beside our own JSON.
#include "watch_record.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <regex>

#include "fact_reader.h"
#include "live_world.h"

namespace lockstep::runtime {
namespace {

using Json = nlohmann::json;

const std::string kId = "indicator--11111111-1111-4111-8111-111111111111";
const std::string kOther = "indicator--22222222-2222-4222-8222-222222222222";

Json indicator(const std::string& pattern, const Json& more = Json::object()) {
  Json out = {{"type", "indicator"},
              {"spec_version", "2.1"},
              {"id", kId},
              {"created", "2026-01-01T00:00:00.000Z"},
              {"pattern", pattern},
              {"modified", "2026-01-01T00:00:00.000Z"},
              {"pattern_type", "stix"},
              {"valid_from", "2026-01-01T00:00:00Z"}};
  out.update(more);
  return out;
}

Json bundle(const Json& objects) {
  return {{"type", "bundle"}, {"id", "bundle--1"}, {"objects", objects}};
}

StatusOr<std::vector<assess::Indicator>> read(const Json& record) {
  auto reader = FactReader::make({"watch", "", "", ""}, {}, testing::registry());
  REQUIRE(reader.ok());
  Decision d{DecisionKind::kFact, "watch", 0, 7, EventTime{}};
  d.key = "k";
  d.value = record.dump();
  LOCKSTEP_ASSIGN(auto facts, reader->read(d));
  REQUIRE(facts.size() == 1);
  const auto& fact = std::get<engine::WatchFact>(facts.front());
  CHECK(fact.entry == "k");
  return fact.indicators;
}

std::vector<assess::Indicator> told(const Json& record) {
  auto indicators = read(record);
  INFO(record << ": " << message_of(indicators.status()));
  REQUIRE(indicators.ok());
  return *std::move(indicators);
}

std::vector<std::string> values_of(const Json& record) {
  std::vector<std::string> out;
  for (const auto& i : told(record)) out.push_back(i.type + ' ' + i.value);
  return out;
}

std::string fault_of(const Json& record) {
  const auto indicators = read(record);
  INFO(record);
  CHECK(indicators.status().code() == StatusCode::kInvalidArgument);
  return message_of(indicators.status());
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("what an indicator lists has the keys of our own records", "[unit][runtime]") {
  const std::string sha(64, 'a');
  const std::pair<std::string, Json> kSame[] = {
      {"[domain-name:value = 'WWW.Bad.example']", {{"type", "domain"}, {"value", "bad.example"}}},
      {"[url:value = 'http://bad.example/b?id=1']",
       {{"type", "url"}, {"value", "https://bad.example/b?id=1&utm_source=x"}}},
      {"[ipv4-addr:value = '8.8.4.4/32']", {{"type", "ip"}, {"value", "8.8.4.4"}}},
      {"[ipv4-addr:value = '8.8.4.0/24']", {{"type", "ip"}, {"value", "8.8.4.0/24"}}},
      {"[file:hashes.'SHA-256' = '" + sha + "']", {{"type", "media"}, {"value", sha}}},
      {"[user-account:account_type = 'twitter' AND user-account:user_id = '1']",
       {{"type", "account"}, {"value", "x:1"}}}};
  for (const auto& [pattern, plain] : kSame) {
    INFO(pattern);
    const auto theirs = told(indicator(pattern)), ours = told(plain);
    REQUIRE(theirs.size() == 1);
    CHECK(theirs[0].keys == ours[0].keys);
    CHECK(theirs[0].type == ours[0].type);
    CHECK(theirs[0].id == kId);
    CHECK(ours[0].id.empty());
  }
}

TEST_CASE("an indicator says who, when, and in what words", "[unit][runtime]") {
  const std::string pattern = "[domain-name:value IN ('a.example', 'b.example')]";
  const auto both = told(indicator(
      pattern,
      {{"name", "Relay"}, {"description", "seized"}, {"valid_until", "2026-04-01T00:00:00Z"}}));
  REQUIRE(both.size() == 2);
  for (const auto& i : both) {
    CHECK(i.note == "Relay");
    CHECK(i.valid_from == *parse_rfc3339("2026-01-01T00:00:00Z"));
    CHECK(i.valid_until == *parse_rfc3339("2026-04-01T00:00:00Z"));
  }
  CHECK(told(indicator(pattern, {{"description", "seized"}}))[1].note == "seized");
  auto timeless = indicator(pattern);
  timeless.erase("valid_from");
  CHECK(told(timeless)[0].valid_from == EventTime::min());
  CHECK(told(timeless)[0].valid_until == EventTime::max());
}

TEST_CASE("a note is cut between characters", "[unit][runtime]") {
  std::string name = "x";
  for (int i = 0; i < 200; ++i) name += "å";
  const auto note = told(indicator("[url:value = 'http://a.example/']", {{"name", name}}))[0].note;
  CHECK(note == name.substr(0, 279));
}

TEST_CASE("what is revoked takes its entry off, whatever else it says", "[unit][runtime]") {
  CHECK(told(indicator("nonsense", {{"revoked", true}})).empty());
  CHECK(told(indicator("[domain-name:value = 'a.example']", {{"revoked", false}})).size() == 1);
}

TEST_CASE("of a bundle the indicators count, each in its newest version", "[unit][runtime]") {
  const auto one = indicator("[domain-name:value = 'a.example']");
  const auto two = indicator("[domain-name:value = 'b.example']", {{"id", kOther}});
  const Json shared = {
      {"type", "domain-name"}, {"id", "domain-name--1"}, {"value", "news.example"}};
  CHECK(values_of(bundle({shared, one, two})) == Lines{"domain a.example", "domain b.example"});
  const auto newer =
      indicator("[domain-name:value = 'c.example']", {{"modified", "2026-01-02T00:00:00.000Z"}});
  CHECK(values_of(bundle({one, newer, two})) == Lines{"domain c.example", "domain b.example"});
  CHECK(values_of(bundle({newer, one, two})) == Lines{"domain c.example", "domain b.example"});
  auto gone = newer;
  gone["revoked"] = true;
  CHECK(values_of(bundle({gone, one})).empty());
  CHECK(fault_of(bundle({shared})) == "a bundle without an indicator");
  CHECK(fault_of(bundle(7)) == "a bundle without an indicator");
  CHECK(fault_of(bundle({one, indicator("[url:value > 'x']", {{"id", kOther}})})) ==
        "pattern, byte 12: only = and IN may compare");
}

TEST_CASE("an observable of STIX is what it names", "[unit][runtime]") {
  CHECK(values_of({{"type", "domain-name"}, {"value", "a.example"}}) == Lines{"domain a.example"});
  CHECK(values_of({{"type", "ipv4-addr"}, {"value", "8.8.4.4"}}) == Lines{"ip 8.8.4.4"});
  CHECK(values_of({{"type", "url"}, {"id", "url--1"}, {"value", "http://a.example/b"}}).size() ==
        1);
  CHECK(values_of({{"type", "user-account"}, {"account_type", "twitter"}, {"user_id", "1"}}) ==
        Lines{"account x:1"});
  CHECK(values_of({{"type", "user-account"}, {"user_id", "bluesky:did:plc:1"}}) ==
        Lines{"account bluesky:did:plc:1"});
  const std::string sha(64, 'b');
  CHECK(values_of({{"type", "file"}, {"hashes", {{"SHA-256", sha}}}}) == Lines{"media " + sha});
  fault_of({{"type", "file"}, {"hashes", "x"}});
  fault_of({{"type", "file"}, {"name", "x"}});
  fault_of({{"type", "user-account"}, {"account_login", "bob"}});
  fault_of({{"type", "user-account"}, {"account_type", "twitter"}});
  CHECK(fault_of({{"type", "domain-name"}, {"value", "a[.]example"}, {"defanged", true}}) ==
        "its value is defanged");
}

TEST_CASE("an indicator that is none, or of none of ours, is refused", "[unit][runtime]") {
  const std::string good = "[domain-name:value = 'a.example']";
  CHECK(fault_of(indicator(good, {{"id", "indicator--1"}})) == "id is none of an indicator");
  CHECK(fault_of(indicator(good, {{"pattern_type", "yara"}})) == "pattern_type is not stix");
  CHECK(fault_of(indicator(good, {{"indicator_types", {"benign"}}})) ==
        "indicator_types says benign");
  CHECK(fault_of(indicator(good, {{"valid_from", 7}})) == "valid_from is no time");
  CHECK(fault_of(indicator(good, {{"valid_until", "soon"}})) == "valid_until is no time");
  CHECK(fault_of(indicator(good, {{"valid_until", "2026-01-01T00:00:00Z"}})) ==
        "valid_until is not later than valid_from");
  CHECK(fault_of(indicator(good, {{"revoked", "yes"}})) == "revoked is neither true nor false");
  CHECK(fault_of(indicator("")) == "pattern, byte 1: an observation was expected");
  CHECK(fault_of(indicator(good, {{"pattern", 7}})) ==
        "pattern, byte 1: an observation was expected");
  CHECK(fault_of(indicator("[ipv4-addr:value IN ('8.8.4.4', '10.0.0.1')]"))
            .starts_with("value 2: value "));
}

namespace {

// The alerts of a live run to which this watchlist was told an hour into the stream.
std::vector<std::string> alerts_with(const Json& record, bool taken_back = false) {
  auto broker = testing::make_broker(30);
  for (std::int64_t hour = 1; hour < (taken_back ? 3 : 2); ++hour) {
    Decision d{DecisionKind::kFact, "cib.watchlist.v1", 0, hour, EventTime{}};
    d.until = from_micros((testing::kStart + 3'600 * hour) * 1'000'000);
    d.key = "set";
    if (hour == 1) d.value = record.dump();
    broker.decisions.push_back(d);
  }
  REQUIRE(testing::run_once(broker, testing::setup_for(1), testing::registry()).ok());
  return broker.outputs.at({"cib.alerts.json.v1", -1});
}

}  // namespace

TEST_CASE("live, an indicator is worth what our own record is worth, and names itself",
          "[integration][runtime]") {
  const std::string pattern =
      "[user-account:account_type = 'twitter' AND user-account:user_id = 'q1']";
  const auto plain = alerts_with({{"type", "account"}, {"value", "x:q1"}, {"note", "Relay"}});
  auto theirs = alerts_with(indicator(pattern, {{"name", "Relay"}}));
  const std::string named = ",\"indicator\":\"" + kId + '"';
  std::size_t times = 0;
  for (auto& alert : theirs)
    if (const auto at = alert.find(named); at != std::string::npos) {
      alert.erase(at, named.size());
      ++times;
    }
  CHECK(times > 0);
  CHECK(theirs == plain);
}

TEST_CASE("live, what takes an indicator back takes back all it listed", "[integration][runtime]") {
  const auto record = indicator("[user-account:user_id IN ('x:p1', 'x:q1', 'x:r1', 'x:s1')]");
  const auto none = alerts_with(indicator("[user-account:user_id = 'x:nobody']"));
  CHECK(alerts_with(record) != none);
  CHECK(alerts_with(record, true) == none);
  CHECK(alerts_with(indicator("", {{"revoked", true}})) == none);
}

}  // namespace lockstep::runtime
