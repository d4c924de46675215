#include "lockstep/io/metrics.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "lockstep/sequence/watermark.h"

namespace lockstep::io {
namespace {

runtime::LiveStatus sample() {
  runtime::LiveStatus s;
  s.topics = {"a", "b"};
  s.partitions = {{0, 0, 12, from_micros(60'000'000), false}, {1, 3, 0, sequence::kUnknown, true}};
  s.watermark = from_micros(60'000'000);
  s.rebuilding = false;
  s.posts = 7;
  s.rejected[0] = 2;
  s.emitted.count(alert::Profile::kPartner, alert::Tier::kRebut);
  s.commit_seconds.observe(0.02);
  s.commit_seconds.observe(30);
  return s;
}

std::string text_of(const runtime::LiveStatus& s) {
  return metrics_text(s, "1.2.3", from_micros(100'000'000));
}

bool has(const std::string& text, const std::string& line) {
  return text.find(line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a status is written as Prometheus metrics", "[unit][io]") {
  const auto text = text_of(sample());
  CHECK(has(text, "lockstep_build_info{version=\"1.2.3\"} 1"));
  CHECK(has(text, "lockstep_ready 1"));
  CHECK(has(text, "# TYPE lockstep_posts_total counter"));
  CHECK(has(text, "lockstep_posts_total 7"));
  CHECK(has(text, "lockstep_rejected_posts_total{reason=\"malformed\"} 2"));
  CHECK(has(text, "lockstep_alerts_emitted_total{tier=\"rebut\",profile=\"partner\"} 1"));
  CHECK(has(text, "lockstep_alerts_emitted_total{tier=\"rebut\",profile=\"internal\"} 0"));
  CHECK(has(text, "lockstep_event_time_lag_seconds 40"));
  CHECK(has(text, "lockstep_partition_lag_records{topic=\"a\",partition=\"0\"} 12"));
  CHECK(has(text, "lockstep_partition_idle{topic=\"b\",partition=\"3\"} 1"));
  CHECK(has(text, "lockstep_partition_event_time_lag_seconds{topic=\"b\",partition=\"3\"} 0"));
}

TEST_CASE("a histogram counts cumulatively, up to infinity", "[unit][io]") {
  const auto text = text_of(sample());
  CHECK(has(text, "lockstep_transaction_seconds_bucket{le=\"0.01\"} 0"));
  CHECK(has(text, "lockstep_transaction_seconds_bucket{le=\"0.025\"} 1"));
  CHECK(has(text, "lockstep_transaction_seconds_bucket{le=\"10\"} 1"));
  CHECK(has(text, "lockstep_transaction_seconds_bucket{le=\"+Inf\"} 2"));
  CHECK(has(text, "lockstep_transaction_seconds_count 2"));
}

TEST_CASE("docs/METRICS.md names every metric and no other", "[unit][io]") {
  const auto names = [](const std::string& text, const std::regex& pattern) {
    std::set<std::string> found;
    for (std::sregex_iterator i(text.begin(), text.end(), pattern), end; i != end; ++i)
      found.insert((*i)[1]);
    return found;
  };
  std::ifstream file(LOCKSTEP_SOURCE_DIR "/docs/METRICS.md");
  std::stringstream page;
  page << file.rdbuf();
  CHECK(names(page.str(), std::regex("\\| `(lockstep_[a-z_]+)` \\|")) ==
        names(text_of(sample()), std::regex("# TYPE (lockstep_[a-z_]+) ")));
}

}  // namespace lockstep::io
