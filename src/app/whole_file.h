// All of a file at once: plain, .gz or .zst, or "-" for standard input.
#pragma once

#include <string>

#include "lockstep/core/status.h"

namespace lockstep::app {

// The errors of io::open_byte_stream(); a folder is kInvalidArgument.
StatusOr<std::string> read_whole(const std::string& path);

}  // namespace lockstep::app
