#include "plot.h"

#include <catch2/catch.hpp>
#include <regex>

#include "sample_alerts.h"

namespace lockstep::report {
namespace {

using namespace std::chrono_literals;
namespace samples = alert::samples;

const EventTime kStart = samples::at("2026-04-16T09:42:31Z");

// The labels of an axis, in order.
std::vector<std::string> labels_over(Duration span) {
  Html html;
  TimeAxis(kStart, kStart + span).draw(html, 0, 100);
  const std::string svg = html.take();
  const std::regex text(">([^<]+)</text>");
  std::vector<std::string> labels;
  for (std::sregex_iterator it(svg.begin(), svg.end(), text), end; it != end; ++it)
    labels.push_back((*it)[1]);
  return labels;
}

using Labels = std::vector<std::string>;

}  // namespace

TEST_CASE("an axis is labelled at round times, with the day where it begins", "[unit][report]") {
  CHECK(labels_over(4s) ==
        Labels{"09:42:31", "2026-04-16", "09:42:32", "09:42:33", "09:42:34", "09:42:35"});
  CHECK(labels_over(3min) == Labels{"09:43", "2026-04-16", "09:44", "09:45"});
  CHECK(labels_over(20h) == Labels{"12:00", "2026-04-16", "15:00", "18:00", "21:00", "00:00",
                                   "2026-04-17", "03:00", "06:00"});
  CHECK(labels_over(96h) == Labels{"2026-04-17", "2026-04-18", "2026-04-19", "2026-04-20"});
}

TEST_CASE("no axis is crowded, whatever it spans", "[unit][report]") {
  for (Duration span = 1ms; span < 90 * 8760h; span = span * 3 / 2) {
    const std::size_t count = labels_over(span).size();
    CHECK(count >= 1);
    CHECK(count <= 18);  // times, and as many days at most
  }
}

TEST_CASE("times lie in their order, inside the drawing", "[unit][report]") {
  const TimeAxis axis(kStart, kStart + 1h);
  CHECK(axis.x(kStart) > kGutter);
  CHECK(axis.x(kStart) < axis.x(kStart + 1s));
  CHECK(axis.x(kStart + 1h) < kRightEdge);
  const TimeAxis moment(kStart, kStart);
  CHECK(moment.x(kStart) == Approx((kGutter + kRightEdge) / 2));
}

TEST_CASE("rows are accounts by their first post; those with the most stay", "[unit][report]") {
  alert::Alert a = samples::typical();
  const Rows rows = rows_of(a);
  REQUIRE(rows.rows.size() == 18);
  CHECK(rows.rows[0].account == "telegram:1900000000000000101");
  CHECK(rows.rows[0].handle == "maria_k48213");
  CHECK(rows.rows[0].posts == 7);
  CHECK(rows.of("telegram:1900000000000000101") == 0);
  CHECK(rows.of("nobody") == 18);

  a.evidence.clear();
  for (unsigned i = 0; i < 4; ++i) {
    a.evidence.push_back(samples::evidence_item("text", "text", "key", 1.0, 20));
    for (unsigned p = 0; p < 20; ++p)
      a.evidence[i].posts[p].account = fmt::format("x:{:02}", i * 20 + p);
  }
  a.evidence.push_back(a.evidence[3]);  // those of the last item have two posts each
  const Rows some = rows_of(a);
  CHECK(some.rows.size() == kMaxRows);
  CHECK(some.left_out == 20);
  CHECK(some.of("x:79") < kMaxRows);
}

TEST_CASE("kinds beyond the styles share the last", "[unit][report]") {
  alert::Alert a = samples::minimal();
  for (unsigned i = 0; i < 10; ++i)
    a.evidence.push_back(samples::evidence_item(fmt::format("kind{}", i), "s", "key", 1.0, 1));
  const Kinds kinds(a);
  CHECK(kinds.names().size() == 10);
  CHECK(kinds.style_of("kind0") == 0);
  CHECK(kinds.style_of("kind6") == 6);
  CHECK(kinds.style_of("kind7") == 7);
  CHECK(kinds.style_of("kind9") == 7);
}

}  // namespace lockstep::report
