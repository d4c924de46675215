#include "lockstep/io/read_server.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sample_alerts.h"

namespace lockstep::io {
namespace {

using alert::Alert;
using nlohmann::json;

Alert numbered(int number, alert::Tier tier, std::uint32_t confidence) {
  Alert a = alert::samples::minimal();
  a.alert_id = fmt::format("cib-{:016x}", number);
  a.campaign_id = fmt::format("campaign-{:016x}", number);
  a.tier = tier;
  a.confidence = confidence;
  return a;
}

void fill(runtime::AlertBoard& board, const std::vector<Alert>& alerts) {
  std::vector<std::string> lines;
  for (const auto& alert : alerts) lines.push_back(to_flat_json(alert));
  board.show(lines, alert::samples::minimal().detected_at);
  board.complete();
}

json asked(const runtime::AlertBoard& board, const std::string& path, int code = 200) {
  const auto answer = answer_of(board, path);
  CHECK(answer.code == code);
  return json::parse(answer.body);
}

std::vector<std::string> ids_in(const json& list) {
  std::vector<std::string> out;
  for (const auto& campaign : list["campaigns"]) out.push_back(campaign["alert_id"]);
  return out;
}

}  // namespace

TEST_CASE("until it is known what is open, nothing is said of it", "[unit][io]") {
  runtime::AlertBoard board;
  board.show({to_flat_json(alert::samples::minimal())}, {});
  for (const char* path : {"/campaigns", "/campaigns/cib-00000000000000a1", "/accounts/mastodon/1"})
    CHECK(asked(board, path, 503).contains("error"));
  board.complete();
  CHECK(asked(board, "/campaigns")["campaigns"].size() == 1);
}

TEST_CASE("campaigns are listed with what asks for most first", "[unit][io]") {
  runtime::AlertBoard board;
  fill(board, {numbered(1, alert::Tier::kMonitor, 90), numbered(2, alert::Tier::kEscalate, 70),
               numbered(3, alert::Tier::kEscalate, 80), numbered(4, alert::Tier::kEscalate, 70)});
  const auto list = asked(board, "/campaigns");
  CHECK(ids_in(list) == std::vector<std::string>{"cib-0000000000000003", "cib-0000000000000002",
                                                 "cib-0000000000000004", "cib-0000000000000001"});
  CHECK(list["schema"] == "lockstep.campaigns/1");
  CHECK(list["tick"] == "2026-04-16T09:45:00.000Z");
  CHECK(list["left_out"] == 0);
  CHECK_FALSE(list.contains("account"));
}

TEST_CASE("a listed campaign says what its alert says, in the same words", "[unit][io]") {
  for (const Alert& alert : {alert::samples::typical_update(), alert::samples::hostile()}) {
    runtime::AlertBoard board;
    fill(board, {alert});
    const auto list = asked(board, "/campaigns");
    const auto flat = json::parse(to_flat_json(alert));
    REQUIRE(list["campaigns"].size() == 1);
    CHECK(list["campaigns"][0].size() == 15);
    for (const auto& [field, value] : list["campaigns"][0].items()) {
      INFO(field);
      CHECK(value == flat[field]);
    }
  }
}

TEST_CASE("a campaign is found by its id and by that of its alert", "[unit][io]") {
  runtime::AlertBoard board;
  fill(board, {numbered(1, alert::Tier::kMonitor, 1), alert::samples::typical()});
  const auto line = to_flat_json(alert::samples::typical());
  for (const auto& id : {alert::samples::typical().alert_id, alert::samples::typical().campaign_id})
    CHECK(answer_of(board, "/campaigns/" + id).body == line);
  for (const char* other :
       {"/campaigns/", "/campaigns/cib-0000000000000009", "/campaigns/x/y", "/campaignsx", "/", "",
        "/metrics", "/accounts", "/accounts/", "/accounts/x", "/accounts/x/", "/accounts//1"})
    CHECK(asked(board, other, 404).contains("error"));
}

TEST_CASE("an account is found in the alerts that list it, and nowhere else", "[unit][io]") {
  auto odd = numbered(2, alert::Tier::kRebut, 1);
  odd.accounts[0].account = "mastodon:https://a.example/@b c";
  runtime::AlertBoard board;
  fill(board, {numbered(1, alert::Tier::kMonitor, 1), odd});
  const auto both = asked(board, "/accounts/mastodon/2");
  CHECK(both["account"] == "mastodon:2");
  CHECK(ids_in(both) == std::vector<std::string>{"cib-0000000000000002", "cib-0000000000000001"});
  CHECK(ids_in(asked(board, "/accounts/mastodon/1")).size() == 1);
  for (const char* path : {"/accounts/mastodon/https%3A%2F%2Fa.example%2F%40b%20c",
                           "/accounts/mastodon/https://a.example/@b%20c"})
    CHECK(ids_in(asked(board, path)).size() == 1);
  for (const char* path : {"/accounts/x/1", "/accounts/mastodon/3", "/accounts/mastodon/%FF",
                           "/accounts/x/%4", "/accounts/x/%zz", "/accounts/x/%"})
    CHECK(ids_in(asked(board, path)).empty());
}

TEST_CASE("an address that is none, or taken, is refused with its setting", "[unit][io]") {
  const runtime::AlertBoard board;
  const auto refused = ReadServer::listen("nowhere at all", board);
  CHECK(refused.status().code() == StatusCode::kInvalidArgument);
  CHECK_THAT(message_of(refused.status()), Catch::StartsWith("admin.read_listen: cannot listen"));
}

}  // namespace lockstep::io
