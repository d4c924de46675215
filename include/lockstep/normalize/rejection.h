// A record, or one post of it, that could not be used, and why. Bad data is counted and kept in
// the dead-letter output with its origin; it is never an exception and never stops the run.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::normalize {

// Append only: the names are labels of metrics and of dead letters.
enum class Reason : std::uint8_t {
  kMalformed,       // not the syntax of the format (JSON, CSV, UTF-8)
  kOversized,       // record larger than limits.record_bytes
  kTooDeep,         // nested deeper than the parser allows
  kUnknownShape,    // well formed, but not what this adapter reads
  kMissingField,    // a required field is absent or has the wrong type
  kBadTime,         // created_at cannot be read
  kTimeOutOfRange,  // created_at outside time.range
  kBadId,           // an id is empty, longer than 1 KiB or not UTF-8
  kNotAPost,        // a record of the source that carries no post (keep-alive, identity event, ...)
};
inline constexpr std::size_t kReasonCount = 9;

std::string_view name(Reason reason) noexcept;  // "malformed", "oversized", ...

struct Rejection {
  Reason reason = Reason::kMalformed;
  std::string detail;  // what was found and where, e.g. "created_at: 'yesterday'"; no post text
};

}  // namespace lockstep::normalize
