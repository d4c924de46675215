// What an object is called whose name may not be shown.
#pragma once

#include <string>

#include "lockstep/core/hash.h"

namespace lockstep::alert {

std::string hidden_name(KeyHash object);

}  // namespace lockstep::alert
