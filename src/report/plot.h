// What the drawings of one campaign share: which accounts are rows, how a kind of evidence looks,
// and how time lies on the horizontal axis.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "html.h"
#include "lockstep/alert/alert.h"

namespace lockstep::report {

// Units of the drawings: CSS pixels at full width.
inline constexpr double kPlotWidth = 960, kGutter = 232, kRightEdge = 948, kRowHeight = 18;
inline constexpr std::size_t kKindStyles = 8;  // colours and shapes; later kinds share the last
inline constexpr std::size_t kMaxRows = 60;

struct AccountRow {
  std::string_view account, handle;  // of the alert
  EventTime first{};                 // of its listed posts
  std::size_t posts = 0;             // listed with some evidence
};

// Accounts with posts listed among the evidence, by their first; at most kMaxRows, those with the
// most posts.
struct Rows {
  std::vector<AccountRow> rows;
  std::size_t left_out = 0;
  // The row of an account, or rows.size().
  std::size_t of(std::string_view account) const;
};
Rows rows_of(const alert::Alert&);

// The kinds of evidence, heaviest first: their place decides colour and shape.
class Kinds {
 public:
  explicit Kinds(const alert::Alert&);
  std::size_t style_of(std::string_view kind) const;
  const std::vector<std::string_view>& names() const { return names_; }

 private:
  std::vector<std::string_view> names_;
};

// " k3": the class of a kind's colour.
Html& style_class(Html&, std::size_t style);
// The shape and colour of a kind, for text and tables.
void swatch(Html&, std::size_t style);
// A point of a kind at (x, y), with a text for who points at it.
void marker(Html&, double x, double y, std::size_t style, std::string_view label);
// The shapes; once a page, before any use of them.
void marker_shapes(Html&);

// Names at the left of the rows, first row centred at `top` + half a row.
void row_labels(Html&, const Rows&, double top);

class TimeAxis {
 public:
  TimeAxis(EventTime from, EventTime to);
  double x(EventTime time) const;
  // Lines from `top` to `bottom` at round times, labelled below: UTC.
  void draw(Html&, double top, double bottom) const;

 private:
  EventTime from_, to_;
};

}  // namespace lockstep::report
