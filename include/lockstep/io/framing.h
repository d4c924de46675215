// RecordCutter: a stream of bytes into records. What a record is in each layout is the contract of
// file_source.h; this is the machine behind it, without a file.
//
//   lines       one record a line; the common case, one memchr a record
//   documents   JSON values one after another, or the elements of top-level arrays, cut by counting
//               brackets outside strings. A raw line break inside a string is no JSON: the document
//               ends there, which is how one cut-off document spoils only itself.
//   CSV         RFC 4180: a field that starts with a quote may hold line breaks
//
// Bytes between records (blank lines, commas of an array) are skipped; everything else is part of
// some record, so that what is garbage gets rejected and counted by whoever reads it.
// Memory: one block of 128 KiB and the record at hand, at most `max_record_bytes`; independent of
// what the stream holds. The cuts do not depend on how the stream divides its bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/io/byte_stream.h"

namespace lockstep::io {

enum class Layout : std::uint8_t { kLines, kDocuments, kCsv };

// The layout of a file that begins with `beginning`; `all` says whether that is all of it or all
// that may be looked at. Empty: not to be told yet (only if `all` is false).
std::optional<Layout> layout_of(std::string_view beginning, bool all);

// Finds where records begin and end. Fed piece by piece; keeps only its place in the grammar.
class Scanner {
 public:
  explicit Scanner(Layout layout) : layout_(layout) {}
  Layout layout() const noexcept { return layout_; }

  // How many bytes of `in` lie before the next record.
  std::size_t skip(std::string_view in);
  // How many bytes of `in`, which is not empty, belong to the record; `complete` if it ends there.
  std::size_t scan(std::string_view in, bool& complete);
  // Ends the record, if the stream did not.
  void finish();
  // Whether the last record was broken off by a line break inside a JSON string.
  bool broken() const noexcept { return broken_; }

 private:
  std::size_t scan_line(std::string_view in, bool& complete);
  std::size_t scan_csv(std::string_view in, bool& complete);
  std::size_t scan_value(std::string_view in, bool& complete);
  std::size_t scan_string(std::string_view in, std::size_t at);

  Layout layout_;
  // kDocuments
  enum class Value : std::uint8_t { kNone, kContainer, kScalar };
  bool in_array_ = false;  // inside a top-level array
  Value value_ = Value::kNone;
  std::uint64_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
  bool broken_ = false;
  // kCsv
  bool field_start_ = true;
  bool quoted_ = false;
  bool after_quote_ = false;
};

class RecordCutter {
 public:
  RecordCutter(std::unique_ptr<ByteStream> stream, std::size_t max_record_bytes);

  // Looks at the beginning and settles the layout; once, before next().
  Status start();
  Layout layout() const noexcept { return scanner_.layout(); }
  // Overrules start().
  void use(Layout layout) { scanner_ = Scanner(layout); }

  // False at the end. A longer record is cut to max_record_bytes and marked. At an error of the
  // stream the record at hand is given up: where it ends is not known.
  StatusOr<bool> next(std::string& record, bool& oversized);

  const ByteStream& stream() const noexcept { return *stream_; }

 private:
  StatusOr<bool> read_more();
  StatusOr<bool> find_record();
  std::string_view window() const { return {block_.data() + at_, end_ - at_}; }

  std::unique_ptr<ByteStream> stream_;
  std::size_t max_record_bytes_;
  Scanner scanner_{Layout::kLines};
  std::vector<char> block_;
  std::size_t at_ = 0, end_ = 0;
};

}  // namespace lockstep::io
