#include <algorithm>
#include <array>

#include "drawings.h"
#include "words.h"

namespace lockstep::report {
namespace {

constexpr double kPanel = 70, kGap = 26, kTop = 20, kAxis = 34;

struct Panel {
  std::string_view title;
  std::uint32_t most;
  std::uint32_t (*value)(const VersionNote&);
};

// A value holds from its version until the next: steps, not slopes.
void steps(Html& html, const Panel& panel, const BookEntry& entry, const TimeAxis& axis,
           double top) {
  const auto y = [&](const VersionNote& n) {
    return top + kPanel * (1 - static_cast<double>(panel.value(n)) / panel.most);
  };
  html.raw("<text class=\"label\" x=\"").fixed(kGutter - 12, 0).raw("\" y=\"").fixed(top + 4, 1);
  html.raw("\">").text(panel.title).raw(", 0 to ").number(panel.most).raw("</text>");
  html.raw("<path class=\"grid\" d=\"M").fixed(kGutter, 0).raw(" ").fixed(top, 1).raw("H");
  html.fixed(kRightEdge, 0).raw("M").fixed(kGutter, 0).raw(" ").fixed(top + kPanel, 1).raw("H");
  html.fixed(kRightEdge, 0).raw("\"/><path class=\"line\" d=\"");
  bool first = true;
  for (const VersionNote& n : entry.history) {
    if (first) {
      html.raw("M").fixed(axis.x(n.detected_at), 1).raw(" ").fixed(y(n), 1);
    } else {
      html.raw("H").fixed(axis.x(n.detected_at), 1).raw("V").fixed(y(n), 1);
    }
    first = false;
  }
  html.raw("\"/>");
  for (const VersionNote& n : entry.history) {
    html.raw("<circle class=\"dot\" r=\"3.5\" cx=\"").fixed(axis.x(n.detected_at), 1);
    html.raw("\" cy=\"").fixed(y(n), 1).raw("\"><title>");
    html.text(fmt::format("v{}, {} UTC: {}", n.version, second_of(n.detected_at), panel.value(n)));
    html.raw("</title></circle>");
  }
  html.raw("\n");
}

}  // namespace

void draw_growth(Html& html, const BookEntry& entry) {
  if (entry.history.size() < 2) return;
  std::uint32_t most = 1;
  EventTime from = EventTime::max(), to = EventTime::min();
  for (const VersionNote& n : entry.history) {
    most = std::max(most, n.account_count);
    from = std::min(from, n.detected_at);
    to = std::max(to, n.detected_at);
  }
  const std::array<Panel, 2> panels{
      {{"accounts", most, [](const VersionNote& n) { return n.account_count; }},
       {"confidence", 100, [](const VersionNote& n) { return n.confidence; }}}};
  const double bottom = kTop + 2 * kPanel + kGap;
  html.raw("<svg class=\"plot\" role=\"img\" viewBox=\"0 0 ").fixed(kPlotWidth, 0).raw(" ");
  html.fixed(bottom + kAxis, 0).raw("\"><title>Growth over the versions</title><desc>");
  html.raw("Accounts and confidence of ").number(entry.history.size());
  html.raw(" versions; the same as the table of versions.</desc>\n");
  const TimeAxis axis(from, to);
  axis.draw(html, kTop, bottom);
  for (std::size_t i = 0; i < panels.size(); ++i)
    steps(html, panels[i], entry, axis, kTop + static_cast<double>(i) * (kPanel + kGap));
  html.raw("</svg>\n");
}

}  // namespace lockstep::report
