#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "bounds.h"
#include "lockstep/alert/alert.h"
#include "sample_alerts.h"

namespace lockstep::alert {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExtension = "extension-definition--ecc65d03-1bcc-4960-9397-f1248ad2423d";

StixOptions with(Profile profile) {
  StixOptions options;
  options.profile = profile;
  return options;
}

Json bundle_of(const Alert& alert, const StixOptions& options = {}) {
  return Json::parse(to_stix(alert, options));
}

std::vector<Json> of_type(const Json& bundle, std::string_view type) {
  std::vector<Json> found;
  for (const Json& object : bundle["objects"]) {
    if (object["type"] == type) found.push_back(object);
  }
  return found;
}

Json only(const Json& bundle, std::string_view type) {
  const auto found = of_type(bundle, type);
  REQUIRE(found.size() == 1);
  return found.front();
}

std::map<std::string, Json> by_id(const Json& bundle) {
  std::map<std::string, Json> objects;
  for (const Json& object : bundle["objects"]) objects[object["id"]] = object;
  return objects;
}

void collect_refs(const Json& value, std::string_view key, std::set<std::string>& out) {
  if (value.is_string() && (key.ends_with("_ref") || key.ends_with("_refs"))) out.insert(value);
  if (value.is_array()) {
    for (const Json& element : value) collect_refs(element, key, out);
  } else if (value.is_object()) {
    for (const auto& [name, member] : value.items()) collect_refs(member, name, out);
  }
}

}  // namespace

TEST_CASE("a bundle holds the objects of the alert, the grouping first") {
  const Json bundle = bundle_of(samples::typical());
  std::map<std::string, int> count;
  for (const Json& object : bundle["objects"]) ++count[object["type"]];
  CHECK(count == std::map<std::string, int>{{"grouping", 1},
                                            {"identity", 2},
                                            {"marking-definition", 3},
                                            {"extension-definition", 1},
                                            {"campaign", 1},
                                            {"observed-data", 1},
                                            {"user-account", 24},
                                            {"url", 1},
                                            {"domain-name", 2},
                                            {"ipv4-addr", 1},
                                            {"ipv6-addr", 1},
                                            {"autonomous-system", 1},
                                            {"attack-pattern", 5},
                                            {"location", 1},  // another has a tenth of the members
                                            {"indicator", 1},
                                            {"note", 1},
                                            {"relationship", 8}});
  CHECK(bundle["objects"][0]["type"] == "grouping");
  CHECK_FALSE(bundle.contains("spec_version"));
}

TEST_CASE("every reference of a bundle leads to an object in it, and ids are unique") {
  const Profile profile = GENERATE(Profile::kInternal, Profile::kPartner, Profile::kTakedown);
  for (const Alert& alert : {samples::minimal(), samples::typical(), samples::maximal()}) {
    const Json bundle = bundle_of(alert, with(profile));
    std::set<std::string> refs;
    collect_refs(bundle, "", refs);
    const auto objects = by_id(bundle);
    CHECK(objects.size() == bundle["objects"].size());
    for (const std::string& ref : refs) CHECK(objects.count(ref) == 1);
  }
}

TEST_CASE("the grouping lists all that is the alert's own") {
  const Json bundle = bundle_of(samples::typical());
  const Json grouping = only(bundle, "grouping");
  const std::set<std::string> refs(grouping["object_refs"].begin(), grouping["object_refs"].end());
  const std::set<std::string> ours{"grouping", "identity", "marking-definition",
                                   "extension-definition"};
  for (const auto& [id, object] : by_id(bundle))
    CHECK((refs.count(id) == 1) == (ours.count(object["type"]) == 0));
}

TEST_CASE("labels, confidence and wording say how sure the alert is") {
  const Json grouping = only(bundle_of(samples::typical()), "grouping");
  CHECK(grouping["labels"] ==
        Json{"cib", "response:rebut", "status:open", "assessment:coordinated-inauthentic"});
  CHECK(grouping["confidence"] == 74);
  CHECK(grouping["lang"] == "en");
  CHECK(grouping["context"] == "suspicious-activity");
  CHECK(grouping["name"] == "Alert cib-7f3a91c2d4e5f601: accounts acting in step");
  CHECK(grouping["description"] == samples::typical().summary);
  CHECK(only(bundle_of(samples::typical(), with(Profile::kPartner)), "grouping")["description"] ==
        "24 accounts acted together on 3 platforms, in 131 posts. Assessment: "
        "coordinated-inauthentic. Confidence 74/100 (B2). Human review required.");
  const Json extension = grouping["extensions"][kExtension];
  CHECK(extension["source_reliability"] == "B");
  CHECK(extension["information_credibility"] == 2);
  CHECK(only(bundle_of(samples::typical()), "campaign")["labels"] == Json{"cib", "unvalidated"});
}

TEST_CASE("what cannot be judged has no confidence") {
  Alert alert = samples::typical();
  alert.admiralty = "F6";
  const Json bundle = bundle_of(alert);
  for (const Json& object : bundle["objects"]) CHECK_FALSE(object.contains("confidence"));
  CHECK(only(bundle, "grouping")["extensions"][kExtension]["information_credibility"] == 6);
}

TEST_CASE("versions of an alert share their ids and differ in their times") {
  const auto before = by_id(bundle_of(samples::typical()));
  const auto after = by_id(bundle_of(samples::typical_update()));
  for (const auto& [id, object] : before) {
    CAPTURE(id);
    REQUIRE(after.count(id) == 1);
    const Json& now = after.at(id);
    const std::string type = object["type"];
    if (type == "grouping" || type == "campaign" || type == "observed-data" || type == "note" ||
        type == "indicator") {
      CHECK(object["created"] == "2026-04-16T09:45:00.000Z");
      CHECK(object["modified"] == object["created"]);
      CHECK(now["created"] == object["created"]);
      CHECK(now["modified"] == "2026-04-16T10:00:00.000Z");
    } else {
      CHECK(now.dump() == object.dump());  // the same object, byte for byte
    }
  }
  CHECK(after.size() == before.size() + 3);  // an account, a technique, its relationship
}

TEST_CASE("equal alerts are equal bundles") {
  CHECK(to_stix(samples::typical(), {}) == to_stix(samples::typical(), {}));
  CHECK(to_stix(samples::typical(), {}).find('\n') == std::string::npos);
}

TEST_CASE("objects made for one deployment cannot be named without its key") {
  StixOptions other;
  other.deployment_key = "another key";
  const auto ours = by_id(bundle_of(samples::typical()));
  for (const auto& [id, object] : by_id(bundle_of(samples::typical(), other))) {
    CAPTURE(id);
    const std::string type = object["type"];
    const bool keyed = type == "grouping" || type == "campaign" || type == "observed-data" ||
                       type == "note" || type == "indicator" || type == "relationship" ||
                       type == "location";
    if (keyed) CHECK(ours.count(id) == 0);
    if (type == "user-account" || type == "url" || type == "attack-pattern")
      CHECK(ours.count(id) == 1);
  }
}

TEST_CASE("the marking is the one configured, on all that carries the alert") {
  struct Case {
    std::string option, name;
  };
  const auto [option, tlp] = GENERATE(values<Case>({{"clear", "TLP:CLEAR"},
                                                    {"green", "TLP:GREEN"},
                                                    {"amber", "TLP:AMBER"},
                                                    {"amber+strict", "TLP:AMBER+STRICT"},
                                                    {"red", "TLP:RED"}}));
  StixOptions options;
  options.tlp = option;
  const Json bundle = bundle_of(samples::typical(), options);
  const auto objects = by_id(bundle);
  for (const char* type :
       {"grouping", "campaign", "user-account", "url", "note", "relationship", "indicator"}) {
    const std::string marking = of_type(bundle, type).front()["object_marking_refs"][0];
    CHECK(objects.at(marking)["name"] == tlp);
  }
}

TEST_CASE("the indicator watches the redirector and expires by event time") {
  const Json indicator = only(bundle_of(samples::typical()), "indicator");
  CHECK(indicator["pattern"] == "[domain-name:value = 'go.relay.example']");
  CHECK(indicator["valid_from"] == "2026-04-16T09:42:31.000Z");
  CHECK(indicator["valid_until"] == "2026-07-15T09:45:00.000Z");
  CHECK_FALSE(indicator["name"].empty());
  CHECK_FALSE(indicator["description"].empty());
}

TEST_CASE("relationships are of the kinds STIX suggests, and none attributes") {
  std::set<std::string> kinds;
  for (const Json& r : of_type(bundle_of(samples::maximal()), "relationship")) {
    const auto type_of = [](const std::string& id) { return id.substr(0, id.find("--")); };
    kinds.insert(type_of(r["source_ref"]) + ' ' + r["relationship_type"].get<std::string>() + ' ' +
                 type_of(r["target_ref"]));
  }
  CHECK(kinds == std::set<std::string>{"campaign uses attack-pattern", "campaign targets location",
                                       "indicator indicates campaign",
                                       "indicator based-on observed-data"});
}

TEST_CASE("accounts are capped, and the count is still given") {
  StixOptions options;
  options.max_accounts = GENERATE(as<std::size_t>{}, 0, 1, 23, 24, 25);
  const Json bundle = bundle_of(samples::typical(), options);
  CHECK(of_type(bundle, "user-account").size() == std::min<std::size_t>(options.max_accounts, 24));
  CHECK(only(bundle, "grouping")["extensions"][kExtension]["account_count"] == 24);
}

TEST_CASE("an alert with nothing observable has no empty list") {
  StixOptions options;
  options.max_accounts = 0;
  const Json bundle = bundle_of(samples::minimal(), options);
  CHECK(of_type(bundle, "observed-data").empty());
  CHECK(of_type(bundle, "note").empty());
  CHECK(to_stix(samples::minimal(), options).find("[]") == std::string::npos);
  CHECK(to_stix(samples::minimal(), {}).find("[]") == std::string::npos);
}

TEST_CASE("one account under two names is one object") {
  Alert alert = samples::minimal();
  alert.accounts[0].account = "x:5";
  alert.accounts[1].account = "twitter:5";
  CHECK(of_type(bundle_of(alert), "user-account").size() == 1);
}

TEST_CASE("alerts outside any campaign do not share one") {
  Alert one = samples::minimal(), other = samples::minimal();
  one.campaign_id.clear();
  other.campaign_id.clear();
  other.alert_id = "cib-00000000000000a2";
  CHECK(only(bundle_of(one), "campaign")["id"] != only(bundle_of(other), "campaign")["id"]);
}

TEST_CASE("countries that are none are left out of the locations") {
  Alert alert = samples::typical();
  alert.geo = {{"SE", 0.5}, {"XX", 0.3}, {"se", 0.3}, {"SE", 0.3}};
  const Json bundle = bundle_of(alert);
  CHECK(of_type(bundle, "location").size() == 1);
  CHECK(only(bundle, "location")["country"] == "SE");
}

TEST_CASE("the largest bundle fits a record") {
  const Profile profile = GENERATE(Profile::kInternal, Profile::kPartner, Profile::kTakedown);
  StixOptions options = with(profile);
  options.max_accounts = 5000;
  for (const Alert& alert : {samples::maximal(), samples::hostile()}) {
    const std::string line = to_stix(alert, options);
    CHECK(line.size() <= kMaxRecordBytes);
    const Json bundle = Json::parse(line);
    CHECK(of_type(bundle, "user-account").size() > 5);
    if (profile != Profile::kTakedown) CHECK(only(bundle, "grouping").contains("extensions"));
  }
}

TEST_CASE("a partner learns who and what, and nothing of how") {
  const Profile profile = GENERATE(Profile::kPartner, Profile::kTakedown);
  Alert alert = samples::typical();
  alert.summary = "SECRET-summary";
  alert.coordination = 0.7531;
  alert.inauthenticity = 0.7531;
  for (Member& m : alert.accounts) m.score = 0.7531;
  alert.families = {{"SECRET-family", 7.531, "SECRET-evidence", "SECRET-baseline"}};
  for (EvidenceItem& e : alert.evidence) {
    e.signal = "SECRET-signal";
    e.text = "SECRET-text";
    e.weight = 7.531;
    for (EvidencePost& p : e.posts) p.source.topic = "SECRET-topic";
  }
  alert.reach->basis = "SECRET-basis";
  alert.benign_checks = {{"SECRET-hypothesis", "excluded", "SECRET-reason"}};
  alert.changes = {"SECRET-change"};
  alert.inference = {"SECRET-1", "SECRET-2", "SECRET-3", "SECRET-4", "SECRET-5"};
  alert.config_sha256 = alert.baseline_sha256 = "SECRET-sha";
  alert.engine_version = "SECRET-version";
  const std::string line = to_stix(alert, with(profile));
  for (const char* method :
       {"SECRET", "7531", "7.531", "203.0.113.77", "2001:db8", "64501", "originator", "booster",
        "attack-pattern", "T0049", "edirector", "redirect", "delay", "nats", "score"}) {
    CAPTURE(method);
    // The extension definition says what the extension can hold; it is public.
    std::string searched = line;
    if (const auto found = searched.find("Adds to a grouping"); found != std::string::npos) {
      searched.erase(found, searched.find("\",\"schema\"", found) - found);
    }
    CHECK(searched.find(method) == std::string::npos);
  }
  const Json bundle = Json::parse(line);
  CHECK(of_type(bundle, "user-account").size() == 24);
  CHECK(of_type(bundle, "indicator").size() == 1);
  CHECK(of_type(bundle, "relationship").size() == (profile == Profile::kPartner ? 3 : 0));
  CHECK(of_type(bundle, "domain-name").size() == (profile == Profile::kPartner ? 2 : 0));
}

TEST_CASE(
    "a takedown list is accounts and indicators, and what says who made it and how to handle it") {
  std::set<std::string> types;
  const Json bundle = bundle_of(samples::typical(), with(Profile::kTakedown));
  for (const Json& object : bundle["objects"]) types.insert(object["type"]);
  CHECK(types ==
        std::set<std::string>{"identity", "marking-definition", "user-account", "indicator"});
}

TEST_CASE("who may just be copied is named to ourselves only, with the doubt") {
  const Profile profile = GENERATE(Profile::kInternal, Profile::kPartner, Profile::kTakedown);
  Alert alert = samples::typical();
  alert.accounts[3].basis = Basis::kFollowed;
  const std::string name = alert.accounts[3].account;
  const std::string bundle = to_stix(alert, with(profile));
  CHECK((bundle.find(name.substr(name.find(':') + 1)) != std::string::npos) ==
        (profile == Profile::kInternal));
  CHECK((bundle.find(R"("basis":"followed")") != std::string::npos) ==
        (profile == Profile::kInternal));
}

TEST_CASE("a redirector that may be copied from an innocent is no indicator for others") {
  const Profile profile = GENERATE(Profile::kInternal, Profile::kPartner, Profile::kTakedown);
  Alert alert = samples::typical();
  const auto redirector = std::find_if(alert.evidence.begin(), alert.evidence.end(),
                                       [](const auto& item) { return item.kind == "redirect"; });
  REQUIRE(to_stix(alert, with(profile)).find("\"indicator\"") != std::string::npos);
  const auto first =
      std::find_if(alert.accounts.begin(), alert.accounts.end(),
                   [&](const Member& m) { return m.account == redirector->posts.front().account; });
  REQUIRE(first != alert.accounts.end());
  first->basis = Basis::kFollowed;
  CHECK((to_stix(alert, with(profile)).find("\"indicator\"") != std::string::npos) ==
        (profile == Profile::kInternal));
}

TEST_CASE("one id and one time have one content, whatever the profile") {
  std::map<std::string, std::string> contents;
  for (const Profile profile : {Profile::kInternal, Profile::kPartner, Profile::kTakedown}) {
    const Json bundle = bundle_of(samples::typical(), with(profile));
    for (const auto& [id, object] : by_id(bundle)) {
      CHECK(contents.try_emplace(id, object.dump()).first->second == object.dump());
    }
  }
}

}  // namespace lockstep::alert
