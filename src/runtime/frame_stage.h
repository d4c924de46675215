// What is left of the stateless half when normalisers have done it: frames to posts, for one
// worker. A record's bytes become those of the raw record, in place.
#pragma once

#include <cstdint>

#include "frame.h"
#include "pipeline.h"

namespace lockstep::runtime {

class FrameStage final : public BatchProcessor {
 public:
  explicit FrameStage(const signals::Registry& registry)
      : kinds_(kinds_of(registry)), kind_count_(registry.kinds().size()) {}
  // Batch::failure says what is wrong with a frame.
  void process(Batch& batch) override;

 private:
  Status process_record(Batch& batch, BatchRecord& record);
  bool is_sound(const TracedPost& post) const;

  std::uint64_t kinds_;
  std::size_t kind_count_;
  Frame frame_;  // reused
};

}  // namespace lockstep::runtime
