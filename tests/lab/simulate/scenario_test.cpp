// What a scenario plants, and what options take away.
#include "simulate/scenario.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "../simulated_stream.h"

using namespace lockstep;
using namespace lockstep::lab;
using Json = nlohmann::json;
using Row = std::map<std::string, std::string>;

namespace {

std::vector<Row> rows_of(const std::string& csv) {
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  const auto header = split(line, ',');
  std::vector<Row> rows;
  while (std::getline(lines, line)) {
    const auto fields = split(line, ',');
    REQUIRE(fields.size() == header.size());
    Row& row = rows.emplace_back();
    for (std::size_t i = 0; i < header.size(); ++i) row[header[i]] = fields[i];
  }
  return rows;
}

SimulateOptions options_for(const std::string& scenario, std::uint64_t seed, std::uint64_t posts) {
  SimulateOptions options;
  options.scenario = scenario;
  options.seed = seed;
  options.posts = posts;
  return options;
}

}  // namespace

TEST_CASE("scenarios, tactics and confounders have names of their own") {
  std::set<std::string_view> names;
  for (const Scenario& scenario : scenarios()) {
    CAPTURE(scenario.name);
    CHECK(names.insert(scenario.name).second);
    CHECK(!scenario.summary.empty());
    CHECK(scenario.summary.size() < 80);
  }
  for (const GroupPlan* tactic : tactics()) CHECK(names.count(tactic->name) == 1);
  for (const auto crowds : {confounders(), further_crowds()})
    for (const Planting& crowd : crowds) CHECK(names.count(crowd.plan->name) == 1);
}

TEST_CASE("a tactic is a campaign, a confounder is not") {
  for (const GroupPlan* tactic : tactics()) {
    CAPTURE(tactic->name);
    CHECK(tactic->campaign);
    CHECK((tactic->clues.at_least > 0));
  }
  for (const auto crowds : {confounders(), further_crowds()}) {
    for (const Planting& crowd : crowds) {
      CAPTURE(crowd.plan->name);
      CHECK(!crowd.plan->campaign);
    }
  }
}

TEST_CASE("consecutive seeds take turns, so that together they plant every tactic") {
  std::set<std::string> planted;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    for (const Row& row : rows_of(run("tactics", seed, 20'000).truth_campaigns))
      planted.insert(row.at("tactic"));
  }
  CHECK(planted.size() == tactics().size());
}

TEST_CASE("large operations have hundreds of accounts, and names of their own") {
  std::set<std::string_view> names;
  for (const GroupPlan* plan : large_operations()) {
    CHECK(plan->campaign);
    CHECK(names.insert(plan->name).second);
    for (const GroupPlan* tactic : tactics()) CHECK(tactic->name != plan->name);
  }
  const Stream stream = run("large", 1, 200'000);
  std::map<std::string, int> members;
  for (const Row& row : rows_of(stream.truth))
    if (row.at("tactic") != "-") ++members[row.at("campaign")];
  REQUIRE(members.size() >= 2);
  for (const auto& [campaign, count] : members) CHECK(count >= 150);
}

TEST_CASE("prevalence is the share of accounts in campaigns") {
  for (const double prevalence : {0.02, 0.05, 0.1}) {
    SimulateOptions options = options_for("tactics", 4, 60'000);
    options.prevalence = prevalence;
    const Stream stream = run(options);
    const double share = static_cast<double>(stream.summary.campaign_accounts) /
                         static_cast<double>(stream.summary.accounts);
    CAPTURE(prevalence, share);
    CHECK(share > 0.6 * prevalence);
    CHECK(share < 1.8 * prevalence);
  }
}

TEST_CASE("every confounder is there, and nobody of it is in a campaign") {
  const Stream stream = run("all", 2, 60'000);
  std::set<std::string> expected, seen;
  for (const Planting& crowd : confounders()) expected.insert(std::string(crowd.plan->name));
  for (const Row& row : rows_of(stream.truth)) {
    CHECK((row.at("campaign") == "-") == (row.at("tactic") == "-"));
    if (row.at("confounder") == "-") continue;
    CHECK(row.at("campaign") == "-");
    seen.insert(row.at("confounder"));
  }
  CHECK(seen == expected);
}

TEST_CASE("campaign truth counts the accounts that truth names") {
  const Stream stream = run("tactics", 3, 30'000);
  std::map<std::string, std::size_t> members;
  for (const Row& row : rows_of(stream.truth)) ++members[row.at("campaign")];
  const auto campaigns = rows_of(stream.truth_campaigns);
  REQUIRE(campaigns.size() > 3);
  for (const Row& row : campaigns) {
    CAPTURE(row.at("campaign"));
    CHECK(std::to_string(members[row.at("campaign")]) == row.at("accounts"));
    CHECK(row.at("clues") != "-");
    CHECK(row.at("from") < row.at("to"));
  }
}

TEST_CASE("what is withheld is in no post, and nothing else is missing") {
  SimulateOptions options = options_for("quickstart", 5, 4000);
  const std::vector<Json> full = run(options).parsed();
  options.without = {true, true, true};
  const Stream poor = run(options);
  const std::vector<Json> posts = poor.parsed();
  REQUIRE(posts.size() == full.size());
  for (const Json& post : posts) {
    for (const char* field : {"infra", "domains", "text", "media"}) REQUIRE(!post.contains(field));
  }
  const auto count = [](const std::vector<Json>& all, const char* field) {
    return std::count_if(all.begin(), all.end(), [&](const Json& p) { return p.contains(field); });
  };
  for (const char* field : {"urls", "hashtags", "lang", "engagement"})
    CHECK(count(posts, field) == Approx(count(full, field)).epsilon(0.1));
  CHECK(run("quickstart", 5, 4000).truth == poor.truth);
}

TEST_CASE("a sample keeps its share of the posts, and truth tells of what is left") {
  SimulateOptions options = options_for("quickstart", 6, 20'000);
  options.sample = 0.1;
  const Stream stream = run(options);
  CHECK(stream.summary.simulated == 20'000);
  CHECK(stream.summary.posts == Approx(2000).margin(200));
  std::set<std::string> accounts, ids;
  for (const Json& post : stream.parsed()) {
    accounts.insert(account_of(post));
    ids.insert(key_of(post));
  }
  CHECK(ids.size() == stream.summary.posts);
  CHECK(accounts.size() == stream.truth_of_accounts().size());
  for (const Row& row : rows_of(stream.truth_posts)) REQUIRE(ids.count(row.at("post")) == 1);
}

TEST_CASE("days are as many as asked for") {
  SimulateOptions options = options_for("organic", 7, 10'000);
  options.days = 9;
  const Stream stream = run(options);
  const auto length = stream.summary.last - stream.summary.first;
  CHECK(length > std::chrono::hours{24 * 8});
  CHECK(length <= std::chrono::hours{24 * 9});
}

TEST_CASE("options out of range are refused") {
  const auto nowhere = [](std::string_view) { return absl::OkStatus(); };
  const SimulateSinks sinks{nowhere, nowhere, nowhere};
  const auto refused = [&](auto change) {
    SimulateOptions options = options_for("tactics", 1, 20'000);
    change(options);
    return simulate(options, sinks).status().code() == StatusCode::kInvalidArgument;
  };
  CHECK(refused([](SimulateOptions& o) { o.sample = 0; }));
  CHECK(refused([](SimulateOptions& o) { o.sample = 1.01; }));
  CHECK(!refused([](SimulateOptions& o) { o.sample = 1; }));
  CHECK(refused([](SimulateOptions& o) { o.prevalence = 0.51; }));
  CHECK(refused([](SimulateOptions& o) { o.days = 61; }));
}

TEST_CASE("the members of a wave keep to their tempo") {
  for (const auto& [scenario, seconds] :
       std::vector<std::pair<std::string, double>>{{"burst-10s", 10}, {"jitter-10m", 600}}) {
    const Stream stream = run(scenario, 8, 20'000);
    std::map<std::string, std::pair<EventTime, EventTime>> waves;
    for (const Row& row : rows_of(stream.truth_posts)) {
      if (row.at("campaign") == "-" || row.at("wave") == "0") continue;
      const EventTime at = *parse_rfc3339(row.at("at"));
      const auto [wave, is_new] =
          waves.try_emplace(row.at("campaign") + "/" + row.at("wave"), at, at);
      wave->second.second = std::max(wave->second.second, at);
    }
    REQUIRE(waves.size() >= 8);
    for (const auto& [name, span] : waves) {
      CAPTURE(name);
      CHECK(static_cast<double>((span.second - span.first).count()) / 1e6 <= seconds);
    }
  }
}
