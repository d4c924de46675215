#include "lockstep/alert/identities.h"

#include <catch2/catch.hpp>

#include "live_fakes.h"
#include "live_world.h"
#include "lockstep/runtime/live.h"
#include "outbox.h"
#include "sample_alerts.h"

namespace lockstep::runtime {
namespace {

using testing::count;
using testing::FakeBroker;
using testing::make_broker;
using testing::registry;
using testing::run_once;

constexpr const char* kPartner = "cib.alerts.stix.v1.partner";
constexpr const char* kTakedown = "cib.alerts.stix.v1.takedown";
constexpr const char* kHidden = "\"data_minimisation\":\"pseudonyms\"";

testing::LiveSetup pseudonymous() {
  auto setup = testing::setup_for(1);
  auto& sharing = setup.options.live.sharing;
  sharing.identities = "pseudonymous";
  sharing.deployment_key = "0123456789abcdef";
  sharing.profiles = {"internal", "partner", "takedown"};
  setup.options.engine.assess.require_clue = false;  // some must be fit for a takedown list
  return setup;
}

// What was written of alerts: "key value headers" each, in order.
std::vector<std::string> alerts_in(const FakeBroker& broker, const std::string& topic) {
  std::vector<std::string> out;
  for (const auto& [place, records] : broker.outputs)
    if (place.first == topic) out.insert(out.end(), records.begin(), records.end());
  return out;
}

// By id, by words of theirs, or by what they reposted.
bool names_anyone(const std::string& record) {
  for (auto at = record.find("\"x:"); at != record.npos; at = record.find("\"x:", at + 1))
    if (record[at + 3] != '~') return true;
  return record.find("we all say") != record.npos;
}

}  // namespace

TEST_CASE("without names, the live service writes of groups only, and nothing for others",
          "[integration][runtime]") {
  auto broker = make_broker(1);
  REQUIRE(run_once(broker, pseudonymous(), registry()).ok());
  const auto flat = alerts_in(broker, "cib.alerts.json.v1");
  REQUIRE(flat.size() >= 4);
  CHECK(count(broker, "cib.alerts.stix.v1") == flat.size());
  CHECK(count(broker, kPartner) + count(broker, kTakedown) == 0);
  for (const auto& record : flat) CHECK(record.find(kHidden) != record.npos);
  for (const auto& [place, records] : broker.outputs) {
    if (!place.first.starts_with("cib.")) continue;  // late and bad records go back as they came
    CAPTURE(place.first);
    for (const auto& record : records) CHECK_FALSE(names_anyone(record));
  }
}

TEST_CASE("from the version that a person confirms, an alert is named and shared",
          "[integration][runtime]") {
  auto before = make_broker(1);
  REQUIRE(run_once(before, pseudonymous(), registry()).ok());
  const auto first = alerts_in(before, "cib.alerts.json.v1").front();
  const auto id = first.substr(0, first.find(' '));
  const auto at = first.find("\"detected_at\":\"") + 15;
  const auto tick = *parse_rfc3339(first.substr(at, 24)) + std::chrono::minutes{5};

  auto broker = make_broker(1);
  broker.decisions = {{DecisionKind::kFact, "cib.feedback.v1", 0, 0, tick, id,
                       R"({"verdict":"confirmed","reason":"we looked at the posts"})"}};
  REQUIRE(run_once(broker, pseudonymous(), registry()).ok());
  std::size_t named = 0, hidden = 0;
  for (const auto& record : alerts_in(broker, "cib.alerts.json.v1")) {
    const bool confirms = record.find("confirmed by a person") != record.npos;
    const bool ours = record.starts_with(id) && (confirms || named > 0);
    CHECK((record.find(kHidden) == record.npos) == ours);
    CHECK(names_anyone(record) == ours);
    ++(ours ? named : hidden);
  }
  CHECK(named > 0);
  CHECK(hidden > 0);
  const auto partner = alerts_in(broker, kPartner);
  CHECK(partner.size() == named);
  for (const auto& record : partner) CHECK(record.starts_with(id));
}

TEST_CASE("pages, headers and the shadow's topic name nobody either", "[unit][runtime]") {
  LiveConfig config;
  config.sharing = pseudonymous().options.live.sharing;
  config.mode = GENERATE("alert", "shadow");
  auto alert = alert::samples::typical();
  for (unsigned i = 0; i < 3; ++i) alert.further.push_back(alert::samples::member(30 + i));
  Outbox outbox(config);
  outbox.alert(alert);
  CHECK(outbox.records().size() == (config.is_shadow() ? 1 : 3));
  for (const auto& record : outbox.records()) {
    std::string all = record.key.value_or("") + record.value;
    for (const auto& [name, value] : record.headers) all += ' ' + value;
    for (const char* name : {"maria_k", "190000000000000"})
      CHECK(all.find(name) == std::string::npos);
  }
}

TEST_CASE("what others were told of a confirmed alert is taken back when it is dismissed",
          "[unit][runtime]") {
  LiveConfig config;
  config.sharing = pseudonymous().options.live.sharing;
  auto alert = alert::samples::typical();
  alert.confirmed = alert.was_listed = true;
  alert.status = alert::Status::kDismissed;
  Outbox outbox(config);
  outbox.alert(alert);
  REQUIRE(outbox.records().size() == 4);
  CHECK(outbox.records()[0].value.find(kHidden) != std::string::npos);
  CHECK(outbox.records()[2].topic == kPartner);
  CHECK(outbox.records()[2].value.find("status:dismissed") != std::string::npos);
  CHECK(outbox.records()[3].topic == kTakedown);
  CHECK(outbox.records()[3].value.find("user-account") == std::string::npos);
}

}  // namespace lockstep::runtime
