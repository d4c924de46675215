// One pass over all inputs of a replay: opens them, keeps the pipeline, counts what goes by, and
// passes on dead letters. In which order the posts are then taken is the caller's business.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "inputs.h"
#include "lockstep/runtime/replay.h"
#include "pipeline.h"
#include "relay.h"
#include "stages.h"

namespace lockstep::runtime {

class Pass {
 public:
  static StatusOr<std::unique_ptr<Pass>> start(const ReplayOptions& options,
                                               const signals::Registry& registry,
                                               DeadLetterSink& letters);

  unsigned threads() const { return static_cast<unsigned>(stages_.size()); }  // that parse
  std::uint32_t inputs() const { return static_cast<std::uint32_t>(inputs_.size()); }
  // The next batch of an input, counted and its rejections sent off; null at its end.
  StatusOr<std::unique_ptr<Batch>> take(std::uint32_t input);
  // A batch whose posts are done with; null is allowed.
  void give_back(std::unique_ptr<Batch> batch) { pipeline_->give_back(std::move(batch)); }

  void deliver(TracedPost& post, Relay& relay);
  void drop_late(const TracedPost& post);

  // What the pass counts itself (records, posts read, rejections, late and delivered posts); the
  // rest is for whoever puts the posts in order.
  ReplayReport& counts() { return report_; }
  // The counts with those of the workers; once every input was taken to its end.
  ReplayReport report() const;

 private:
  Pass(const ReplayOptions& options, DeadLetterSink& letters)
      : options_(options), letters_(letters) {}
  void send_rejections(const Batch& batch);
  void show_progress();

  const ReplayOptions& options_;
  DeadLetterSink& letters_;
  std::vector<Input> inputs_;
  std::vector<std::unique_ptr<StatelessStages>> stages_;
  std::unique_ptr<Pipeline> pipeline_;  // stops before what it uses goes
  ReplayReport report_;
  std::vector<std::uint64_t> bytes_read_;  // per input
  std::uint64_t bytes_total_ = 0;          // 0 if one is not known
  std::chrono::steady_clock::time_point last_progress_{};
};

}  // namespace lockstep::runtime
