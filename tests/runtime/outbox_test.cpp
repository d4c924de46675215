#include "outbox.h"

#include <catch2/catch.hpp>

#include "lockstep/runtime/log.h"
#include "sample_alerts.h"

namespace lockstep::runtime {
namespace {

alert::Alert large_alert() {
  alert::Alert alert;
  alert.alert_id = "cib-0123456789abcdef";
  alert.account_count = 1002;
  for (int i = 0; i < 1002; ++i) {
    alert::Member m;
    m.account = "x:" + std::to_string(i);
    m.platform = "x";
    (i < 1000 ? alert.accounts : alert.further).push_back(std::move(m));
  }
  return alert;
}

}  // namespace

TEST_CASE("the accounts that an alert has no room for go out beside it", "[unit][runtime]") {
  const LiveConfig config;
  Outbox outbox(config);
  outbox.alert(large_alert());
  REQUIRE(outbox.records().size() == 3);
  CHECK(outbox.records()[0].topic == "cib.alerts.json.v1");
  CHECK(outbox.records()[1].topic == "cib.alerts.stix.v1");
  CHECK(outbox.records()[2].topic == "cib.clusters.v1");
  CHECK(outbox.records()[2].key == "cib-0123456789abcdef/1");
  CHECK(outbox.records()[2].value.find("\"x:1000\"") != std::string::npos);
  outbox.forget([](const Origin& origin) { return origin.kind == OutputKind::kAlert; });
  CHECK(outbox.records().empty());
}

TEST_CASE("bundles for others leave only if told so, each under a topic of its own",
          "[unit][runtime]") {
  LiveConfig config;
  config.sharing.profiles = {"internal", "partner", "takedown"};
  Outbox outbox(config);
  outbox.alert(alert::samples::typical());
  std::vector<std::string> topics;
  for (const auto& record : outbox.records()) topics.push_back(record.topic);
  CHECK(topics == std::vector<std::string>{"cib.alerts.json.v1", "cib.alerts.stix.v1",
                                           "cib.alerts.stix.v1.partner",
                                           "cib.alerts.stix.v1.takedown"});
  for (const auto& record : outbox.records())
    CHECK(record.key == alert::samples::typical().alert_id);
  CHECK(outbox.bundles().size() == 3);
  config.stix_topic = "s";
  config.takedown_topic = "t";
  CHECK(config.topic_of(alert::Profile::kPartner) == "s.partner");
  CHECK(config.topic_of(alert::Profile::kTakedown) == "t");
}

TEST_CASE("neither bytes nor headers for others tell how a cluster was found", "[unit][runtime]") {
  LiveConfig config;
  config.sharing.profiles = {"partner", "takedown"};
  config.sharing.tlp.partner = "amber";
  config.sharing.tlp.takedown = "green";
  auto alert = alert::samples::typical();
  alert.summary = "SECRET-summary";
  alert.families = {{"SECRET-family", 7.531, "SECRET-evidence", "SECRET-baseline"}};
  for (auto& e : alert.evidence) e.signal = e.text = "SECRET-evidence";
  alert.benign_checks = {{"SECRET-hypothesis", "excluded", "SECRET-reason"}};
  alert.changes = {"SECRET-change"};
  alert.inference = {"SECRET", "SECRET", "SECRET", "SECRET", "SECRET"};
  alert.config_sha256 = alert.baseline_sha256 = alert.engine_version = "SECRET-version";
  for (auto& m : alert.accounts) m.score = 0.7531;
  Outbox outbox(config);
  outbox.alert(alert);
  REQUIRE(outbox.records().size() == 3);  // flat JSON, which is ours, is the first
  CHECK(outbox.records()[0].value.find("SECRET-family") != std::string::npos);
  std::vector<Headers> headers;
  for (std::size_t i = 1; i < 3; ++i) {
    const auto& record = outbox.records()[i];
    headers.push_back(record.headers);
    std::string all = record.value;
    for (const auto& [name, value] : record.headers) all += ' ' + name + '=' + value;
    for (const char* word : {"SECRET", "7531", "7.531", "originator", "booster", "attack-pattern",
                             "203.0.113.77", "score\":", "nats\":", "inference_chain\":"}) {
      CAPTURE(record.topic, word);
      CHECK(all.find(word) == std::string::npos);
    }
  }
  // A partner's bundle says tier, assessment and confidence; a takedown list says none of them.
  CHECK(headers[0] == Headers{{"schema", "lockstep.alert/1"},
                              {"tier", "rebut"},
                              {"assessment", "coordinated-inauthentic"},
                              {"confidence", "74"},
                              {"profile", "partner"},
                              {"status", "open"},
                              {"tlp", "amber"}});
  CHECK(headers[1] == Headers{{"profile", "takedown"}, {"tlp", "green"}});
}

TEST_CASE("an export is said once, before it leaves, and not if another instance made it",
          "[unit][runtime]") {
  static std::vector<std::string> lines;
  lines.clear();
  set_log_writer([](std::string_view line) { lines.emplace_back(line); });
  LiveConfig config;
  config.sharing.profiles = {"internal", "partner"};
  Outbox outbox(config);
  outbox.alert(alert::samples::typical());
  CHECK(lines.empty());
  outbox.tell_exports();
  outbox.tell_exports();  // the transaction is tried again
  REQUIRE(lines.size() == 1);
  for (const char* part : {"\"event\":\"export\"", "\"alert\":\"cib-7f3a91c2d4e5f601\"",
                           "\"version\":1", "\"profile\":\"partner\"", "\"tlp\":\"amber+strict\"",
                           "\"topic\":\"cib.alerts.stix.v1.partner\""}) {
    CAPTURE(part);
    CHECK(lines[0].find(part) != std::string::npos);
  }
  CHECK(lines[0].find("maria_k") == std::string::npos);
  outbox.clear();
  CHECK(outbox.bundles().empty());
  outbox.alert(alert::samples::typical());
  outbox.forget([](const Origin& origin) { return origin.kind == OutputKind::kAlert; });
  CHECK(outbox.bundles().empty());
  outbox.tell_exports();
  CHECK(lines.size() == 1);
  set_log_writer(nullptr);
}

TEST_CASE("a shadow writes its alerts to its own topic and gives no record back",
          "[unit][runtime]") {
  LiveConfig config;
  config.mode = "shadow";
  config.sharing.profiles = {"internal", "partner", "takedown"};
  config.topics.resize(1);
  config.topics[0].topic = "t";
  Outbox outbox(config);
  outbox.alert(large_alert());
  outbox.rejected({0, 0}, {OutputKind::kDeadLetter, 0, 1, {}}, "adapt", {}, "bytes", {});
  outbox.late({0, 0}, {OutputKind::kLate, 0, 2, {}}, {}, "bytes", {});
  REQUIRE(outbox.records().size() == 1);
  CHECK(outbox.records()[0].topic == "cib.alerts.shadow.v1");
}

TEST_CASE("a record is given back with its time and what was cut of it", "[unit][runtime]") {
  LiveConfig config;
  config.topics.resize(1);
  config.topics[0].topic = "t";
  Outbox outbox(config);
  RecordEnvelope envelope;
  envelope.key = std::string(4097, 'k');
  envelope.time = from_micros(1'700'000'000'123'000);
  outbox.rejected({0, 3}, {OutputKind::kDeadLetter, 0, 1, {}}, "adapt", {},
                  std::string(Outbox::kMaxValue + 1, 'v'), envelope);
  REQUIRE(outbox.records().size() == 1);
  const auto& record = outbox.records()[0];
  CHECK(record.topic == "t.dlq");
  CHECK(record.partition == 3);
  CHECK(record.value.size() == Outbox::kMaxValue);
  const auto header = [&](const std::string& name) {
    for (const auto& [n, v] : record.headers)
      if (n == name) return v;
    return std::string();
  };
  CHECK(header("cib.errors.record_time") == "2023-11-14T22:13:20.123Z");
  CHECK(header("cib.errors.cut_from_bytes") == std::to_string(Outbox::kMaxValue + 1));
  CHECK(header("cib.errors.cut_from_key_bytes") == "4097");
}

}  // namespace lockstep::runtime
