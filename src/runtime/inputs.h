// The inputs of a replay, opened, and which adapter reads each.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lockstep/normalize/adapter.h"
#include "lockstep/runtime/replay.h"

namespace lockstep::runtime {

struct Input {
  std::unique_ptr<RecordSource> source;
  const normalize::AdapterDef* format = nullptr;  // null: an empty input of no known format
  normalize::AdapterOptions adapter;
};

// kInvalidArgument: a format is unknown, is not the file's, or could not be recognised.
StatusOr<std::vector<Input>> open_inputs(const ReplayOptions& options);

// For records that come without a file around them: the format must be named.
StatusOr<Input> input_of_format(const std::string& format, const std::string& platform);

}  // namespace lockstep::runtime
