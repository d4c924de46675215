#include "processors.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "frame_stage.h"
#include "inputs.h"
#include "stages.h"

namespace lockstep::runtime {
namespace {

unsigned threads_of(const LiveConfig& live) {
  const auto threads =
      live.threads > 0 ? static_cast<unsigned>(live.threads) : std::thread::hardware_concurrency();
  return std::max(1U, threads);
}

}  // namespace

StatusOr<Processors> make_raw_processors(const LiveOptions& options,
                                         const signals::Registry& registry, bool keep_normalized) {
  std::vector<Input> inputs;
  for (const LiveTopic& topic : options.live.topics) {
    LOCKSTEP_ASSIGN(Input input, input_of_format(topic.format, topic.platform));
    inputs.push_back(std::move(input));
  }
  Processors processors;
  for (unsigned i = 0; i < threads_of(options.live); ++i) {
    LOCKSTEP_ASSIGN(auto stages, StatelessStages::make(inputs, options.normalize, registry));
    if (keep_normalized) stages->keep_normalized();
    processors.push_back(std::move(stages));
  }
  return processors;
}

Processors make_frame_processors(const LiveOptions& options, const signals::Registry& registry) {
  Processors processors;
  for (unsigned i = 0; i < threads_of(options.live); ++i)
    processors.push_back(std::make_unique<FrameStage>(registry));
  return processors;
}

}  // namespace lockstep::runtime
