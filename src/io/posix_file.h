// Errors of system calls in the program's terms.
#pragma once

#include <string_view>

#include "lockstep/core/status.h"

namespace lockstep::io {

// "cannot <doing> <path>: <reason>", with the code that fits errno value `error`.
Status file_error(int error, std::string_view doing, std::string_view path);

// Writes all of `bytes`, however often it takes.
Status write_all(int fd, std::string_view bytes, std::string_view path);

}  // namespace lockstep::io
