#include "lockstep/alert/sharing.h"

#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "bounds.h"
#include "sample_alerts.h"

namespace lockstep::alert {
namespace {

using Json = nlohmann::ordered_json;

constexpr Profile kAll[] = {Profile::kInternal, Profile::kPartner, Profile::kTakedown};

std::set<std::string> types_in(const Alert& alert, const StixOptions& options) {
  std::set<std::string> types;
  const Json bundle = Json::parse(to_stix(alert, options));
  for (const Json& object : bundle["objects"]) types.insert(object["type"]);
  return types;
}

bool has_problem(const std::vector<std::string>& problems, std::string_view part) {
  return std::any_of(problems.begin(), problems.end(),
                     [&](const auto& p) { return p.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("without a word about sharing, bundles are for ourselves and as they ever were",
          "[unit][alert]") {
  const SharingConfig sharing;
  CHECK(sharing.problems().empty());
  CHECK_FALSE(sharing.has_key());
  REQUIRE(sharing.bundles().size() == 1);
  CHECK(sharing.bundles()[0].profile == Profile::kInternal);
  for (const Profile profile : kAll) {
    StixOptions options;
    options.profile = profile;
    CHECK(to_stix(samples::typical(), sharing.options(profile)) ==
          to_stix(samples::typical(), options));
  }
}

TEST_CASE("each profile has a marking of its own, and all else in common", "[unit][alert]") {
  SharingConfig sharing;
  sharing.profiles = {"takedown", "internal", "partner"};
  sharing.tlp = {"red", "amber", "green", "none"};
  sharing.producer = "Harbour Watch";
  sharing.max_accounts = 7;
  sharing.key_of_file = "0123456789abcdef";
  const auto bundles = sharing.bundles();
  REQUIRE(bundles.size() == 3);
  const char* const tlp[] = {"red", "amber", "green"};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(bundles[i].profile == kAll[i]);
    CHECK(bundles[i].tlp == tlp[i]);
    CHECK(bundles[i].producer == "Harbour Watch");
    CHECK(bundles[i].max_accounts == 7);
    CHECK(bundles[i].deployment_key == "0123456789abcdef");
  }
}

TEST_CASE("every problem of a section is told at once", "[unit][alert]") {
  SharingConfig sharing;
  sharing.profiles = {"internal", "press", "internal"};
  sharing.statement = std::string(kMaxParagraph + 1, 's');
  sharing.deployment_key = std::string(SharingConfig::kMinKey - 1, 'k');
  sharing.deployment_key_file = "key";
  sharing.former_key_files = {"1", "2", "3", "4", "5"};
  const auto problems = sharing.problems();
  CHECK(problems.size() == 6);
  CHECK(has_problem(problems, "no profile 'press'"));
  CHECK(has_problem(problems, "'internal' is named twice"));
  CHECK(has_problem(problems, "sharing.statement"));
  CHECK(has_problem(problems, "both set"));
  CHECK(has_problem(problems, "sharing.deployment_key: 16 to 4096 bytes"));
  CHECK(has_problem(problems, "5 files"));

  SharingConfig at_bounds;
  at_bounds.statement = std::string(kMaxParagraph, 's');
  at_bounds.deployment_key = std::string(SharingConfig::kMinKey, 'k');
  at_bounds.former_key_files = {"1", "2", "3", "4"};
  CHECK(at_bounds.problems().empty());
  at_bounds.deployment_key = std::string(SharingConfig::kMaxKey, 'k');
  CHECK(at_bounds.problems().empty());
  at_bounds.deployment_key += 'k';
  CHECK(at_bounds.problems().size() == 1);
}

TEST_CASE("groupings are known under our key, those before, and the one that is built in",
          "[unit][alert]") {
  const auto built_in = StixOptions().deployment_key;
  SharingConfig sharing;
  CHECK(sharing.known_keys() == std::vector<std::string>{built_in});
  sharing.deployment_key = "0123456789abcdef";
  sharing.former_keys = {"a former key", "0123456789abcdef", "a former key"};
  CHECK(sharing.known_keys() ==
        std::vector<std::string>{"0123456789abcdef", "a former key", built_in});
}

TEST_CASE("one key gives the same ids, another one others", "[unit][alert]") {
  SharingConfig one, same, other;
  one.deployment_key = same.key_of_file = "0123456789abcdef";
  other.deployment_key = "0123456789abcdeg";
  for (const Profile profile : kAll) {
    const auto bundle = [&](const SharingConfig& sharing) {
      return to_stix(samples::typical(), sharing.options(profile));
    };
    CHECK(bundle(one) == bundle(same));
    const Json ours = Json::parse(bundle(one)), theirs = Json::parse(bundle(other));
    std::set<std::string> ids;
    for (const Json& object : ours["objects"])
      if (object.contains("created_by_ref") && object["type"] != "marking-definition" &&
          object["type"] != "extension-definition")
        ids.insert(object["id"]);
    REQUIRE_FALSE(ids.empty());
    for (const Json& object : theirs["objects"]) CHECK(ids.count(object["id"]) == 0);
    CHECK(ours["id"] != theirs["id"]);
  }
}

TEST_CASE("the statement of a deployment is in the bundle and marks all that is marked",
          "[unit][alert]") {
  SharingConfig sharing;
  sharing.statement = "Only for the working group. \"Not\" to be quoted.";
  for (const Profile profile : kAll) {
    const auto options = sharing.options(profile);
    const Json bundle = Json::parse(to_stix(samples::typical(), options));
    std::string id;
    for (const Json& object : bundle["objects"])
      if (object["type"] == "marking-definition" && object.contains("definition") &&
          object["definition"]["statement"] == sharing.statement)
        id = object["id"];
    REQUIRE_FALSE(id.empty());
    for (const Json& object : bundle["objects"]) {
      // Techniques are DISARM's, under its licence.
      if (!object.contains("object_marking_refs") || object["type"] == "attack-pattern") continue;
      CAPTURE(object.dump());
      const auto& refs = object["object_marking_refs"];
      CHECK(std::find(refs.begin(), refs.end(), id) != refs.end());
    }
    // What has no version must not change under its id when the statement does.
    const Json plain = Json::parse(to_stix(samples::typical(), SharingConfig().options(profile)));
    const auto names = [](const Json& b) {
      std::set<std::string> out;
      for (const Json& object : b["objects"])
        if (object["type"] == "location" ||
            (object["type"] == "identity" && object["identity_class"] == "system"))
          out.insert(object["id"]);
      return out;
    };
    for (const auto& name : names(plain)) CHECK(names(bundle).count(name) == 0);
  }
}

TEST_CASE("for ourselves, what tells the method can have a marking of its own", "[unit][alert]") {
  SharingConfig sharing;
  sharing.tlp.internal = "amber";
  sharing.tlp.method = "red";
  for (const Alert& alert : {samples::minimal(), samples::typical(), samples::maximal()}) {
    const Json bundle = Json::parse(to_stix(alert, sharing.options(Profile::kInternal)));
    std::map<std::string, std::string> tlp;  // by id
    for (const Json& object : bundle["objects"])
      if (object["type"] == "marking-definition") tlp[object["id"]] = object["name"];
    for (const Json& object : bundle["objects"]) {
      const std::string type = object["type"];
      if (type == "note" || type == "ipv4-addr" || type == "autonomous-system")
        CHECK(tlp.at(object["object_marking_refs"][0]) == "TLP:RED");
      if (type == "url" || type == "user-account" || type == "campaign" || type == "grouping")
        CHECK(tlp.at(object["object_marking_refs"][0]) == "TLP:AMBER");
    }
    const Json& grouping = bundle["objects"][0];
    REQUIRE(grouping["granular_markings"].size() == 1);
    CHECK(tlp.at(grouping["granular_markings"][0]["marking_ref"]) == "TLP:RED");
    // All of the extension that a partner's bundle does not have word for word, and nothing else.
    const Json partner =
        Json::parse(to_stix(alert, sharing.options(Profile::kPartner)))["objects"][0];
    const auto ours = grouping["extensions"].begin(), theirs = partner["extensions"].begin();
    std::set<std::string> expected{"description"}, selected;
    for (const auto& [field, value] : ours.value().items())
      if (!theirs.value().contains(field) || theirs.value()[field] != value)
        expected.insert("extensions." + ours.key() + '.' + field);
    for (const Json& selector : grouping["granular_markings"][0]["selectors"])
      selected.insert(selector.get<std::string>());
    expected.erase("extensions." + ours.key() + ".successor_of");  // which alerts, not how
    CHECK(selected == expected);
  }
  // Others are not told it, so there is nothing to mark.
  for (const Profile profile : {Profile::kPartner, Profile::kTakedown})
    CHECK(to_stix(samples::typical(), sharing.options(profile)).find("granular") ==
          std::string::npos);
}

TEST_CASE("a takedown list names only whom an alert calls inauthentic and nobody has dismissed",
          "[unit][alert]") {
  const auto takedown = SharingConfig().options(Profile::kTakedown);
  const std::set<std::string> nobody{"identity", "marking-definition"};
  Alert alert = samples::typical();
  REQUIRE(may_be_acted_on(alert));
  CHECK(types_in(alert, takedown).count("user-account") == 1);
  alert.status = Status::kClosed;  // it fell silent; what it was has not changed
  CHECK(types_in(alert, takedown).count("user-account") == 1);
  alert.status = Status::kDismissed;
  CHECK(types_in(alert, takedown) == nobody);
  alert = samples::typical();
  alert.assessment = Assessment::kCoordinated;
  CHECK(types_in(alert, takedown) == nobody);
  CHECK(types_in(alert, SharingConfig().options(Profile::kPartner)).count("user-account") == 1);
}

TEST_CASE("an empty takedown list is written only to take back one before", "[unit][alert]") {
  Alert alert = samples::typical();
  CHECK(is_written(alert, Profile::kTakedown));
  alert.assessment = Assessment::kCoordinated;
  CHECK_FALSE(is_written(alert, Profile::kTakedown));
  CHECK(is_written(alert, Profile::kInternal));
  CHECK(is_written(alert, Profile::kPartner));
  alert.version = 2;
  CHECK_FALSE(is_written(alert, Profile::kTakedown));
  alert.was_listed = true;
  CHECK(is_written(alert, Profile::kTakedown));
}

}  // namespace lockstep::alert
