#include "lockstep/lab/compare.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace lockstep;
using namespace lockstep::lab;
using Json = nlohmann::json;

namespace {

struct Version {
  std::string id;
  std::vector<std::string> accounts;
  int confidence = 70;
  std::string assessment = "coordinated";
  std::string detected_at = "2026-01-05T12:00:00.000Z";
  int version = 1;
  std::string status = "open", tier = "rebut";
};
using Run = std::vector<Version>;

AlertVersions versions_of(const Run& run) {
  AlertVersions versions;
  for (const Version& v : run) {
    Json alert{{"schema", "lockstep.alert/1"},
               {"alert_id", v.id},
               {"version", v.version},
               {"status", v.status},
               {"tier", v.tier},
               {"assessment", v.assessment},
               {"confidence", v.confidence},
               {"detected_at", v.detected_at}};
    alert["accounts"] = Json::array();
    for (const std::string& account : v.accounts)
      alert["accounts"].push_back({{"account", account}, {"score", 0.5}});
    versions.push_back(*read_alert(alert.dump()));
  }
  return versions;
}

Comparison compared(const Run& before, const Run& after, double tolerance = 0) {
  return compare(versions_of(before), versions_of(after), {tolerance});
}

}  // namespace

TEST_CASE("a run compared with itself has not changed") {
  const Run run = {{"1", {"a", "b", "c"}}, {"1", {"a", "b", "d"}}, {"2", {"x", "y", "z"}}};
  const Comparison c = compared(run, run);
  CHECK(c.unchanged == 2);
  CHECK(c.fresh.empty());
  CHECK(c.gone.empty());
  CHECK(c.changed.empty());
}

TEST_CASE("an alert without a partner is new or gone") {
  const Comparison c = compared({{"1", {"a", "b", "c"}}}, {{"2", {"x", "y", "z"}}});
  REQUIRE(c.gone.size() == 1);
  REQUIRE(c.fresh.size() == 1);
  CHECK(c.gone[0].alert_id == "1");
  CHECK(c.fresh[0].alert_id == "2");
}

TEST_CASE("alerts of other ids are the same from half of the accounts on") {
  struct Row {
    std::vector<std::string> before, after;
    bool matched;
  };
  for (const Row& row : {Row{{"a", "b", "c"}, {"a", "b", "d"}, true},          // 2 of 4
                         Row{{"a", "b", "c"}, {"a", "b", "d", "e"}, false},    // 2 of 5
                         Row{{"a", "b", "c"}, {"a", "b", "c", "d"}, true}}) {  // 3 of 4
    const Comparison c = compared({{"1", row.before}}, {{"2", row.after}});
    CAPTURE(row.before, row.after);
    CHECK(c.changed.size() == (row.matched ? 1 : 0));
    CHECK(c.gone.size() == (row.matched ? 0 : 1));
  }
}

TEST_CASE("the most alike are matched first, each once") {
  const Comparison c = compared({{"1", {"a", "b", "c", "d"}}, {"2", {"a", "b", "c"}}},
                                {{"3", {"a", "b", "c", "d"}}, {"4", {"a", "b", "c", "e"}}});
  REQUIRE(c.changed.size() == 1);  // 1 and 3 are the same, so 2 gets 4
  CHECK(c.changed[0].before.alert_id == "2");
  CHECK(c.changed[0].after.alert_id == "4");
  CHECK(c.changed[0].joined == std::vector<std::string>{"e"});
  CHECK(c.unchanged == 1);
}

TEST_CASE("an id decides before the accounts do") {
  const Comparison c = compared({{"1", {"a", "b", "c"}}, {"2", {"x", "y", "z"}}},
                                {{"1", {"x", "y", "z"}}, {"3", {"a", "b", "c"}}});
  REQUIRE(c.changed.size() == 1);
  CHECK(c.changed[0].after.alert_id == "1");
  CHECK(c.changed[0].similarity() == 0);
  CHECK(c.gone.size() == 1);
  CHECK(c.fresh.size() == 1);
}

TEST_CASE("accounts, assessment, status, tier and confidence are what can change") {
  const Version base{"1", {"a", "b", "c"}};
  Version joined = base, surer = base, worse = base, later = base;
  joined.accounts.push_back("d");
  surer.confidence = 76;
  worse.assessment = "coordinated-inauthentic";
  later.detected_at = "2026-01-05T13:00:00.000Z";
  CHECK(compared({base}, {joined}).changed.size() == 1);
  CHECK(compared({base}, {surer}).changed.size() == 1);
  CHECK(compared({base}, {surer}, 5).changed.size() == 1);
  CHECK(compared({base}, {surer}, 6).changed.empty());
  CHECK(compared({base}, {worse}).changed.size() == 1);
  CHECK(compared({base}, {later}).unchanged == 1);
  Version closed = base, lower = base;
  closed.status = "closed";
  lower.tier = "monitor";
  CHECK(compared({base}, {closed}).changed.size() == 1);
  CHECK(compared({base}, {lower}).changed.size() == 1);
}

TEST_CASE("an accusation that was taken back is told from one that stands") {
  Version accused{"1", {"a", "b", "c"}, 70, "coordinated-inauthentic"}, last = accused;
  last.version = 2;
  Version cleared = last;
  cleared.assessment = "coordinated";
  cleared.status = "dismissed";
  const Comparison c = compared({accused, last}, {accused, cleared});
  REQUIRE(c.changed.size() == 1);
  CHECK(to_table(c).find(", last coordinated-inauthentic -> coordinated, status open -> "
                         "dismissed\n") != std::string::npos);
  const Json after = Json::parse(to_json(c))["changed"][0]["after"];
  CHECK(after["assessment"] == "coordinated-inauthentic");
  CHECK(after["last_assessment"] == "coordinated");
  CHECK(after["status"] == "dismissed");
  CHECK(after["tier"] == "rebut");
}

TEST_CASE("the highest version is the last one, wherever its line is") {
  Version first{"1", {"a", "b", "c"}, 40}, last{"1", {"a", "b", "c"}, 80};
  last.version = 2;
  last.detected_at = "2026-01-05T13:00:00.000Z";
  for (const Run& run : {Run{first, last}, Run{last, first}}) {
    const Comparison c = compared(run, {});
    REQUIRE(c.gone.size() == 1);
    CHECK(c.gone[0].confidence == Approx(80));
    CHECK(c.gone[0].detected_at == parse_rfc3339(first.detected_at));
  }
}

TEST_CASE("the last confidence counts, and the worst assessment") {
  Version accused{"1", {"a", "b", "c"}, 80, "coordinated-inauthentic"};
  Version later{"1", {"a", "b", "c"}, 40};
  later.version = 2;
  const Comparison c = compared({accused, later}, {});
  REQUIRE(c.gone.size() == 1);
  CHECK(c.gone[0].confidence == Approx(40));
  CHECK(c.gone[0].inauthentic);
}

TEST_CASE("a record that is no alert is none") {
  for (const char* record : {"[]", "", "{", R"({"schema":"lockstep.alert/1","accounts":[]})"}) {
    const auto version = read_alert(record);
    CHECK(version.status().code() == StatusCode::kDataLoss);
    CHECK(message_of(version.status()) == "not a lockstep.alert/1 object");
  }
}

TEST_CASE("the comparison's text and JSON say the same") {
  const Comparison c =
      compared({{"1", {"a", "b", "c"}}, {"2", {"x", "y", "z"}, 50}},
               {{"2", {"x", "y", "z", "w"}, 60, "coordinated-inauthentic"}, {"3", {"p"}}});
  const Json json = Json::parse(to_json(c));
  CHECK(json["schema"] == "lockstep.comparison/1");
  CHECK(json["new"][0]["alert_id"] == "3");
  CHECK(json["gone"][0]["alert_id"] == "1");
  CHECK(json["changed"][0]["joined"][0] == "w");
  CHECK(json["changed"][0]["similarity"] == Approx(0.75));
  const std::string table = to_table(c);
  CHECK(table.find("1 new, 1 gone, 1 changed, 0 the same") != std::string::npos);
  CHECK(table.find("~ 2  3 -> 4 accounts (+1 -0), confidence 50 -> 60, coordinated -> "
                   "coordinated-inauthentic") != std::string::npos);
}
