#include <algorithm>
#include <vector>

#include "drawings.h"

namespace lockstep::report {
namespace {

constexpr double kTop = 22, kBottom = 6, kCell = 17.5;

void column_labels(Html& html, std::size_t columns) {
  for (std::size_t i = 0; i < columns; ++i) {
    html.raw("<text class=\"tick\" x=\"")
        .fixed(kGutter + (static_cast<double>(i) + 0.5) * kCell, 1);
    html.raw("\" y=\"14\">").number(i + 1).raw("</text>");
  }
}

// How many listed posts of each row are in the item.
std::vector<std::size_t> posts_by_row(const alert::EvidenceItem& item, const Rows& rows) {
  std::vector<std::size_t> counts(rows.rows.size() + 1);
  for (const auto& post : item.posts) ++counts[rows.of(post.account)];
  counts.pop_back();  // those without a row
  return counts;
}

void column(Html& html, const alert::EvidenceItem& item, std::size_t index, const Rows& rows,
            std::size_t style) {
  const auto counts = posts_by_row(item, rows);
  for (std::size_t row = 0; row < counts.size(); ++row) {
    if (counts[row] == 0) continue;
    html.raw("<rect class=\"");
    style_class(html, style).raw("\" x=\"");
    html.fixed(kGutter + static_cast<double>(index) * kCell + 1, 1).raw("\" y=\"");
    html.fixed(kTop + static_cast<double>(row) * kRowHeight + 1, 1).raw("\" width=\"");
    html.fixed(kCell - 2, 1).raw("\" height=\"").fixed(kRowHeight - 2, 1).raw("\"><title>");
    html.text(fmt::format("{}, E{} ({}): {} listed", rows.rows[row].account, index + 1, item.kind,
                          counts[row]));
    html.raw("</title></rect>");
  }
  html.raw("\n");
}

}  // namespace

void draw_matrix(Html& html, const alert::Alert& alert, const Rows& rows, const Kinds& kinds) {
  if (rows.rows.empty()) return;
  const std::size_t columns = std::min(alert.evidence.size(), kMaxColumns);
  const double height = kTop + static_cast<double>(rows.rows.size()) * kRowHeight + kBottom;
  html.raw("<svg class=\"plot\" role=\"img\" viewBox=\"0 0 ").fixed(kPlotWidth, 0).raw(" ");
  html.fixed(height, 0).raw("\"><title>Accounts by evidence</title><desc>");
  html.number(rows.rows.size()).raw(" accounts, the first ").number(columns);
  html.raw(" items of evidence. A filled cell: the account has a listed post with it.</desc>\n");
  row_labels(html, rows, kTop);
  column_labels(html, columns);
  for (std::size_t i = 0; i < columns; ++i)
    column(html, alert.evidence[i], i, rows, kinds.style_of(alert.evidence[i].kind));
  html.raw("</svg>\n");
}

}  // namespace lockstep::report
