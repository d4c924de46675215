#include "lockstep/alert/cluster_pages.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace lockstep::alert {
namespace {

constexpr std::size_t kMaxRecord = 900'000;

Alert with_further(std::size_t count, const std::string& filling = "") {
  Alert alert;
  alert.alert_id = "cib-0123456789abcdef";
  alert.campaign_id = "campaign-0123456789abcdef";
  alert.version = 3;
  alert.account_count = static_cast<std::uint32_t>(1000 + count);
  for (std::size_t i = 0; i < count; ++i) {
    Member m;
    m.account = fmt::format("x:{}{}", i, filling);
    m.platform = "x";
    m.handle = filling.substr(0, 20);
    m.first_seen = from_micros(1'700'000'000'000'000);
    alert.further.push_back(std::move(m));
  }
  return alert;
}

}  // namespace

TEST_CASE("an alert that holds all its accounts has no pages", "[unit][alert]") {
  CHECK(to_cluster_pages(with_further(0)).empty());
}

TEST_CASE("one account too many is a page", "[unit][alert]") {
  const auto pages = to_cluster_pages(with_further(1));
  REQUIRE(pages.size() == 1);
  CHECK(pages[0].key == "cib-0123456789abcdef/1");
  CHECK(pages[0].value ==
        R"({"schema":"lockstep.cluster/1","alert_id":"cib-0123456789abcdef",)"
        R"("campaign_id":"campaign-0123456789abcdef","version":3,)"
        R"("detected_at":"1970-01-01T00:00:00.000Z","page":1,"pages":1,"account_count":1001,)"
        R"("accounts":[{"account":"x:0","role":"unknown","score":0,)"
        R"("first_seen":"2023-11-14T22:13:20.000Z","platform":"x","basis":"acts"}]})");
}

TEST_CASE("pages hold every account once, in order, and none is too large", "[property][alert]") {
  // Names of usual length, of the longest, and of what takes most room once escaped.
  for (const auto& [count, filling] :
       {std::pair{20'000, std::string()}, std::pair{3'000, std::string(1024, 'a')},
        std::pair{600, std::string(1024, '\x01')}}) {
    const Alert alert = with_further(static_cast<std::size_t>(count), filling);
    const auto pages = to_cluster_pages(alert);
    REQUIRE(pages.size() > 1);
    std::size_t next = 0;
    for (std::size_t p = 0; p < pages.size(); ++p) {
      CHECK(pages[p].value.size() <= kMaxRecord);
      if (p + 1 < pages.size()) CHECK(pages[p].value.size() > kMaxRecord * 9 / 10);
      CHECK(pages[p].key == fmt::format("{}/{}", alert.alert_id, p + 1));
      const auto json = nlohmann::json::parse(pages[p].value);
      CHECK(json["page"] == p + 1);
      CHECK(json["pages"] == pages.size());
      for (const auto& account : json["accounts"])
        REQUIRE(account["account"] == alert.further[next++].account);
    }
    CHECK(next == alert.further.size());
  }
}

}  // namespace lockstep::alert
