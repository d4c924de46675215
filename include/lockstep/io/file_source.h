// Files and standard input as records: plain, .gz or .zst (told by their first bytes, not by their
// name); JSON Lines, pretty-printed or concatenated JSON documents, one JSON array, or CSV.
//
// JSON: if the first line is a complete value the file is read line by line, and a bad line spoils
// only itself; otherwise documents are cut by counting brackets outside strings, and the elements
// of a top-level array are records of their own. CSV (RFC 4180): records may span lines.
// A record longer than `max_record_bytes` is delivered cut, marked oversized, and the rest of it is
// skipped without being held in memory; so a 64 MiB line costs its limit, not its length.
// Blank lines and a UTF-8 byte order mark are skipped. Record numbers count records, from zero.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "lockstep/core/status.h"
#include "lockstep/runtime/record.h"

namespace lockstep::io {

struct FileSourceOptions {
  std::string path;         // "-" = standard input
  std::uint32_t input = 0;  // becomes Coordinates::input
  std::size_t max_record_bytes = 1 << 20;
  std::optional<normalize::Framing> framing = {};  // empty = told by the first line, see below
};

// kNotFound, kPermissionDenied, or kDataLoss (damaged compression, found at any later next()).
// Which framing: CSV if the first non-blank byte is neither '{' nor '[' and the first line has a
// comma, unless the second is a JSON object; JSON otherwise.
StatusOr<std::unique_ptr<runtime::RecordSource>> open_file_source(const FileSourceOptions&);

}  // namespace lockstep::io
