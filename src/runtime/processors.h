// The workers of the live roles, as many as the configuration says.
#pragma once

#include <memory>
#include <vector>

#include "lockstep/runtime/live.h"
#include "pipeline.h"

namespace lockstep::runtime {

using Processors = std::vector<std::unique_ptr<BatchProcessor>>;

// From raw records; with `keep_normalized` they fill Batch::normalized as well.
StatusOr<Processors> make_raw_processors(const LiveOptions& options,
                                         const signals::Registry& registry, bool keep_normalized);
// From frames.
Processors make_frame_processors(const LiveOptions& options, const signals::Registry& registry);

}  // namespace lockstep::runtime
