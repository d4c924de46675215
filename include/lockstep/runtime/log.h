// What the service says to its operator: one JSON object a line on standard error.
//
//   log(Level::kInfo, "live", "rebuilt", {{"records", 1200}, {"seconds", 0.8}});
//   {"ts":"2026-04-16T09:44:02.123Z","level":"info","component":"live","event":"rebuilt",...}
//
// Events are fixed words, so that they can be searched for; never post text, never account ids.
// Thread-safe.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace lockstep::runtime {

enum class Level : std::uint8_t { kInfo, kWarning, kError };

struct LogField {
  std::string_view name;
  std::variant<std::int64_t, double, std::string> value;

  template <std::integral T>
  LogField(std::string_view n, T v) : name(n), value(static_cast<std::int64_t>(v)) {}
  LogField(std::string_view n, double v) : name(n), value(v) {}
  LogField(std::string_view n, std::string_view v) : name(n), value(std::string(v)) {}
  LogField(std::string_view n, const std::string& v) : name(n), value(v) {}
  LogField(std::string_view n, const char* v) : name(n), value(std::string(v)) {}
};

void log(Level level, std::string_view component, std::string_view event,
         std::initializer_list<LogField> fields = {});

// Where lines go instead, for tests; null: standard error.
void set_log_writer(void (*writer)(std::string_view line));

}  // namespace lockstep::runtime
