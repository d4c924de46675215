// The decisions of a live run, from where they were written or from a copy of it.
#pragma once

#include <string>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/runtime/live_io.h"

namespace lockstep::io {

// `where` is kafka://broker:port/topic or a file with one decision a line. kInvalidArgument: what
// is wrong with it, a line that is no decision included.
StatusOr<std::vector<runtime::Decision>> read_decisions(const std::string& where,
                                                        const KafkaConfig& config);

}  // namespace lockstep::io
