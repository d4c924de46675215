// Errors of the world (files, brokers, configuration) as values: absl::Status. Bad input data is
// not one of them (normalize/rejection.h), and a bug is a LOCKSTEP_CHECK (core/check.h).
//
// kInvalidArgument: the caller or the configuration is wrong; kNotFound, kPermissionDenied: a file;
// kUnavailable: worth retrying; kDataLoss: what was read is damaged; kInternal: a library failed.
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <string>
#include <string_view>
#include <utility>

namespace lockstep {

using absl::Status;
using absl::StatusCode;
using absl::StatusOr;

// Debian's absl::string_view is its own type, so the conversions live here, once.
inline Status make_status(StatusCode code, std::string_view message) {
  return Status(code, absl::string_view(message.data(), message.size()));
}
inline Status invalid_argument(std::string_view m) {
  return make_status(StatusCode::kInvalidArgument, m);
}
inline Status not_found(std::string_view m) { return make_status(StatusCode::kNotFound, m); }
inline Status unavailable(std::string_view m) { return make_status(StatusCode::kUnavailable, m); }
inline Status data_loss(std::string_view m) { return make_status(StatusCode::kDataLoss, m); }
inline Status internal_error(std::string_view m) { return make_status(StatusCode::kInternal, m); }
inline std::string message_of(const Status& s) { return {s.message().data(), s.message().size()}; }

}  // namespace lockstep

#define LOCKSTEP_CONCAT_INNER(a, b) a##b
#define LOCKSTEP_CONCAT(a, b) LOCKSTEP_CONCAT_INNER(a, b)

// Return the error, if it is one.
#define LOCKSTEP_TRY(expression)                                                            \
  do {                                                                                      \
    if (auto lockstep_status = (expression); !lockstep_status.ok()) return lockstep_status; \
  } while (false)

// LOCKSTEP_ASSIGN(auto x, make_x()): the value, or return the error.
#define LOCKSTEP_ASSIGN(target, expression) \
  LOCKSTEP_ASSIGN_INNER(LOCKSTEP_CONCAT(lockstep_or_, __LINE__), target, expression)
#define LOCKSTEP_ASSIGN_INNER(temporary, target, expression) \
  auto temporary = (expression);                             \
  if (!temporary.ok()) return temporary.status();            \
  target = *std::move(temporary)
