// Text on its way to a file, piece by piece, so that it is never whole in memory; and one field of
// a CSV table (RFC 4180).
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "lockstep/core/status.h"

namespace lockstep {

using TextSink = std::function<Status(std::string_view)>;

// Gathers text and hands it on in pieces of about a megabyte. The sink must outlive it, and what
// was gathered since the last flush() is lost with it. Not thread-safe.
class TextPieces {
 public:
  explicit TextPieces(const TextSink& out) : out_(out) {}

  template <class... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(buffer_), format, std::forward<Args>(args)...);
  }
  void append(std::string_view text) { buffer_ += text; }
  Status flush_if_full() { return buffer_.size() < kPiece ? absl::OkStatus() : flush(); }
  Status flush() {
    LOCKSTEP_TRY(out_(buffer_));
    buffer_.clear();
    return absl::OkStatus();
  }

 private:
  static constexpr std::size_t kPiece = 1 << 20;

  const TextSink& out_;
  std::string buffer_;
};

// In quotes, those inside doubled.
std::string csv_quoted(std::string_view text);
// The same where a bare field would be misread.
std::string csv_field(std::string_view text);

}  // namespace lockstep
