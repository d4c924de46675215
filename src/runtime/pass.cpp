#include "pass.h"

#include <algorithm>
#include <numeric>
#include <thread>
#include <utility>

namespace lockstep::runtime {
namespace {

constexpr std::chrono::milliseconds kProgressInterval{100};
constexpr std::uint64_t kPostsPerLook = 1024;  // how often the clock is read

}  // namespace

StatusOr<std::unique_ptr<Pass>> Pass::start(const ReplayOptions& options,
                                            const signals::Registry& registry,
                                            DeadLetterSink& letters) {
  std::unique_ptr<Pass> pass(new Pass(options, letters));
  LOCKSTEP_ASSIGN(pass->inputs_, open_inputs(options));
  const unsigned threads =
      options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  std::vector<BatchProcessor*> processors;
  for (unsigned i = 0; i < threads; ++i) {
    LOCKSTEP_ASSIGN(auto stages, StatelessStages::make(pass->inputs_, options.normalize, registry));
    processors.push_back(stages.get());
    pass->stages_.push_back(std::move(stages));
  }

  std::vector<RecordSource*> sources;
  bool all_known = true;
  for (const Input& input : pass->inputs_) {
    sources.push_back(input.source.get());
    pass->report_.inputs.push_back(input.source->name());
    pass->report_.formats.emplace_back(input.format == nullptr ? "none" : input.format->name);
    pass->bytes_total_ += input.source->bytes_total();
    all_known = all_known && input.source->bytes_total() != 0;
  }
  if (!all_known) pass->bytes_total_ = 0;
  pass->bytes_read_.resize(sources.size());
  const auto limits = PipelineLimits::fit(sources.size(), threads);
  pass->pipeline_ = std::make_unique<Pipeline>(sources, std::move(processors), limits);
  return pass;
}

StatusOr<std::unique_ptr<Batch>> Pass::take(std::uint32_t input) {
  LOCKSTEP_ASSIGN(auto batch, pipeline_->next(input));
  if (batch == nullptr) return batch;
  report_.records += batch->records.size();
  report_.posts_read += batch->posts.size();
  bytes_read_[input] = batch->bytes_read;
  send_rejections(*batch);
  show_progress();
  return batch;
}

// The bytes of a record go with its first rejection only: a record of a thousand bad posts must not
// be written a thousand times.
void Pass::send_rejections(const Batch& batch) {
  std::size_t sent = batch.records.size();  // no record
  for (const BatchRejection& r : batch.rejections) {
    ++report_.rejected[static_cast<std::size_t>(r.rejection.reason)];
    DeadLetter letter{batch.records[r.record].at, {}, r.rejection, r.stage};
    if (r.record != sent) letter.bytes = batch.bytes_of(r.record);
    sent = r.record;
    letters_.rejected(letter);
  }
}

void Pass::deliver(TracedPost& post, Relay& relay) {
  relay.push(post);
  if (++report_.posts % kPostsPerLook == 0) show_progress();
}

void Pass::drop_late(const TracedPost& post) {
  ++report_.late;
  letters_.late(post);
}

void Pass::show_progress() {
  if (!options_.progress) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - last_progress_ < kProgressInterval) return;
  last_progress_ = now;
  options_.progress(report_.posts,
                    std::accumulate(bytes_read_.begin(), bytes_read_.end(), std::uint64_t{0}),
                    bytes_total_);
}

ReplayReport Pass::report() const {
  ReplayReport report = report_;
  for (const auto& stages : stages_) report.normalized += stages->counters();
  return report;
}

}  // namespace lockstep::runtime
