#include "outbox.h"

#include <catch2/catch.hpp>

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

TEST_CASE("a shadow writes its alerts to its own topic and gives no record back",
          "[unit][runtime]") {
  LiveConfig config;
  config.mode = "shadow";
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
