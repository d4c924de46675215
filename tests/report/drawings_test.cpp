#include "drawings.h"

#include <catch2/catch.hpp>

#include "sample_alerts.h"

namespace lockstep::report {
namespace {

namespace samples = alert::samples;

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

bool has(const std::string& text, std::string_view part) { return count(text, part) > 0; }

}  // namespace

TEST_CASE("a cell is filled where an account has a listed post, and nowhere else",
          "[unit][report]") {
  const alert::Alert a = samples::typical();  // items of 18, 9, 9, 9, 4, 4 and 6 accounts
  Html html;
  draw_matrix(html, a, rows_of(a), Kinds(a));
  const std::string svg = html.take();
  CHECK(count(svg, "<rect class=\"k") == 59);
  CHECK(count(svg, "<rect class=\"k0\"") == 18);
  CHECK(has(svg, "<title>facebook:1900000000000000118, E1 (text): 1 listed</title>"));
  CHECK_FALSE(has(svg, "facebook:1900000000000000118, E2"));
}

TEST_CASE("every listed post is one point, in the look of its heaviest kind", "[unit][report]") {
  const alert::Alert a = samples::typical();
  Html html;
  draw_timeline(html, a, rows_of(a), Kinds(a));
  const std::string svg = html.take();
  CHECK(count(svg, "<use href=\"#m0\" class=\"k0\"") == 18);
  CHECK(count(svg, "<use ") == 18);
  CHECK(has(svg, "telegram:55000: text, redirect, url, domain, ip, ip-prefix, asn</title>"));
}

TEST_CASE("growth is drawn in steps, upwards", "[unit][report]") {
  AlertBook book({});
  for (const alert::Alert& a : {samples::typical(), samples::typical_update()})
    book.add(a, to_flat_json(a));
  Html html;
  draw_growth(html, book.entries().begin()->second);
  const std::string svg = html.take();
  CHECK(has(svg, "accounts, 0 to 25"));
  CHECK(has(svg, " 22.8H"));  // 24 of 25, on a panel of 70 from 20 on
  CHECK(has(svg, "V20.0\"/>"));
  CHECK(has(svg, " 134.2H"));  // 74 of 100, on the panel from 116 on
  CHECK(has(svg, "<title>v2, 2026-04-16 10:00:00 UTC: 25</title>"));
}

TEST_CASE("one version has not grown", "[unit][report]") {
  AlertBook book({});
  book.add(samples::typical(), to_flat_json(samples::typical()));
  Html html;
  draw_growth(html, book.entries().begin()->second);
  CHECK(html.take().empty());
}

}  // namespace lockstep::report
