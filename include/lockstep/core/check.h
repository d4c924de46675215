// LOCKSTEP_CHECK(condition): a bug stops the program before it becomes an alert. Never reachable
// by input; always on.
#pragma once

namespace lockstep {
[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;
}  // namespace lockstep

#define LOCKSTEP_CHECK(condition)                               \
  do {                                                          \
    if (!(condition)) [[unlikely]]                              \
      ::lockstep::check_failed(#condition, __FILE__, __LINE__); \
  } while (false)
