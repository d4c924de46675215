#include "lockstep/alert/hidden_name.h"

#include <fmt/format.h>

namespace lockstep::alert {

std::string hidden_name(KeyHash object) { return fmt::format("{:016x}", object); }

}  // namespace lockstep::alert
