#include "csv_row.h"

#include <csv.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>

#include "lockstep/core/ascii.h"
#include "lockstep/core/check.h"
#include "post_parts.h"

namespace lockstep::normalize {
namespace {

std::string plain_name(std::string_view cell) {
  const auto first = cell.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  std::string name{cell.substr(first, cell.find_last_not_of(" \t") - first + 1)};
  lower_ascii(name);
  return name;
}

char delimiter_of(std::string_view header) noexcept {
  const auto found = header.find_first_of(",;\t");
  return found == std::string_view::npos ? ',' : header[found];
}

int never(unsigned char) { return 0; }

// libcsv notices an open quote at the end only with both.
constexpr unsigned char kStrict = CSV_STRICT | CSV_STRICT_FINI;

// Back to the start of a row after an error, which libcsv would otherwise repeat for ever.
void reset(csv_parser* parser) noexcept {
  csv_set_opts(parser, 0);
  csv_fini(parser, nullptr, nullptr, nullptr);
  csv_set_opts(parser, kStrict);
}

}  // namespace

void CsvRow::Free::operator()(csv_parser* parser) const noexcept {
  csv_free(parser);
  delete parser;
}

CsvRow::CsvRow(std::string_view header) : parser_{new csv_parser{}} {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (header.substr(0, 3) == kByteOrderMark) header.remove_prefix(3);
  LOCKSTEP_CHECK(csv_init(parser_.get(), kStrict) == 0);
  csv_set_delim(parser_.get(), static_cast<unsigned char>(delimiter_of(header)));
  csv_set_space_func(parser_.get(), never);
  if (!split(header)) return;
  std::size_t begin = 0;
  for (const auto end : ends_) {
    columns_.push_back(plain_name(std::string_view{bytes_}.substr(begin, end - begin)));
    begin = end;
  }
}

std::size_t CsvRow::column(std::string_view name) const noexcept {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  return found == columns_.end() ? kNoColumn : static_cast<std::size_t>(found - columns_.begin());
}

std::string CsvRow::list_of_columns() const {
  if (columns_.empty()) return "no columns";
  std::string list;
  for (const auto& name : columns_) list += (list.empty() ? "" : ", ") + normalize::quoted(name);
  return list;
}

// False if a quote stands where none may, or stays open.
bool CsvRow::split(std::string_view record) {
  bytes_.clear();
  ends_.clear();
  rows_ = 0;
  const auto on_cell = [](void* cell, std::size_t size, void* self) {
    auto& row = *static_cast<CsvRow*>(self);
    if (row.rows_ > 0) return;
    row.bytes_.append(static_cast<const char*>(cell), size);
    row.ends_.push_back(row.bytes_.size());
  };
  const auto on_row = [](int, void* self) { ++static_cast<CsvRow*>(self)->rows_; };
  const auto read = csv_parse(parser_.get(), record.data(), record.size(), on_cell, on_row, this);
  const bool done = read == record.size() && csv_fini(parser_.get(), on_cell, on_row, this) == 0;
  if (!done) {
    ends_.clear();
    reset(parser_.get());
  }
  return done;
}

std::optional<Rejection> CsvRow::read(std::string_view record) {
  if (!simdjson::validate_utf8(record.data(), record.size())) {
    return Rejection{Reason::kMalformed, "CSV: not UTF-8"};
  }
  if (!split(record)) return Rejection{Reason::kMalformed, "CSV: a stray or open quote"};
  if (rows_ != 1)
    return Rejection{Reason::kMalformed, "CSV: " + std::to_string(rows_) + " rows in one record"};
  if (ends_.size() != columns_.size()) {
    return Rejection{Reason::kMalformed, "CSV: " + std::to_string(ends_.size()) + " cells under " +
                                             std::to_string(columns_.size()) + " columns"};
  }
  return std::nullopt;
}

std::string_view CsvRow::operator[](std::size_t column) const noexcept {
  if (column >= ends_.size()) return {};
  const std::size_t begin = column == 0 ? 0 : ends_[column - 1];
  return std::string_view{bytes_}.substr(begin, ends_[column] - begin);
}

std::optional<EventTime> csv_time(std::string_view cell) noexcept {
  if (const auto time = parse_rfc3339(cell)) return time;
  const char* const end = cell.data() + cell.size();
  std::int64_t whole = 0;
  if (const auto [stop, error] = std::from_chars(cell.data(), end, whole);
      error == std::errc{} && stop == end) {
    return from_epoch_number(whole);
  }
  double real = 0;
  if (const auto [stop, error] = std::from_chars(cell.data(), end, real);
      error == std::errc{} && stop == end) {
    return from_epoch_number(real);
  }
  return std::nullopt;
}

}  // namespace lockstep::normalize
