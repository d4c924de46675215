#include "plot.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

#include "lockstep/alert/text_page.h"
#include "words.h"

namespace lockstep::report {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLabelColumns = 28, kMostTicks = 8;
constexpr std::array<Duration, 20> kSteps{1ms,  10ms,  100ms, 1s,    5s,    15s,   1min,
                                          5min, 15min, 1h,    3h,    6h,    12h,   24h,
                                          48h,  168h,  720h,  2160h, 8760h, 87600h};

// Rounded up to the grid; event times before 1970 are clamped away upstream.
EventTime first_on_grid(EventTime from, Duration step) {
  const auto since = from.time_since_epoch();
  const auto rest = since % step;
  return rest == Duration::zero() ? from : from + (rest < Duration::zero() ? -rest : step - rest);
}

std::string tick_label(EventTime time, Duration step) {
  if (step >= 24h) return day_of(time);
  if (step >= 1min) return milli_of(time).substr(11, 5);
  return step >= 1s ? milli_of(time).substr(11, 8) : milli_of(time).substr(11);
}

}  // namespace

std::size_t Rows::of(std::string_view account) const {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const AccountRow& r) { return r.account == account; });
  return static_cast<std::size_t>(found - rows.begin());
}

Rows rows_of(const alert::Alert& alert) {
  std::map<std::string_view, AccountRow> by_account;
  for (const auto& item : alert.evidence) {
    for (const auto& post : item.posts) {
      AccountRow& row = by_account.try_emplace(post.account).first->second;
      row.first = row.posts++ == 0 ? post.at : std::min(row.first, post.at);
      row.account = post.account;
    }
  }
  for (const auto& member : alert.accounts) {
    const auto found = by_account.find(member.account);
    if (found != by_account.end()) found->second.handle = member.handle;
  }
  Rows out;
  for (const auto& [account, row] : by_account) out.rows.push_back(row);
  std::stable_sort(out.rows.begin(), out.rows.end(),
                   [](const AccountRow& a, const AccountRow& b) { return a.posts > b.posts; });
  if (out.rows.size() > kMaxRows) {
    out.left_out = out.rows.size() - kMaxRows;
    out.rows.resize(kMaxRows);
  }
  std::sort(out.rows.begin(), out.rows.end(), [](const AccountRow& a, const AccountRow& b) {
    return a.first != b.first ? a.first < b.first : a.account < b.account;
  });
  return out;
}

Kinds::Kinds(const alert::Alert& alert) {
  for (const auto& item : alert.evidence) {
    if (std::find(names_.begin(), names_.end(), item.kind) == names_.end())
      names_.push_back(item.kind);
  }
}

std::size_t Kinds::style_of(std::string_view kind) const {
  const auto found = std::find(names_.begin(), names_.end(), kind);
  return std::min(static_cast<std::size_t>(found - names_.begin()), kKindStyles - 1);
}

Html& style_class(Html& html, std::size_t style) { return html.raw("k").number(style); }

void swatch(Html& html, std::size_t style) {
  html.raw("<svg class=\"swatch\" viewBox=\"-7 -7 14 14\" aria-hidden=\"true\">");
  html.raw("<use href=\"#m").number(style).raw("\" class=\"");
  style_class(html, style).raw("\"/></svg>");
}

void marker(Html& html, double x, double y, std::size_t style, std::string_view label) {
  html.raw("<use href=\"#m").number(style).raw("\" class=\"");
  style_class(html, style).raw("\" x=\"").fixed(x, 1).raw("\" y=\"").fixed(y, 1);
  html.raw("\"><title>").text(label).raw("</title></use>");
}

void marker_shapes(Html& html) {
  html.raw(
      "<svg width=\"0\" height=\"0\" class=\"shapes\" aria-hidden=\"true\"><defs>"
      "<circle id=\"m0\" r=\"4.5\"/>"
      "<rect id=\"m1\" x=\"-4\" y=\"-4\" width=\"8\" height=\"8\"/>"
      "<path id=\"m2\" d=\"M0-5.5 5.5 0 0 5.5-5.5 0z\"/>"
      "<path id=\"m3\" d=\"M0-5.2 5.2 4.2-5.2 4.2z\"/>"
      "<path id=\"m4\" d=\"M0 5.2 5.2-4.2-5.2-4.2z\"/>"
      "<path id=\"m5\" d=\"M-1.7-5h3.4v3.3H5v3.4H1.7V5h-3.4V1.7H-5v-3.4h3.3z\"/>"
      "<path id=\"m6\" d=\"M-5 0-2.5-4.4 2.5-4.4 5 0 2.5 4.4-2.5 4.4z\"/>"
      "<rect id=\"m7\" x=\"-5\" y=\"-2\" width=\"10\" height=\"4\"/>"
      "</defs></svg>\n");
}

void row_labels(Html& html, const Rows& rows, double top) {
  for (std::size_t i = 0; i < rows.rows.size(); ++i) {
    const AccountRow& row = rows.rows[i];
    const double y = top + static_cast<double>(i) * kRowHeight;
    if (i % 2 == 0) {
      html.raw("<rect class=\"band\" x=\"0\" y=\"").fixed(y, 1).raw("\" width=\"");
      html.fixed(kPlotWidth, 0).raw("\" height=\"").fixed(kRowHeight, 0).raw("\"/>");
    }
    html.raw("<text class=\"label\" x=\"").fixed(kGutter - 12, 0).raw("\" y=\"");
    html.fixed(y + kRowHeight - 5, 1).raw("\">");
    html.text(alert::shorten(row.handle.empty() ? row.account : row.handle, kLabelColumns));
    html.raw("<title>").text(row.account).raw("</title></text>");
  }
}

TimeAxis::TimeAxis(EventTime from, EventTime to) : from_(from), to_(to) {
  // A little room at both sides, and a width where everything is of one moment.
  const Duration margin = std::max<Duration>((to - from) / 40, 500ms);
  from_ -= margin;
  to_ += margin;
}

double TimeAxis::x(EventTime time) const {
  const double share =
      static_cast<double>((time - from_).count()) / static_cast<double>((to_ - from_).count());
  return kGutter + share * (kRightEdge - kGutter);
}

void TimeAxis::draw(Html& html, double top, double bottom) const {
  const auto fitting = std::find_if(kSteps.begin(), kSteps.end(), [&](Duration step) {
    return (to_ - from_) / step < static_cast<Duration::rep>(kMostTicks);
  });
  const Duration step = fitting == kSteps.end() ? kSteps.back() : *fitting;
  std::string day;
  for (EventTime at = first_on_grid(from_, step); at <= to_; at += step) {
    html.raw("<path class=\"grid\" d=\"M").fixed(x(at), 1).raw(" ").fixed(top, 1);
    html.raw("V").fixed(bottom, 1).raw("\"/><text class=\"tick\" x=\"").fixed(x(at), 1);
    html.raw("\" y=\"").fixed(bottom + 14, 1).raw("\">").text(tick_label(at, step)).raw("</text>");
    if (step >= 24h || day_of(at) == day) continue;
    day = day_of(at);
    html.raw("<text class=\"tick\" x=\"").fixed(x(at), 1).raw("\" y=\"").fixed(bottom + 28, 1);
    html.raw("\">").text(day).raw("</text>");
  }
}

}  // namespace lockstep::report
