// Data files compiled in at build time, so that the program runs without them.
#pragma once

#include <string_view>

namespace lockstep::normalize {

// The bytes of config/tracking_parameters.txt.
std::string_view builtin_tracking_parameters();

}  // namespace lockstep::normalize
