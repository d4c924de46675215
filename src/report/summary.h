// summary.md of an evidence package.
#pragma once

#include <cstddef>
#include <string>

#include "lockstep/alert/alert.h"

namespace lockstep::report {

// `records`: raw records in the index.
std::string summary_of(const alert::Alert&, std::size_t records);

}  // namespace lockstep::report
