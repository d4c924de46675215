#include "lockstep/normalize/rejection.h"

namespace lockstep::normalize {

std::string_view name(Reason reason) noexcept {
  switch (reason) {
    case Reason::kMalformed:
      return "malformed";
    case Reason::kOversized:
      return "oversized";
    case Reason::kTooDeep:
      return "too_deep";
    case Reason::kUnknownShape:
      return "unknown_shape";
    case Reason::kMissingField:
      return "missing_field";
    case Reason::kBadTime:
      return "bad_time";
    case Reason::kTimeOutOfRange:
      return "time_out_of_range";
    case Reason::kBadId:
      return "bad_id";
    case Reason::kNotAPost:
      return "not_a_post";
  }
  return "unknown";
}

}  // namespace lockstep::normalize
