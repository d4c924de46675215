#include "lockstep/lab/simulate.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "simulated_stream.h"

using namespace lockstep;
using namespace lockstep::lab;
using Json = nlohmann::json;

TEST_CASE("the same seed gives the same bytes, another seed or scenario other bytes") {
  const Stream first = run("quickstart", 1, 4000), again = run("quickstart", 1, 4000);
  CHECK(first.posts == again.posts);
  CHECK(first.truth == again.truth);
  CHECK(first.truth_posts == again.truth_posts);
  CHECK(run("quickstart", 2, 4000).posts != first.posts);
  CHECK(run("burst", 1, 4000).posts != first.posts);
}

TEST_CASE("every line is a canonical post, in order of time, with an id of its own") {
  for (const Scenario& scenario : scenarios()) {
    CAPTURE(scenario.name);
    const Stream stream = run(std::string(scenario.name), 3, 5000);
    const std::vector<Json> posts = stream.parsed();
    REQUIRE(posts.size() == 5000);
    CHECK(stream.summary.posts == 5000);
    CHECK(stream.summary.post_bytes == stream.posts.size());
    std::set<std::string> ids;
    std::string last = "2026-01-05T00:00:00.000Z";
    for (const Json& post : posts) {
      REQUIRE(post.at("schema") == "lockstep.post/1");
      REQUIRE(ids.insert(key_of(post)).second);
      REQUIRE(!post.at("author").at("id").get<std::string>().empty());
      const auto at = post.at("created_at").get<std::string>();
      REQUIRE(at >= last);
      REQUIRE(parse_rfc3339(at).has_value());
      REQUIRE(post.at("author").at("created_at").get<std::string>() < at);
      REQUIRE(post.at("observed_at").get<std::string>() > at);
      last = at;
    }
  }
}

TEST_CASE("reposts, replies and quotes name a post and its author") {
  const Stream stream = run("quickstart", 4, 6000);
  std::map<std::string, std::string> authors;  // of posts so far
  std::map<std::string, int> actions;
  for (const Json& post : stream.parsed()) {
    const auto action = post.at("action").get<std::string>();
    ++actions[action];
    authors[key_of(post)] = post.at("author").at("id").get<std::string>();
    if (action == "post") continue;
    const char* field = action == "reply"   ? "in_reply_to"
                        : action == "quote" ? "quote_of"
                                            : "repost_of";
    const std::string target =
        post.at("platform").get<std::string>() + ":" + post.at(field).get<std::string>();
    REQUIRE(authors.count(target) == 1);
    REQUIRE(authors[target] == post.at("target_author"));
    REQUIRE(authors[target] != post.at("author").at("id"));
  }
  for (const char* action : {"post", "reply", "repost", "quote", "forward"})
    CHECK(actions[action] > 50);
}

TEST_CASE("truth names every account that posted, once and sorted") {
  const Stream stream = run("quickstart", 5, 5000);
  std::set<std::string> posted;
  for (const Json& post : stream.parsed()) posted.insert(account_of(post));
  std::istringstream lines(stream.truth);
  std::string line, last;
  REQUIRE(std::getline(lines, line));
  CHECK(line == "account,campaign,tactic,confounder");
  std::size_t rows = 0;
  while (std::getline(lines, line)) {
    const std::string account = line.substr(0, line.find(','));
    CHECK(account > last);
    CHECK(posted.count(account) == 1);
    last = account;
    ++rows;
  }
  CHECK(rows == posted.size());
  CHECK(rows == stream.summary.accounts);
}

TEST_CASE("quickstart plants two campaigns of the promised size, a small share of the stream") {
  for (const std::uint64_t seed : std::initializer_list<std::uint64_t>{1, 2, 3}) {
    const Stream stream = run("quickstart", seed, 20'000);
    std::map<std::string, int> members;
    for (const auto& [account, campaign] : stream.truth_of_accounts()) ++members[campaign];
    CHECK(members.size() == 3);
    CHECK(members["copy-burst"] >= 20);
    CHECK(members["copy-burst"] <= 26);
    CHECK(members["media-relay"] >= 12);
    CHECK(members["media-relay"] <= 15);
    CHECK(members["-"] > 1500);
    CHECK(stream.summary.coordinated_posts > 150);
    CHECK(stream.summary.coordinated_posts < 500);
    CHECK(stream.summary.campaign_posts > stream.summary.coordinated_posts + 50);  // camouflage
  }
}

TEST_CASE("truth_posts agrees with the posts and with truth") {
  const Stream stream = run("quickstart", 6, 8000);
  const auto accounts = stream.truth_of_accounts();
  std::map<std::string, const Json*> by_id;
  const std::vector<Json> posts = stream.parsed();
  for (const Json& post : posts) by_id[key_of(post)] = &post;
  std::istringstream lines(stream.truth_posts);
  std::string line, last;
  std::getline(lines, line);
  CHECK(line == "post,campaign,tactic,account,at,wave");
  std::uint64_t of_campaigns = 0;
  std::set<std::string> tactics;
  while (std::getline(lines, line)) {
    const auto fields = split(line, ',');
    REQUIRE(fields.size() == 6);
    REQUIRE(by_id.count(fields[0]) == 1);
    const Json& post = *by_id[fields[0]];
    CHECK(account_of(post) == fields[3]);
    CHECK(post.at("created_at") == fields[4]);
    CHECK(accounts.at(fields[3]) == fields[1]);
    CHECK(fields[4] >= last);
    last = fields[4];
    of_campaigns += fields[1] != "-";
    tactics.insert(fields[2]);
  }
  CHECK(of_campaigns == stream.summary.campaign_posts);
  CHECK(tactics == std::set<std::string>{"copy-burst", "camouflage", "fans", "giveaway",
                                         "media-relay", "syndication", "viral"});
}

TEST_CASE("the organic scenario plants nobody") {
  const Stream stream = run("organic", 1, 5000);
  CHECK(stream.summary.campaign_accounts == 0);
  CHECK(stream.summary.campaign_posts == 0);
  for (const auto& [account, campaign] : stream.truth_of_accounts()) REQUIRE(campaign == "-");
}

TEST_CASE("activity is heavy-tailed and follows the day") {
  const Stream stream = run("organic", 2, 20'000);
  std::map<std::string, int> posts_of;
  std::vector<int> by_hour(24, 0);
  for (const Json& post : stream.parsed()) {
    ++posts_of[account_of(post)];
    if (post.value("lang", "") == "de")
      ++by_hour[std::stoul(post.at("created_at").get<std::string>().substr(11, 2))];
  }
  std::vector<int> counts;
  for (const auto& [account, count] : posts_of) counts.push_back(count);
  std::sort(counts.rbegin(), counts.rend());
  int top = 0;
  for (std::size_t i = 0; i < counts.size() / 10; ++i) top += counts[i];
  CHECK(top > 20'000 * 0.4);
  CHECK(by_hour[19] > 4 * by_hour[2]);  // evening against the small hours, Central European Time
}

TEST_CASE("what cannot be simulated is refused") {
  SimulateOptions options;
  const SimulateSinks nowhere{[](std::string_view) { return absl::OkStatus(); },
                              [](std::string_view) { return absl::OkStatus(); },
                              [](std::string_view) { return absl::OkStatus(); }};
  options.scenario = "nonesuch";
  CHECK(simulate(options, nowhere).status().code() == StatusCode::kInvalidArgument);
  options.scenario = "quickstart";
  for (const std::uint64_t posts : std::initializer_list<std::uint64_t>{0, 1, 100}) {
    options.posts = posts;
    CHECK(simulate(options, nowhere).status().code() == StatusCode::kInvalidArgument);
  }
}

TEST_CASE("an error of a sink stops the simulation and is handed on") {
  SimulateOptions options;
  options.posts = 5000;
  const auto fine = [](std::string_view) { return absl::OkStatus(); };
  const auto full = [](std::string_view) { return unavailable("disk full"); };
  CHECK(message_of(simulate(options, {full, fine, fine}).status()) == "disk full");
  CHECK(message_of(simulate(options, {fine, full, fine}).status()) == "disk full");
  CHECK(message_of(simulate(options, {fine, fine, full}).status()) == "disk full");
}
