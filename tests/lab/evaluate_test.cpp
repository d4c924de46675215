#include "lockstep/lab/evaluate.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

using namespace lockstep;
using namespace lockstep::lab;
using Json = nlohmann::json;

namespace {

constexpr const char* kTruth =
    "account,campaign\n"
    "x:a1,alpha\nx:a2,alpha\nx:a3,alpha\nx:a4,alpha\n"
    "x:b1,beta\nx:b2,beta\nx:b3,beta\n"
    "x:c1,tiny\nx:c2,tiny\n"
    "x:o1,-\nx:o2,-\nx:o3,-\nx:o4,-\nx:o5,-\n";

struct Version {
  std::string id;
  std::vector<std::string> accounts;
  std::string detected_at = "2026-01-05T12:00:00.000Z";
  std::string assessment = "coordinated-inauthentic";
  std::string first_post_at = "2026-01-05T11:00:00.000Z";
};

std::string to_line(const Version& v) {
  Json alert{{"schema", "lockstep.alert/1"},
             {"alert_id", v.id},
             {"assessment", v.assessment},
             {"detected_at", v.detected_at},
             {"first_post_at", v.first_post_at}};
  alert["accounts"] = Json::array();
  for (const std::string& account : v.accounts)
    alert["accounts"].push_back({{"account", "x:" + account}, {"score", 0.9}});
  return alert.dump() + "\n";
}

StatusOr<Evaluation> evaluate_text(const std::string& alert_lines, const std::string& truth_csv,
                                   const std::string& posts_csv = "",
                                   std::optional<std::uint64_t> posts = {}) {
  EvaluateInputs inputs{{}, {"truth", truth_csv}, {}, posts};
  std::istringstream lines(alert_lines);
  for (std::string line; std::getline(lines, line);) {
    LOCKSTEP_ASSIGN(auto version, read_alert(line));
    inputs.alerts.push_back(std::move(version));
  }
  if (!posts_csv.empty()) inputs.truth_posts = CsvFile{"truth_posts", posts_csv};
  return evaluate(inputs);
}

Evaluation evaluate_versions(const std::vector<Version>& versions,
                             const std::string& posts_csv = "",
                             std::optional<std::uint64_t> posts = {}) {
  std::string lines;
  for (const Version& version : versions) lines += to_line(version);
  const auto result = evaluate_text(lines, kTruth, posts_csv, posts);
  INFO(message_of(result.status()));
  REQUIRE(result.ok());
  return *result;
}

const CampaignResult& campaign(const Evaluation& e, const std::string& name) {
  for (const CampaignResult& c : e.all.by_campaign) {
    if (c.campaign == name) return c;
  }
  FAIL("no campaign " << name);
  return e.all.by_campaign.front();
}

}  // namespace

TEST_CASE("accounts are scored by what any version ever named") {
  const Evaluation e = evaluate_versions(
      {{"1", {"a1", "a2", "a3", "o1"}}, {"1", {"a1", "a2", "a3"}}, {"2", {"b1", "b2", "b3"}}});
  CHECK(e.alerts == 2);
  CHECK(e.alert_versions == 3);
  CHECK(e.accounts == 14);
  CHECK(e.campaign_accounts == 9);
  CHECK(e.all.accounts.hits == 6);
  CHECK(e.all.accounts.flagged == 7);
  CHECK(e.all.accounts.precision() == Approx(6.0 / 7));
  CHECK(e.all.accounts.recall() == Approx(6.0 / 9));
  CHECK(e.all.accounts.f1() == Approx(0.75));
  CHECK(campaign(e, "alpha").flagged == 3);
  CHECK(campaign(e, "alpha").members == 4);
}

TEST_CASE("no alert is perfectly precise and finds nothing") {
  const Evaluation e = evaluate_versions({});
  CHECK(e.all.accounts.precision() == 1.0);
  CHECK(e.all.accounts.recall() == 0.0);
  CHECK(e.all.accounts.f1() == 0.0);
  CHECK(e.all.cluster_precision() == 1.0);
  CHECK(e.all.cluster_recall() == 0.0);
  CHECK(!e.all.median_latency());
}

TEST_CASE("a cluster matches from purity 0.8 and three members on") {
  struct Row {
    std::vector<std::string> accounts;
    std::uint64_t matches, mixed, false_alerts;
  };
  for (const Row& row :
       {Row{{"a1", "a2", "a3", "a4", "o1"}, 1, 0, 0},        // 0.80
        Row{{"a1", "a2", "a3", "o1"}, 0, 1, 0},              // 0.75
        Row{{"a1", "a2", "a3", "a4"}, 1, 0, 0},              // 1.00
        Row{{"c1", "c2"}, 0, 1, 0},                          // pure, but two
        Row{{"b1", "b2", "b3"}, 1, 0, 0},                    // just three
        Row{{"a1", "a2", "a3", "b1", "b2", "b3"}, 0, 1, 0},  // two campaigns in one
        Row{{"a1", "o1"}, 0, 1, 0},                          // half
        Row{{"a1", "o1", "o2"}, 0, 0, 1},                    // less than half
        Row{{"o1", "o2", "o3"}, 0, 0, 1}}) {
    const Evaluation e = evaluate_versions({{"1", row.accounts}});
    CAPTURE(row.accounts);
    CHECK(e.all.clusters == 1);
    CHECK(e.all.matches == row.matches);
    CHECK(e.all.mixed == row.mixed);
    CHECK(e.all.false_alerts == row.false_alerts);
  }
}

TEST_CASE("cluster recall counts campaigns of three or more; fragments count once") {
  const Evaluation e = evaluate_versions(
      {{"1", {"a1", "a2", "a3"}}, {"2", {"a2", "a3", "a4"}}, {"3", {"o1", "o2", "o3", "b1"}}});
  CHECK(e.all.campaigns == 2);  // "tiny" cannot be found
  CHECK(e.all.found == 1);
  CHECK(e.all.cluster_recall() == 0.5);
  CHECK(e.all.cluster_precision() == Approx(2.0 / 3));
  CHECK(campaign(e, "alpha").clusters == 2);
  // sizes 3, 3, 4 with purities 1, 1, 0.25
  CHECK(e.all.weighted_cluster_precision() == Approx((3 + 3 + 4 * 0.0625) / (3 + 3 + 4 * 0.25)));
}

TEST_CASE("each assessment has its own scores") {
  const Evaluation e =
      evaluate_versions({{"1", {"a1", "a2", "a3"}, "2026-01-05T12:00:00Z", "coordinated"},
                         {"1", {"a1", "a2", "a3", "a4"}, "2026-01-05T13:00:00Z"},
                         {"2", {"o1", "o2", "o3"}, "2026-01-05T12:00:00Z", "coordinated"}});
  CHECK(e.all.accounts.flagged == 7);
  CHECK(e.all.false_alerts == 1);
  CHECK(e.inauthentic.accounts.flagged == 4);
  CHECK(e.inauthentic.accounts.precision() == 1.0);
  CHECK(e.inauthentic.clusters == 1);
  CHECK(e.all.by_campaign[0].detected_at == parse_rfc3339("2026-01-05T12:00:00Z"));
  CHECK(e.inauthentic.by_campaign[0].detected_at == parse_rfc3339("2026-01-05T13:00:00Z"));
}

TEST_CASE(
    "latency runs from the third member's coordinated post to the first version that matches") {
  const std::string posts =
      "post,campaign,tactic,account,at\n"
      "x:1,alpha,camouflage,x:a3,2026-01-05T09:00:00Z\n"
      "x:2,alpha,burst,x:a1,2026-01-05T10:00:00Z\n"
      "x:3,alpha,burst,x:a2,2026-01-05T10:01:00Z\n"
      "x:4,alpha,burst,x:a1,2026-01-05T10:02:00Z\n"
      "x:5,alpha,burst,x:a3,2026-01-05T10:03:00Z\n"
      "x:6,alpha,burst,x:a4,2026-01-05T14:00:00Z\n"
      "x:7,-,fans,x:o1,2026-01-05T10:03:00Z\n";
  const Evaluation e =
      evaluate_versions({{"1", {"a1", "a2"}, "2026-01-05T10:05:00Z"},
                         {"1", {"a1", "a2", "a3"}, "2026-01-05T10:13:00Z"},
                         {"1", {"a1", "a2", "a3", "a4", "o1"}, "2026-01-05T12:00:00Z"}},
                        posts);
  const CampaignResult& alpha = campaign(e, "alpha");
  CHECK(alpha.third_member_at == parse_rfc3339("2026-01-05T10:03:00Z"));
  CHECK(alpha.detected_at == parse_rfc3339("2026-01-05T10:13:00Z"));
  CHECK(alpha.latency == std::chrono::minutes{10});
  CHECK(alpha.posts_before_detection == Approx(0.8));
  CHECK(e.all.median_latency() == std::chrono::minutes{10});
  CHECK(e.all.by_confounder.at("fans").flagged == 1);
  CHECK(!campaign(e, "beta").latency);
}

TEST_CASE("an impure cluster detects nothing, whatever its first versions held") {
  const Evaluation e =
      evaluate_versions({{"1", {"a1", "a2", "a3"}, "2026-01-05T10:00:00Z"},
                         {"1", {"a1", "a2", "a3", "o1", "o2"}, "2026-01-05T11:00:00Z"}});
  CHECK(!campaign(e, "alpha").detected_at);
}

TEST_CASE("without truth_posts latency runs from the alert's first post") {
  const Evaluation e = evaluate_versions(
      {{"1", {"a1", "a2", "a3"}}, {"2", {"b1", "b2", "b3"}, "2026-01-05T11:30:00Z"}});
  CHECK(campaign(e, "alpha").latency == std::chrono::minutes{60});
  CHECK(campaign(e, "beta").latency == std::chrono::minutes{30});
  CHECK(e.all.median_latency() == std::chrono::minutes{45});
}

TEST_CASE("rates are per million organic posts") {
  const std::string posts =
      "post,campaign,tactic,account,at\nx:1,alpha,burst,x:a1,2026-01-05T10:00:00Z\n"
      "x:2,alpha,camouflage,x:a1,2026-01-05T10:00:00Z\nx:3,-,fans,x:o1,2026-01-05T10:00:00Z\n";
  const Evaluation e = evaluate_versions({{"1", {"o1", "o2", "o3"}}}, posts, 500'002);
  CHECK(*e.all.false_alerts_per_million() == Approx(2));
  CHECK(*e.all.organic_accounts_per_million() == Approx(6));
  CHECK(!evaluate_versions({{"1", {"o1"}}}).all.false_alerts_per_million());
}

TEST_CASE("accounts that truth does not know are counted and left out") {
  const Evaluation e =
      evaluate_versions({{"1", {"a1", "a2", "a3", "unknown1", "unknown2"}}, {"2", {"unknown3"}}});
  CHECK(e.all.unlabelled == 3);
  CHECK(e.all.accounts.precision() == 1.0);
  CHECK(e.all.clusters == 1);
  CHECK(e.all.matches == 1);
}

TEST_CASE("bad input names its line") {
  const std::string good = to_line({"1", {"a1"}});
  struct Row {
    std::string alerts, truth, posts, message;
  };
  const std::string bad_posts = "post,campaign,tactic,account,at\nx:1,alpha,burst,x:a1,yesterday\n";
  for (const Row& row :
       {Row{good + "{\n", kTruth, "", "not a lockstep.alert/1 object"},
        Row{"[]\n", kTruth, "", "not a lockstep.alert/1 object"},
        Row{"{\"schema\":\"lockstep.alert/1\"}\n", kTruth, "", "not a lockstep.alert/1 object"},
        Row{good, "", "", "truth: empty"},
        Row{good, "account,label\n", "", "truth: no column 'campaign'"},
        Row{good, "account,campaign\nx:a1\n", "", "truth:2: 1 fields, the header has 2"},
        Row{good, "account,campaign\nx:a1,\n", "", "truth:2: not a row of this file"},
        Row{good, kTruth, bad_posts, "truth_posts:2: not a row of this file"}}) {
    const auto result = evaluate_text(row.alerts, row.truth, row.posts);
    CHECK(result.status().code() == StatusCode::kDataLoss);
    CHECK(message_of(result.status()) == row.message);
  }
}

TEST_CASE("truth may quote its fields, order its columns and carry more of them") {
  const auto e = evaluate_text(to_line({"1", {"a,1"}}),
                               "note,campaign,account\r\n\"say \"\"hi\"\"\",alpha,\"x:a,1\"\r\n");
  REQUIRE(e.ok());
  CHECK(e->all.accounts.hits == 1);
}

TEST_CASE("the report and the JSON say the same") {
  const Evaluation e = evaluate_versions(
      {{"1", {"a1", "a2", "a3", "a4", "o1"}}, {"2", {"o2", "o3", "o4"}}}, "", 1'000'000);
  const Json json = Json::parse(to_json(e));
  CHECK(json["schema"] == "lockstep.evaluation/1");
  CHECK(json["all"]["accounts"]["precision"] == Approx(0.5));
  CHECK(json["all"]["clusters"]["false_alerts"] == 1);
  CHECK(json["all"]["by_campaign"][0]["campaign"] == "alpha");
  CHECK(json["all"]["by_campaign"][0]["latency_s"] == 3600);
  CHECK(json["all"]["by_campaign"][1]["latency_s"].is_null());
  const std::string table = to_table(e);
  CHECK(table.find("4 of 8 flagged are right, 9 to find") != std::string::npos);
  CHECK(table.find("1 match, 0 mixed, 1 false; 1 of 2 campaigns found") != std::string::npos);
  CHECK(table.find("60.0 min") != std::string::npos);
}

TEST_CASE("truth may name tactics, confounders and waves") {
  const std::string truth =
      "account,campaign,tactic,confounder\n"
      "x:a1,alpha,burst,-\nx:a2,alpha,burst,-\nx:a3,alpha,burst,-\n"
      "x:o1,-,-,fans\nx:o2,-,-,fans\nx:o3,-,-,-\nx:o4,-,-,-\n";
  const std::string posts =
      "post,campaign,tactic,account,at,wave\n"
      "x:1,alpha,burst,x:a1,2026-01-05T10:00:00Z,1\nx:2,alpha,burst,x:a2,2026-01-05T10:00:01Z,1\n"
      "x:3,alpha,burst,x:a3,2026-01-05T10:00:02Z,1\nx:4,alpha,burst,x:a1,2026-01-05T11:00:00Z,2\n"
      "x:5,alpha,burst,x:a1,2026-01-05T12:30:00Z,3\nx:6,-,viral,x:o3,2026-01-05T10:00:00Z,1\n";
  const auto e =
      evaluate_text(to_line({"1", {"a1", "a2", "a3"}}) +
                        to_line({"2", {"o1", "o2", "o3"}, "2026-01-05T12:00:00Z", "coordinated"}),
                    truth, posts);
  REQUIRE(e.ok());
  const CampaignResult& alpha = campaign(*e, "alpha");
  CHECK(alpha.tactic == "burst");
  CHECK(alpha.waves == 3);
  CHECK(alpha.waves_before_detection == 2);
  CHECK(e->all.by_confounder.at("fans").accounts == 2);
  CHECK(e->all.by_confounder.at("fans").flagged == 2);
  CHECK(e->all.by_confounder.at("fans").alerts == 1);
  CHECK(e->all.by_confounder.at("viral").flagged == 1);  // not a fan, but in a crowd of its own
  CHECK(e->all.by_confounder.at("none").accounts == 1);
  CHECK(e->inauthentic.by_confounder.at("fans").flagged == 0);
}

TEST_CASE("accounts rank by confidence, then by score") {
  std::string lines = to_line({"1", {"a1", "a2", "a3"}}) + to_line({"2", {"o1", "o2", "o3"}});
  const auto set_confidence = [&](const std::string& id, int confidence) {
    const auto at = lines.find("\"alert_id\":\"" + id + "\"");
    lines.insert(at, "\"confidence\":" + std::to_string(confidence) + ",");
  };
  set_confidence("1", 80);
  set_confidence("2", 60);
  const auto e = evaluate_text(lines, kTruth);
  REQUIRE(e.ok());
  CHECK(e->all.average_precision() == Approx(3.0 / 9));  // three of nine, all of them first
  CHECK(*e->all.calibration_error() == Approx((0.2 + 0.6) / 2));
}

TEST_CASE("a campaign account that never took part need not be found, and is right if flagged") {
  const std::string posts =
      "post,campaign,tactic,account,at\n"
      "x:1,alpha,burst,x:a1,2026-01-05T10:00:00Z\nx:2,alpha,burst,x:a2,2026-01-05T10:00:01Z\n"
      "x:3,alpha,burst,x:a3,2026-01-05T10:00:02Z\nx:4,alpha,camouflage,x:a4,2026-01-05T10:00:03Z\n";
  const Evaluation without = evaluate_versions({{"1", {"a1", "a2", "a3"}}}, posts);
  CHECK(campaign(without, "alpha").members == 3);
  CHECK(without.all.accounts.relevant == 3);
  const Evaluation with = evaluate_versions({{"1", {"a1", "a2", "a3", "a4"}}}, posts);
  CHECK(campaign(with, "alpha").members == 4);
  CHECK(with.all.accounts.recall() == 1.0);
  CHECK(with.all.accounts.precision() == 1.0);
}
