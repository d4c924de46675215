#include "lockstep/io/framing.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace lockstep::io {
namespace {

constexpr std::size_t kBlockBytes = 128 << 10;
constexpr std::size_t kNone = std::string_view::npos;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// Byte classes, so that the inner loops skip ordinary bytes at one load each.
using ByteSet = std::array<bool, 256>;
constexpr ByteSet set_of(std::string_view bytes) {
  ByteSet set{};
  for (const char c : bytes) set[static_cast<unsigned char>(c)] = true;
  return set;
}
constexpr ByteSet kSpace = set_of(" \t\r\n");
constexpr ByteSet kStringStops = set_of("\"\\\n");
constexpr ByteSet kContainerStops = set_of("\"{}[]");
constexpr ByteSet kScalarStops = set_of("\"{[],\n");

bool in(const ByteSet& set, char c) { return set[static_cast<unsigned char>(c)]; }

std::size_t skip_until(const ByteSet& stops, std::string_view bytes, std::size_t at) {
  while (at < bytes.size() && !in(stops, bytes[at])) ++at;
  return at;
}

std::size_t skip_all(const ByteSet& set, std::string_view bytes, std::size_t at) {
  while (at < bytes.size() && in(set, bytes[at])) ++at;
  return at;
}

std::size_t find(char c, std::string_view bytes, std::size_t from) {
  if (from >= bytes.size()) return kNone;
  const void* p = std::memchr(bytes.data() + from, c, bytes.size() - from);
  return p == nullptr ? kNone
                      : static_cast<std::size_t>(static_cast<const char*>(p) - bytes.data());
}

// The length of the JSON document at the start of `bytes`; kNone if it does not end there.
std::size_t document_length(std::string_view bytes) {
  Scanner scanner(Layout::kDocuments);
  bool complete = false;
  const std::size_t length = scanner.scan(bytes, complete);
  return complete && !scanner.broken() ? length : kNone;
}

bool is_complete_object(std::string_view line) {
  if (line.empty() || line.front() != '{') return false;
  const std::size_t length = document_length(line);
  return length != kNone && skip_all(kSpace, line, length) == line.size();
}

// Whether a line that starts in the first column, behind the first, is an object of its own.
bool has_object_line(std::string_view text) {
  for (std::size_t at = find('\n', text, 0); at != kNone;) {
    const std::size_t end = find('\n', text, ++at);
    if (is_complete_object(text.substr(at, end == kNone ? kNone : end - at))) return true;
    at = end;
  }
  return false;
}

// Spaces at the end of a CSV record belong to its last field; elsewhere they say nothing.
void trim_end(std::string& record, Layout layout) {
  if (layout == Layout::kCsv) {
    if (!record.empty() && record.back() == '\r') record.pop_back();
  } else {
    while (!record.empty() && in(kSpace, record.back())) record.pop_back();
  }
}

}  // namespace

std::optional<Layout> layout_of(std::string_view beginning, bool all) {
  beginning.remove_prefix(skip_all(kSpace, beginning, 0));
  if (beginning.empty()) return all ? std::optional(Layout::kLines) : std::nullopt;
  if (beginning.front() == '[') return Layout::kDocuments;

  const std::size_t line_end = find('\n', beginning, 0);
  if (line_end == kNone && !all) return std::nullopt;
  const std::string_view first_line = beginning.substr(0, line_end);
  if (beginning.front() != '{') {
    if (find(',', first_line, 0) == kNone) return Layout::kLines;
    const std::size_t next_end = find('\n', beginning, line_end == kNone ? kNone : line_end + 1);
    if (next_end == kNone && !all) return std::nullopt;
    // Or the rest of an object whose beginning was cut off.
    return has_object_line(beginning.substr(0, next_end)) ? Layout::kLines : Layout::kCsv;
  }
  if (is_complete_object(first_line)) return Layout::kLines;

  if (document_length(beginning) != kNone) return Layout::kDocuments;
  if (!all) return std::nullopt;
  // No document ends within sight: one long line, or a first line that was cut off.
  return line_end == kNone || has_object_line(beginning) ? Layout::kLines : Layout::kDocuments;
}

std::size_t Scanner::skip(std::string_view in_bytes) {
  if (layout_ == Layout::kLines) return skip_all(kSpace, in_bytes, 0);
  std::size_t at = 0;
  for (; at < in_bytes.size(); ++at) {
    const char c = in_bytes[at];
    if (layout_ == Layout::kCsv) {
      if (c != '\r' && c != '\n') break;
    } else if (c == '[' && !in_array_) {
      in_array_ = true;
    } else if (c == ']' && in_array_) {
      in_array_ = false;
    } else if (c != ',' && !in(kSpace, c)) {
      break;
    }
  }
  return at;
}

std::size_t Scanner::scan(std::string_view in_bytes, bool& complete) {
  complete = false;
  std::size_t length = 0;
  switch (layout_) {
    case Layout::kLines:
      length = scan_line(in_bytes, complete);
      break;
    case Layout::kDocuments:
      length = scan_value(in_bytes, complete);
      break;
    case Layout::kCsv:
      length = scan_csv(in_bytes, complete);
      break;
  }
  if (complete) finish();
  return length;
}

void Scanner::finish() {
  value_ = Value::kNone;
  depth_ = 0;
  in_string_ = escaped_ = false;
  field_start_ = true;
  quoted_ = after_quote_ = false;
}

std::size_t Scanner::scan_line(std::string_view in_bytes, bool& complete) {
  const std::size_t end = find('\n', in_bytes, 0);
  complete = end != kNone;
  return complete ? end : in_bytes.size();
}

std::size_t Scanner::scan_csv(std::string_view in_bytes, bool& complete) {
  std::size_t at = 0;
  std::size_t line_end = find('\n', in_bytes, 0);
  while (at < in_bytes.size()) {
    if (quoted_) {
      const std::size_t quote = find('"', in_bytes, at);
      if (quote == kNone) return in_bytes.size();
      at = quote + 1;
      quoted_ = false;
      after_quote_ = true;
      continue;
    }
    if (std::exchange(after_quote_, false) && in_bytes[at] == '"') {  // doubled: a literal one
      quoted_ = true;
      ++at;
      continue;
    }
    if (line_end != kNone && line_end < at) line_end = find('\n', in_bytes, at);
    const std::size_t end = std::min(line_end, in_bytes.size());
    const std::size_t quote = find('"', in_bytes.substr(0, end), at);
    const std::size_t plain_end = std::min(quote, end);
    if (plain_end > at) field_start_ = in_bytes[plain_end - 1] == ',';
    if (quote == kNone) {
      complete = line_end != kNone;
      return end;
    }
    quoted_ = field_start_;  // elsewhere a quote is an ordinary character
    field_start_ = false;
    at = quote + 1;
  }
  return at;
}

std::size_t Scanner::scan_value(std::string_view in_bytes, bool& complete) {
  std::size_t at = 0;
  if (value_ == Value::kNone) {
    const char first = in_bytes.front();
    value_ = first == '{' || first == '[' ? Value::kContainer : Value::kScalar;
    broken_ = false;
  }
  const bool container = value_ == Value::kContainer;
  while (at < in_bytes.size()) {
    if (in_string_) {
      at = scan_string(in_bytes, at);
      if (broken_) {
        complete = true;
        return at;
      }
      continue;
    }
    at = skip_until(container ? kContainerStops : kScalarStops, in_bytes, at);
    if (at == in_bytes.size()) break;
    const char c = in_bytes[at];
    if (c == '"') {
      in_string_ = true;
    } else if (!container) {
      if (c != ']' || in_array_) {
        complete = true;
        return at;
      }
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (--depth_ == 0) {
      complete = true;
      return at + 1;
    }
    ++at;
  }
  return at;
}

std::size_t Scanner::scan_string(std::string_view in_bytes, std::size_t at) {
  while (at < in_bytes.size()) {
    if (!escaped_) at = skip_until(kStringStops, in_bytes, at);
    if (at == in_bytes.size()) break;
    const char c = in_bytes[at];
    if (c == '\n') {
      broken_ = true;
      break;
    }
    ++at;
    if (std::exchange(escaped_, false)) continue;
    if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
      break;
    }
  }
  return at;
}

RecordCutter::RecordCutter(std::unique_ptr<ByteStream> stream, std::size_t max_record_bytes)
    : stream_(std::move(stream)), max_record_bytes_(max_record_bytes), block_(kBlockBytes) {}

// Adds to the window while nothing of it is consumed, else replaces it.
StatusOr<bool> RecordCutter::read_more() {
  if (at_ == end_) at_ = end_ = 0;
  LOCKSTEP_ASSIGN(const std::size_t n, stream_->read(block_.data() + end_, block_.size() - end_));
  end_ += n;
  return n > 0;
}

Status RecordCutter::start() {
  bool more = true;
  bool mark_seen = false;
  for (;;) {
    if (!mark_seen && (!more || end_ >= kByteOrderMark.size())) {
      mark_seen = true;
      if (window().substr(0, kByteOrderMark.size()) == kByteOrderMark) at_ = kByteOrderMark.size();
    }
    const bool all = !more || end_ == block_.size();
    if (const auto layout = mark_seen ? layout_of(window(), all) : std::nullopt) {
      scanner_ = Scanner(*layout);
      return absl::OkStatus();
    }
    LOCKSTEP_ASSIGN(more, read_more());
  }
}

StatusOr<bool> RecordCutter::find_record() {
  for (;;) {
    at_ += scanner_.skip(window());
    if (at_ < end_) return true;
    LOCKSTEP_ASSIGN(const bool more, read_more());
    if (!more) return false;
  }
}

StatusOr<bool> RecordCutter::next(std::string& record, bool& oversized) {
  record.clear();
  LOCKSTEP_ASSIGN(const bool found, find_record());
  if (!found) return false;
  const std::size_t limit = max_record_bytes_ + 1;  // one more: a carriage return may go yet
  bool dropped = false;
  for (bool complete = false; !complete;) {
    const std::size_t n = scanner_.scan(window(), complete);
    const std::size_t kept = std::min(n, limit - record.size());
    record.append(window().data(), kept);
    dropped = dropped || kept < n;
    at_ += n;
    if (complete) break;
    LOCKSTEP_ASSIGN(const bool more, read_more());
    if (!more) {
      scanner_.finish();
      break;
    }
  }
  if (!dropped) trim_end(record, layout());
  oversized = record.size() > max_record_bytes_;
  if (oversized) record.resize(max_record_bytes_);
  return true;
}

}  // namespace lockstep::io
