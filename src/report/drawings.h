// The three drawings of a campaign. Each is one inline SVG with a title and a description; all they
// show is in the tables beside them as well.
#pragma once

#include <cstddef>

#include "lockstep/report/alert_book.h"
#include "plot.h"

namespace lockstep::report {

inline constexpr std::size_t kMaxColumns = 40;  // items of evidence in the matrix

// Each listed post as a point: time across, accounts down, its heaviest kind of evidence by colour
// and shape. Where many lie close together, that stretch once more by itself.
void draw_timeline(Html&, const alert::Alert&, const Rows&, const Kinds&);
// Which account has listed posts with which item of evidence.
void draw_matrix(Html&, const alert::Alert&, const Rows&, const Kinds&);
// Accounts and confidence over the versions; nothing if there are fewer than two.
void draw_growth(Html&, const BookEntry&);

}  // namespace lockstep::report
