#include <algorithm>
#include <map>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "drawings.h"
#include "words.h"

namespace lockstep::report {
namespace {

using namespace std::chrono_literals;

constexpr double kTop = 4, kAxis = 34;
constexpr int kZoomShare = 60;  // the closer look covers at most this fraction of the whole
constexpr std::size_t kFewest = 3;

// A listed post, once, whatever it is evidence of.
struct Point {
  EventTime at{};
  std::string_view account, post;
  std::vector<std::string_view> kinds;  // heaviest first
};

// By time.
std::vector<Point> points_of(const alert::Alert& alert) {
  std::map<std::pair<std::string_view, std::string_view>, Point> by_post;
  for (const auto& item : alert.evidence) {
    for (const auto& post : item.posts) {
      Point& point = by_post.try_emplace({post.post, post.account}).first->second;
      point.at = post.at;
      point.account = post.account;
      point.post = post.post;
      if (std::find(point.kinds.begin(), point.kinds.end(), item.kind) == point.kinds.end())
        point.kinds.push_back(item.kind);
    }
  }
  std::vector<Point> points;
  for (auto& [key, point] : by_post) points.push_back(std::move(point));
  std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) {
    return std::tie(a.at, a.account, a.post) < std::tie(b.at, b.account, b.post);
  });
  return points;
}

// The stretch of at most `width` with the most points.
std::span<const Point> densest(std::span<const Point> points, Duration width) {
  std::span<const Point> best;
  for (std::size_t first = 0, end = 0; first < points.size(); ++first) {
    while (end < points.size() && points[end].at - points[first].at <= width) ++end;
    if (end - first > best.size()) best = points.subspan(first, end - first);
  }
  return best;
}

Rows only_those_with(std::span<const Point> points, const Rows& rows) {
  Rows out;
  for (const AccountRow& row : rows.rows) {
    if (std::any_of(points.begin(), points.end(),
                    [&](const Point& p) { return p.account == row.account; }))
      out.rows.push_back(row);
  }
  return out;
}

void draw(Html& html, std::span<const Point> points, const Rows& rows, const Kinds& kinds) {
  const EventTime from = points.front().at, to = points.back().at;
  const double bottom = kTop + static_cast<double>(rows.rows.size()) * kRowHeight;
  html.raw("<svg class=\"plot\" role=\"img\" viewBox=\"0 0 ").fixed(kPlotWidth, 0).raw(" ");
  html.fixed(bottom + kAxis, 0).raw("\"><title>Listed posts over time</title><desc>");
  html.number(points.size()).raw(" posts of ").number(rows.rows.size()).raw(" accounts, ");
  html.text(span_of(from, to)).raw(" UTC. All of them are in the evidence table.</desc>\n");
  row_labels(html, rows, kTop);
  const TimeAxis axis(from, to);
  axis.draw(html, kTop, bottom);
  for (const Point& point : points) {
    const std::size_t row = rows.of(point.account);
    if (row == rows.rows.size()) continue;
    const double y = kTop + (static_cast<double>(row) + 0.5) * kRowHeight;
    marker(html, axis.x(point.at), y, kinds.style_of(point.kinds.front()),
           fmt::format("{} UTC, {}, {}: {}", milli_of(point.at), point.account, point.post,
                       fmt::join(point.kinds, ", ")));
  }
  html.raw("\n</svg>\n");
}

}  // namespace

void draw_timeline(Html& html, const alert::Alert& alert, const Rows& rows, const Kinds& kinds) {
  const std::vector<Point> points = points_of(alert);
  if (points.empty()) return;
  draw(html, points, rows, kinds);
  const Duration whole = points.back().at - points.front().at;
  const auto dense = densest(points, std::max<Duration>(whole / kZoomShare, 1s));
  if (dense.size() < kFewest || (dense.back().at - dense.front().at) * 4 > whole) return;
  html.raw("<h4>A closer look at the densest stretch: ");
  html.text(span_of(dense.front().at, dense.back().at)).raw(" UTC</h4>\n");
  draw(html, dense, only_those_with(dense, rows), kinds);
}

}  // namespace lockstep::report
