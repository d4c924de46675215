// Event time: when something happened on a platform, in microseconds since 1970-01-01T00:00:00Z.
//
// EventClock has no now(): event time arrives with posts, so nothing behind the sequencer can ask
// what time it is. A std::chrono::system_clock value does not convert to it, which is the point.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep {

struct EventClock {
  using rep = std::int64_t;
  using period = std::micro;
  using duration = std::chrono::microseconds;
  using time_point = std::chrono::time_point<EventClock, duration>;
  static constexpr bool is_steady = true;
};

using EventTime = EventClock::time_point;
using Duration = EventClock::duration;

constexpr EventTime from_micros(std::int64_t us) noexcept { return EventTime{Duration{us}}; }
constexpr std::int64_t to_micros(EventTime t) noexcept { return t.time_since_epoch().count(); }

// Parses RFC 3339, generous to what collectors write: 'T' or space, 0-9 fraction digits (cut to
// microseconds), offset "Z", "+hh:mm", "+hhmm" or none (then UTC). A leap second counts as :59.
// Empty for anything else, including fields out of range.
std::optional<EventTime> parse_rfc3339(std::string_view text) noexcept;

// "Thu Apr 16 09:44:02 +0000 2026", as X's v1.1 archives write it. Month names are English.
std::optional<EventTime> parse_ctime_offset(std::string_view text) noexcept;

// An epoch number in seconds, milliseconds, microseconds or nanoseconds, told apart by magnitude
// (below 1e11: seconds; 1e14: ms; 1e17: us). Empty for NaN, infinities and what does not fit.
std::optional<EventTime> from_epoch_number(double value) noexcept;
std::optional<EventTime> from_epoch_number(std::int64_t value) noexcept;

// "2026-04-16T09:44:02.000Z": always UTC, always milliseconds (STIX wants exactly these).
// Times outside years 0000 to 9999 are clamped to them.
std::string format_rfc3339(EventTime t);

// "90s", "500ms", "5m", "24h", "14d"; empty for anything else.
std::optional<Duration> parse_duration(std::string_view text) noexcept;
// The shortest of those forms that is exact: 60 s prints as "1m".
std::string format_duration(Duration d);

}  // namespace lockstep
