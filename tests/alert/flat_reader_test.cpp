#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "lockstep/alert/read_flat.h"
#include "sample_alerts.h"

namespace lockstep::alert {
namespace {

using Json = nlohmann::ordered_json;

std::string fault_of(const Json& json) {
  const auto read = from_flat_json(json.dump());
  return read.ok() ? "" : message_of(read.status());
}

}  // namespace

TEST_CASE("an alert that was written comes out again, byte for byte") {
  for (const Alert& alert :
       {samples::minimal(), samples::typical(), samples::typical_update(), samples::maximal()}) {
    const std::string line = to_flat_json(alert);
    const auto read = from_flat_json(line);
    REQUIRE(read.ok());
    CHECK((to_flat_json(*read) == line));
  }
}

// Their replacements are longer than the bytes were, so a text at its bound is cut once more.
TEST_CASE("where bytes that are no UTF-8 were replaced, the second writing is the last") {
  const auto read = from_flat_json(to_flat_json(samples::hostile()));
  REQUIRE(read.ok());
  const std::string line = to_flat_json(*read);
  CHECK((to_flat_json(*from_flat_json(line)) == line));
}

TEST_CASE("what is not in the line is not known") {
  const Alert read = *from_flat_json(to_flat_json(samples::minimal()));
  CHECK_FALSE(read.reach);
  CHECK_FALSE(read.accounts[0].created_at);
  CHECK(read.admiralty.empty());
  CHECK(read.first_detected_at == read.detected_at);
}

TEST_CASE("a field that is not known is ignored, as the contract asks") {
  Json json = Json::parse(to_flat_json(samples::typical()));
  json["added_later"] = {1, 2};
  json["accounts"][0]["added_later"] = "x";
  CHECK(fault_of(json).empty());
}

TEST_CASE("every field that the contract requires is missed by its name") {
  const Json whole = Json::parse(to_flat_json(samples::typical()));
  for (const char* key :
       {"alert_id",  "version",       "status",        "assessment",    "detected_at",
        "window",    "first_post_at", "confidence",    "coordination",  "inauthenticity",
        "tier",      "summary",       "accounts",      "account_count", "post_count",
        "platforms", "languages",     "families",      "evidence",      "narratives",
        "handoff",   "geo",           "benign_checks", "changes",       "techniques",
        "inference"}) {
    Json json = whole;
    json.erase(key);
    CHECK(fault_of(json) == std::string(key) + ": absent");
  }
}

TEST_CASE("a fault deep inside is named with its path") {
  const Json whole = Json::parse(to_flat_json(samples::typical()));
  const auto fault_at = [&](const char* pointer, Json value) {
    Json json = whole;
    json[Json::json_pointer(pointer)] = std::move(value);
    return fault_of(json);
  };
  CHECK(fault_at("/accounts/3/score", "high") == "accounts[3].score: not a number");
  CHECK(fault_at("/accounts/3/score", 1.5) == "accounts[3].score: not from 0 to 1");
  CHECK(fault_at("/accounts/0", 7) == "accounts[0]: not an object");
  CHECK(fault_at("/evidence/2/posts/1/source/offset", -1) ==
        "evidence[2].posts[1].source.offset: not a whole number from 0 on");
  CHECK(fault_at("/evidence/0/posts/0/source/partition", 1ll << 31) ==
        "evidence[0].posts[0].source.partition: too large");
  CHECK(fault_at("/evidence/0/posts/0/at", "noon") == "evidence[0].posts[0].at: not a time");
  CHECK(fault_at("/families/content/weight", nullptr) == "families.content.weight: not a number");
  CHECK(fault_at("/tier", "panic") == "tier: not one of the words of the contract");
  CHECK(fault_at("/confidence", 101) == "confidence: not from 0 to 100");
  CHECK(fault_at("/version", 0) == "version: not 1 or more");
  CHECK(fault_at("/changes", Json::array({1})) == "changes[0]: not a text");
  CHECK(fault_at("/alert_id", "../../etc") == "alert_id: not cib- and 16 hex digits");
  CHECK(fault_at("/campaign_id", "campaign-x") == "campaign_id: not campaign- and 16 hex digits");
}

TEST_CASE("what is no alert is refused, whatever it is") {
  for (const char* line :
       {"", "null", "[]", "{", "{}", "\xff", R"({"schema":"lockstep.alert/2"})", R"({"schema":1})"})
    CHECK(from_flat_json(line).status().code() == StatusCode::kDataLoss);
  CHECK_FALSE(from_flat_json(std::string(100'000, '[')).ok());
  CHECK_FALSE(from_flat_json(R"({"schema":"lockstep.alert/1","version":1e999})").ok());
}

}  // namespace lockstep::alert
