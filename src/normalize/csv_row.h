// One CSV record as cells called by the names of a header, read with libcsv (RFC 4180).
//
// Cells keep their blanks, so that ids come out as they went in. The delimiter is the one the
// header uses: comma, semicolon or tab.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/time.h"
#include "lockstep/normalize/rejection.h"

struct csv_parser;

namespace lockstep::normalize {

class CsvRow {
 public:
  static constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);

  // Column names are compared without a byte order mark, surrounding blanks and case.
  explicit CsvRow(std::string_view header);

  // The place of a column, or kNoColumn.
  std::size_t column(std::string_view name) const noexcept;
  std::string list_of_columns() const;  // "'a', 'b'", for an error; "no columns"

  // Makes `record` the current row, or says why it is none: no UTF-8, a stray or open quote,
  // no row or several, another number of cells than the header.
  std::optional<Rejection> read(std::string_view record);
  // A cell of the current row; "" for kNoColumn. Valid until the next read().
  std::string_view operator[](std::size_t column) const noexcept;

 private:
  struct Free {
    void operator()(csv_parser* parser) const noexcept;
  };
  bool split(std::string_view record);

  std::unique_ptr<csv_parser, Free> parser_;
  std::vector<std::string> columns_;
  std::string bytes_;              // of the cells, one after another
  std::vector<std::size_t> ends_;  // where each cell ends in bytes_
  std::size_t rows_ = 0;
};

// Epoch seconds (also "1.6e9" and fractions) or larger epoch units, or RFC 3339.
std::optional<EventTime> csv_time(std::string_view cell) noexcept;

}  // namespace lockstep::normalize
