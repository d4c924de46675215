// The stateless half of the program, for one worker: adapt, hash, normalise, trace.
#pragma once

#include <memory>
#include <vector>

#include "inputs.h"
#include "lockstep/normalize/normalizer.h"
#include "lockstep/signals/signal.h"
#include "pipeline.h"

namespace lockstep::runtime {

class StatelessStages final : public BatchProcessor {
 public:
  // Fails if an adapter does not accept its options or a data file cannot be read.
  static StatusOr<std::unique_ptr<StatelessStages>> make(const std::vector<Input>& inputs,
                                                         const normalize::NormalizeConfig& config,
                                                         const signals::Registry& registry);
  void process(Batch& batch) override;
  // From now on Batch::normalized is filled too.
  void keep_normalized() { keeps_normalized_ = true; }
  const normalize::NormalizeCounters& counters() const { return normalizer_->counters(); }

 private:
  explicit StatelessStages(const signals::Registry& registry) : registry_(registry) {}
  void parse_record(Batch& batch, std::size_t record, normalize::Adapter& adapter);
  void name_posts(const Batch& batch);
  void normalize_posts(Batch& batch);
  void trace_posts(Batch& batch);

  static constexpr std::size_t kGroup = 32;  // records
  static constexpr std::size_t kNone = ~std::size_t{0};
  const signals::Registry& registry_;
  std::size_t record_bytes_ = 0;
  bool keeps_normalized_ = false;
  std::vector<std::unique_ptr<normalize::Adapter>> adapters_;  // one an input; null if it is empty
  std::unique_ptr<normalize::Normalizer> normalizer_;
  // Of the records at hand, reused.
  normalize::ParseOutput parsed_;
  std::vector<std::size_t> records_;  // of each post
};

}  // namespace lockstep::runtime
