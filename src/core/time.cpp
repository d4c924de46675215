#include "lockstep/core/time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace lockstep {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// Reads exactly `digits` decimal digits.
std::optional<int> take_number(std::string_view& text, std::size_t digits) noexcept {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) noexcept {
  for (const char c : any_of) {
    if (text.empty() || text.front() != c) continue;
    text.remove_prefix(1);
    return true;
  }
  return false;
}

struct Civil {
  int year, month, day, hour, minute, second;
};

std::optional<EventTime> to_event_time(const Civil& c, std::int64_t micros,
                                       int offset_minutes) noexcept {
  const std::chrono::year_month_day date{std::chrono::year{c.year},
                                         std::chrono::month{static_cast<unsigned>(c.month)},
                                         std::chrono::day{static_cast<unsigned>(c.day)}};
  if (!date.ok() || c.hour > 23 || c.minute > 59 || c.second > 60) return std::nullopt;
  const std::int64_t day_count = sys_days{date}.time_since_epoch().count();
  const std::int64_t seconds =
      day_count * 86400 + c.hour * 3600 + (c.minute - offset_minutes) * 60 + std::min(c.second, 59);
  return from_micros(seconds * 1'000'000 + micros);
}

// "+hh:mm", "+hhmm" or "+hh", in minutes.
std::optional<int> take_offset(std::string_view& text) noexcept {
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const int sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  const auto hours = take_number(text, 2);
  if (!hours || *hours > 23) return std::nullopt;
  take(text, ":");
  int minutes = 0;
  if (!text.empty()) {
    const auto parsed = take_number(text, 2);
    if (!parsed || *parsed > 59) return std::nullopt;
    minutes = *parsed;
  }
  return sign * (*hours * 60 + minutes);
}

std::optional<Civil> take_time_of_day(std::string_view& text, Civil c) noexcept {
  const auto hour = take_number(text, 2);
  if (!hour || !take(text, ":")) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute) return std::nullopt;
  c.hour = *hour;
  c.minute = *minute;
  c.second = 0;
  if (take(text, ":")) {
    const auto second = take_number(text, 2);
    if (!second) return std::nullopt;
    c.second = *second;
  }
  return c;
}

// ".123456789" to microseconds; zero if there is no fraction, empty if it has no digits.
std::optional<std::int64_t> take_fraction(std::string_view& text) noexcept {
  if (!take(text, ".,")) return 0;
  std::int64_t micros = 0, scale = 100'000;
  std::size_t digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    micros += (text.front() - '0') * scale;
    scale /= 10;
    text.remove_prefix(1);
    ++digits;
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  return micros;
}

}  // namespace

std::optional<EventTime> parse_rfc3339(std::string_view text) noexcept {
  Civil c{};
  const auto year = take_number(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || !take(text, "Tt ")) return std::nullopt;
  c = {*year, *month, *day, 0, 0, 0};
  const auto with_time = take_time_of_day(text, c);
  if (!with_time) return std::nullopt;
  const auto micros = take_fraction(text);
  if (!micros) return std::nullopt;
  int offset = 0;
  if (!text.empty() && !take(text, "Zz")) {
    const auto parsed = take_offset(text);
    if (!parsed) return std::nullopt;
    offset = *parsed;
  }
  if (!text.empty()) return std::nullopt;
  return to_event_time(*with_time, *micros, offset);
}

std::optional<EventTime> parse_ctime_offset(std::string_view text) noexcept {
  static constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 30) return std::nullopt;
  text.remove_prefix(4);  // the weekday says nothing new
  Civil c{};
  for (std::size_t m = 0; m < kMonths.size(); ++m) {
    if (text.substr(0, 3) == kMonths[m]) c.month = static_cast<int>(m) + 1;
  }
  text.remove_prefix(3);
  if (!take(text, " ")) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || !take(text, " ")) return std::nullopt;
  c.day = *day;
  const auto with_time = take_time_of_day(text, c);
  if (!with_time || !take(text, " ")) return std::nullopt;
  auto zone = text.substr(0, 5);
  const auto offset = take_offset(zone);
  if (!offset || !zone.empty()) return std::nullopt;
  text.remove_prefix(5);
  if (!take(text, " ")) return std::nullopt;
  const auto year = take_number(text, 4);
  if (!year) return std::nullopt;
  c = *with_time;
  c.year = *year;
  return to_event_time(c, 0, *offset);
}

std::optional<EventTime> from_epoch_number(double value) noexcept {
  if (!std::isfinite(value)) return std::nullopt;
  const double magnitude = std::fabs(value);
  const double scale = magnitude < 1e11   ? 1e6
                       : magnitude < 1e14 ? 1e3
                       : magnitude < 1e17 ? 1.0
                                          : 1e-3;
  const double micros = std::nearbyint(value * scale);
  if (std::fabs(micros) > 9.0e18) return std::nullopt;
  return from_micros(static_cast<std::int64_t>(micros));
}

std::optional<EventTime> from_epoch_number(std::int64_t value) noexcept {
  if (value == std::numeric_limits<std::int64_t>::min()) return std::nullopt;
  const std::int64_t magnitude = value < 0 ? -value : value;
  if (magnitude < 100'000'000'000) return from_micros(value * 1'000'000);
  if (magnitude < 100'000'000'000'000) return from_micros(value * 1'000);
  if (magnitude < 100'000'000'000'000'000) return from_micros(value);
  return from_micros(value / 1'000);
}

// By hand: it names a key of nearly every post, and fmt would read its format each time.
std::string format_rfc3339(EventTime t) {
  constexpr std::int64_t kFirst = -62'167'219'200'000'000, kLast = 253'402'300'799'999'000;
  const std::int64_t us = std::clamp(to_micros(t), kFirst, kLast);
  const auto day = std::chrono::floor<days>(std::chrono::sys_time<Duration>{Duration{us}});
  const std::chrono::year_month_day date{day};
  const auto ms = static_cast<unsigned>((Duration{us} - day.time_since_epoch()).count() / 1000);
  std::string text = "0000-00-00T00:00:00.000Z";
  const auto put = [&](std::size_t end, unsigned value) {  // its last digit stands before `end`
    for (; value > 0; value /= 10) text[--end] = static_cast<char>('0' + value % 10);
  };
  put(4, static_cast<unsigned>(static_cast<int>(date.year())));
  put(7, static_cast<unsigned>(date.month()));
  put(10, static_cast<unsigned>(date.day()));
  put(13, ms / 3'600'000);
  put(16, ms / 60'000 % 60);
  put(19, ms / 1000 % 60);
  put(23, ms % 1000);
  return text;
}

namespace {
struct Unit {
  std::string_view name;
  std::int64_t micros;
};
constexpr std::array<Unit, 6> kUnits{{{"d", 86'400'000'000},
                                      {"h", 3'600'000'000},
                                      {"m", 60'000'000},
                                      {"s", 1'000'000},
                                      {"ms", 1'000},
                                      {"us", 1}}};
}  // namespace

std::optional<Duration> parse_duration(std::string_view text) noexcept {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value < 0) return std::nullopt;
  const std::string_view unit{end, static_cast<std::size_t>(text.data() + text.size() - end)};
  for (const auto& u : kUnits) {
    if (u.name != unit) continue;
    if (value > std::numeric_limits<std::int64_t>::max() / u.micros) return std::nullopt;
    return Duration{value * u.micros};
  }
  return std::nullopt;
}

std::string format_duration(Duration d) {
  if (d.count() == 0) return "0s";
  for (const auto& u : kUnits) {
    if (d.count() % u.micros == 0) return fmt::format("{}{}", d.count() / u.micros, u.name);
  }
  return fmt::format("{}us", d.count());
}

}  // namespace lockstep
