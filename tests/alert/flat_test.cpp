#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "bounds.h"
#include "lockstep/alert/alert.h"
#include "sample_alerts.h"

namespace lockstep::alert {
namespace {

using Json = nlohmann::ordered_json;
using Keys = std::vector<std::string>;

Json parsed(const Alert& alert) { return Json::parse(to_flat_json(alert)); }

Keys keys_of(const Json& object) {
  Keys keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

}  // namespace

TEST_CASE("the keys of a flat alert come in the order of the contract") {
  const Json json = parsed(samples::typical());
  CHECK(keys_of(json) == Keys{"schema",
                              "alert_id",
                              "campaign_id",
                              "version",
                              "status",
                              "assessment",
                              "detected_at",
                              "window",
                              "first_post_at",
                              "confidence",
                              "admiralty",
                              "coordination",
                              "inauthenticity",
                              "tier",
                              "summary",
                              "accounts",
                              "account_count",
                              "post_count",
                              "platforms",
                              "languages",
                              "families",
                              "evidence",
                              "narratives",
                              "handoff",
                              "reach",
                              "amplifiers",
                              "audience_jump",
                              "communities",
                              "community_count",
                              "cross_posted",
                              "engagement",
                              "geo",
                              "benign_checks",
                              "changes",
                              "techniques",
                              "inference",
                              "rhythm",
                              "evenness",
                              "structure",
                              "homogeneity",
                              "features_missing",
                              "retention_until",
                              "data_minimisation",
                              "config_sha256",
                              "baseline_sha256",
                              "engine_version"});
  CHECK(keys_of(json["window"]) == Keys{"start", "end"});
  CHECK(keys_of(json["accounts"][0]) == Keys{"account", "role", "score", "first_seen", "created_at",
                                             "platform", "handle", "kind", "basis"});
  CHECK(keys_of(json["families"]) == Keys{"content", "infrastructure"});
  CHECK(keys_of(json["families"]["content"]) == Keys{"weight", "evidence", "baseline"});
  CHECK(keys_of(json["evidence"][0]) ==
        Keys{"kind", "signal", "key", "accounts", "posts", "weight", "text"});
  CHECK(keys_of(json["evidence"][0]["posts"][0]) ==
        Keys{"post", "account", "at", "source", "sha256", "collector", "request_id"});
  CHECK(keys_of(json["evidence"][0]["posts"][0]["source"]) == Keys{"topic", "partition", "offset"});
  CHECK(keys_of(json["narratives"][0]) == Keys{"excerpt", "lang", "translation", "share"});
  CHECK(keys_of(json["handoff"][0]) == Keys{"platform", "account", "at", "delay_s"});
  CHECK(keys_of(json["reach"]) == Keys{"estimate", "lower", "upper", "basis"});
  CHECK(keys_of(json["geo"][0]) == Keys{"country", "share"});
  CHECK(keys_of(json["benign_checks"][0]) == Keys{"hypothesis", "outcome", "reason"});
  CHECK(keys_of(json["inference"]) ==
        Keys{"observed", "normalised", "matched", "excluded", "remaining"});
}

TEST_CASE("a small alert is these bytes") {
  CHECK(
      to_flat_json(samples::minimal()) ==
      R"({"schema":"lockstep.alert/1","alert_id":"cib-00000000000000a1",)"
      R"("campaign_id":"campaign-00000000000000a1","version":1,"status":"open",)"
      R"("assessment":"coordinated","detected_at":"2026-04-16T09:45:00.000Z",)"
      R"("window":{"start":"2026-04-16T09:30:00.000Z","end":"2026-04-16T09:45:00.000Z"},)"
      R"("first_post_at":"2026-04-16T09:42:31.000Z",)"
      R"("confidence":0,"coordination":0,"inauthenticity":0,)"
      R"("tier":"monitor","summary":"Two accounts reposted the same five posts within seconds.",)"
      R"("accounts":[{"account":"mastodon:1","role":"unknown","score":0.5,)"
      R"("first_seen":"2026-04-16T09:42:31.000Z","platform":"mastodon","basis":"acts"},)"
      R"({"account":"mastodon:2","role":"unknown","score":0.5,)"
      R"("first_seen":"2026-04-16T09:42:31.000Z","platform":"mastodon","basis":"acts"}],)"
      R"("account_count":2,"post_count":10,"platforms":["mastodon"],"languages":[],"families":{},)"
      R"("evidence":[],"narratives":[],"handoff":[],"geo":[],"benign_checks":[],"changes":[],)"
      R"("techniques":[],"inference":{}})");
}

TEST_CASE("what is not known is absent") {
  Alert alert = samples::typical();
  alert.narratives[0].translation.clear();
  alert.families[0].baseline.clear();
  alert.evidence[0].posts[0].sha256.clear();
  const Json json = parsed(alert);
  CHECK_FALSE(json["narratives"][0].contains("translation"));
  CHECK_FALSE(json["families"]["content"].contains("baseline"));
  CHECK_FALSE(json["evidence"][0]["posts"][0].contains("sha256"));
  CHECK_FALSE(json["accounts"][4].contains("created_at"));
  CHECK(json["accounts"][3].contains("created_at"));
  CHECK_FALSE(parsed(samples::minimal()).contains("reach"));
}

TEST_CASE("values arrive as they were") {
  const Alert alert = samples::typical();
  const Json json = parsed(alert);
  CHECK(json["confidence"] == 74);
  CHECK(json["coordination"].dump() == "0.9132");
  CHECK(json["accounts"].size() == 24);
  CHECK(json["accounts"][1]["account"] == alert.accounts[1].account);
  CHECK(json["evidence"][0]["posts"].size() == 18);
  CHECK(json["evidence"][0]["posts"][3]["source"]["offset"] == 880126);
  CHECK(json["evidence"][0]["key"] == alert.evidence[0].key);
  CHECK(json["handoff"][1]["delay_s"] == 91);
  CHECK(json["reach"]["upper"] == 41000);
}

TEST_CASE("equal alerts are equal bytes, on one line") {
  const std::string line = to_flat_json(samples::typical());
  CHECK(line == to_flat_json(samples::typical()));
  CHECK(line.find('\n') == std::string::npos);
}

TEST_CASE("text that is no UTF-8 is replaced, and the rest stays") {
  Alert alert = samples::minimal();
  alert.summary = "caf\xE9 \xF0\x9F\x99 end\x1b[2J";
  CHECK(parsed(alert)["summary"] == "caf\uFFFD \uFFFD end\x1b[2J");
}

TEST_CASE("lists are cut at their bounds") {
  Alert alert = samples::minimal();
  const std::size_t count = GENERATE(as<std::size_t>{}, 999, 1000, 1001);
  alert.accounts.assign(count, alert.accounts[0]);
  CHECK(parsed(alert)["accounts"].size() == std::min<std::size_t>(count, 1000));
  const std::size_t items = count - 950;  // 49, 50, 51
  alert.evidence.assign(items, samples::evidence_item("text", "text", "key", 1.0, 1));
  CHECK(parsed(alert)["evidence"].size() == std::min<std::size_t>(items, 50));
  const auto posts = static_cast<unsigned>(count - 980);  // 19, 20, 21
  alert.evidence = {samples::evidence_item("text", "text", "key", 1.0, posts)};
  CHECK(parsed(alert)["evidence"][0]["posts"].size() == std::min(posts, 20u));
}

TEST_CASE("the largest alert fits a record and loses the posts of the lightest evidence") {
  const std::string line = to_flat_json(samples::maximal());
  CHECK(line.size() <= kMaxRecordBytes);
  const Json json = Json::parse(line);
  CHECK(json["evidence"].size() == 50);
  CHECK(json["account_count"] == 5000);

  Alert fewer = samples::maximal();
  fewer.accounts.resize(100);
  const std::string cut = to_flat_json(fewer);
  CHECK(cut.size() <= kMaxRecordBytes);
  CHECK(cut.size() > kMaxRecordBytes - 4000);  // no more is given up than must be
  const Json kept = Json::parse(cut);
  CHECK(kept["accounts"].size() == 100);
  CHECK(kept["evidence"].front()["posts"].size() == 20);
  CHECK(kept["evidence"].back()["posts"].empty());
  for (std::size_t i = 1; i < 50; ++i) {
    CHECK(kept["evidence"][i]["posts"].size() <= kept["evidence"][i - 1]["posts"].size());
  }
}

TEST_CASE("control characters in every field cannot make a record too large") {
  const std::string line = to_flat_json(samples::hostile());
  CHECK(line.size() <= kMaxRecordBytes);
  const Json json = Json::parse(line);
  CHECK(json["accounts"].size() > 10);
  CHECK(json["evidence"].size() == 50);
}

}  // namespace lockstep::alert
