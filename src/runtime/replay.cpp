#include "lockstep/runtime/replay.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <numeric>
#include <optional>
#include <system_error>
#include <utility>

#include "lockstep/core/check.h"
#include "lockstep/sequence/dedup.h"
#include "lockstep/sequence/reorder.h"
#include "lockstep/sequence/sequencer.h"
#include "lockstep/sequence/sorter.h"
#include "pass.h"
#include "recorded.h"
#include "time_merge.h"

namespace lockstep::runtime {
namespace {

using sequence::DuplicateFilter;

std::size_t as_size(std::int64_t n) {
  return static_cast<std::size_t>(std::max<std::int64_t>(n, 1));
}

// What all ways of ordering have in common: one pass, one consumer.
struct Run {
  const SequenceConfig& config;
  Pass& pass;
  Relay& consumer;
  const RecordedRun* recorded = nullptr;
};

// Hands ordered posts on, each event once.
class Delivery {
 public:
  explicit Delivery(const Run& run)
      : run_(run), duplicates_(run.config.dedup_horizon, as_size(run.config.dedup_entries)) {}

  void operator()(TracedPost& post) {
    if (duplicates_.admit(post))
      run_.pass.deliver(post, run_.consumer);
    else
      ++run_.pass.counts().duplicates;
  }

 private:
  Run run_;
  DuplicateFilter duplicates_;
};

// The posts of one time. Mostly there is just one, which then stays where it is.
class SameTime {
 public:
  // The post must stay where it is until the next add() or release().
  void add(TracedPost* post) {
    if (single_ == nullptr && several_.size() == 0) {
      single_ = post;
      return;
    }
    if (single_ != nullptr) several_.push(std::move(*std::exchange(single_, nullptr)));
    several_.push(std::move(*post));
  }
  void release(Delivery& delivery) {
    if (single_ != nullptr) return delivery(*std::exchange(single_, nullptr));
    several_.release_all(delivery);
  }
  std::size_t bytes() const { return several_.bytes(); }

 private:
  TracedPost* single_ = nullptr;
  sequence::ReorderBuffer several_;
};

// Streams the inputs as they are. False if they are not in time order, or if more posts share one
// time than memory is granted for; then the sort must do it.
StatusOr<bool> deliver_in_order(const Run& run) {
  TimeMerge merge(run.pass);
  Delivery delivery(run);
  SameTime group;
  EventTime newest = EventTime::min();
  for (;;) {
    LOCKSTEP_ASSIGN(TracedPost * post, merge.next());
    if (post == nullptr) break;
    if (post->time < newest) return false;
    run.consumer.expect(*post);
    if (post->time > newest) group.release(delivery);
    newest = post->time;
    group.add(post);
    if (group.bytes() > as_size(run.config.sort_memory)) return false;
  }
  group.release(delivery);
  run.consumer.end(false);
  return true;
}

std::string temp_dir_of(const SequenceConfig& config) {
  if (!config.temp_dir.empty()) return config.temp_dir;
  std::error_code error;
  const auto folder = std::filesystem::temp_directory_path(error);
  return error ? "/tmp" : folder.string();
}

StatusOr<bool> deliver_sorted(const Run& run) {
  sequence::ExternalSorter sorter({as_size(run.config.sort_memory), temp_dir_of(run.config)});
  for (std::uint32_t input = 0; input < run.pass.inputs(); ++input) {
    for (;;) {
      LOCKSTEP_ASSIGN(auto batch, run.pass.take(input));
      if (batch == nullptr) break;
      for (const BatchPost& p : batch->posts) LOCKSTEP_TRY(sorter.add(p.post));
      run.pass.give_back(std::move(batch));
    }
  }
  LOCKSTEP_TRY(sorter.finish());
  Delivery delivery(run);
  for (TracedPost post;;) {
    LOCKSTEP_ASSIGN(const bool more, sorter.next(post));
    if (!more) break;
    delivery(post);
  }
  run.pass.counts().sorted = true;
  run.pass.counts().spilled_runs = sorter.spilled_runs();
  run.consumer.end(false);
  return true;
}

// The input that is furthest behind is read next, so that the others wait for it outside memory.
std::uint32_t furthest_behind(const std::vector<std::uint32_t>& live,
                              const sequence::Watermarks& marks) {
  return *std::min_element(live.begin(), live.end(), [&marks](std::uint32_t a, std::uint32_t b) {
    return marks.of(a) < marks.of(b);
  });
}

// Inputs as streams, each a partition.
StatusOr<bool> deliver_stream(const Run& run) {
  const SequenceConfig& config = run.config;
  sequence::Sequencer sequencer({run.pass.inputs(),
                                 config.allowed_lateness,
                                 config.dedup_horizon,
                                 as_size(config.dedup_entries),
                                 as_size(config.reorder_bytes),
                                 {}});
  const auto hand_on = [&run](sequence::Fate fate, TracedPost& post) {
    if (fate == sequence::Fate::kNext) run.pass.deliver(post, run.consumer);
    if (fate == sequence::Fate::kLate) run.pass.drop_late(post);
  };
  std::vector<std::uint32_t> live(run.pass.inputs());
  std::iota(live.begin(), live.end(), 0U);
  while (!live.empty()) {
    const std::uint32_t input = furthest_behind(live, sequencer.watermarks());
    run.consumer.flush();  // a stream may pause here
    LOCKSTEP_ASSIGN(auto batch, run.pass.take(input));
    if (batch == nullptr) {
      sequencer.end(input);
      live.erase(std::find(live.begin(), live.end(), input));
      sequencer.release(hand_on);
      continue;
    }
    for (BatchPost& p : batch->posts) {
      sequencer.push(input, std::move(p.post), p.trusted_clock);
      sequencer.release(hand_on);
    }
    run.pass.give_back(std::move(batch));
  }
  run.pass.counts().duplicates = sequencer.duplicate_posts();
  run.pass.counts().forced = sequencer.forced();
  run.consumer.end(true);
  return true;
}

StatusOr<bool> deliver_recorded(const Run& run) {
  LOCKSTEP_TRY(RecordedDelivery(*run.recorded, run.config, run.pass, run.consumer).run());
  return true;
}

using MakeConsumer = std::function<PostConsumer&()>;
using Deliver = StatusOr<bool> (*)(const Run&);

// A fresh pass for a fresh consumer. Empty if the order of the inputs let the attempt fail.
StatusOr<std::optional<ReplayReport>> attempt(Deliver deliver, const ReplayOptions& options,
                                              const signals::Registry& registry,
                                              const MakeConsumer& make_consumer,
                                              DeadLetterSink& letters) {
  LOCKSTEP_ASSIGN(const auto pass, Pass::start(options, registry, letters));
  PostConsumer& consumer = make_consumer();
  for (const auto& fact : options.facts) consumer.on_fact(EventTime::min(), fact);
  if (options.recorded)
    LOCKSTEP_TRY(tell_facts(*options.recorded, options.normalize, registry, consumer));
  Relay relay(consumer, pass->threads() > 1);
  LOCKSTEP_ASSIGN(const bool stands, deliver(Run{options.sequence, *pass, relay,
                                                 options.recorded ? &*options.recorded : nullptr}));
  if (!stands) return std::optional<ReplayReport>();
  ReplayReport report = pass->report();
  LOCKSTEP_CHECK(report.posts_read ==
                 report.posts + report.duplicates + report.late + report.waiting);
  return std::optional<ReplayReport>(std::move(report));
}

}  // namespace

void SequenceConfig::describe(ConfigVisitor& v) {
  using namespace std::chrono_literals;
  v.field("allowed_lateness", allowed_lateness, Range<Duration>{0s, 7 * 24h},
          "How much older than the newest post of its partition a post of a stream may be.");
  v.field("dedup_horizon", dedup_horizon, Range<Duration>{0s, 30 * 24h},
          "How long a post is remembered, in event time, so that copies of it are dropped.");
  v.field("dedup_entries", dedup_entries, Range<std::int64_t>{1, 1'000'000'000},
          "Most posts remembered for that, about 60 bytes each.");
  v.field(
      "reorder_bytes", reorder_bytes, Range<std::int64_t>{1 << 20, std::int64_t{1} << 40},
      "Most memory for posts of a stream that wait for their turn; beyond it the oldest go early.");
  v.field("sort_memory", sort_memory, Range<std::int64_t>{1 << 20, std::int64_t{1} << 40},
          "Memory for sorting files; what is over it is sorted on disk.", Effect::kOperation);
  v.field("temp_dir", temp_dir, "Folder for sorting on disk; empty: $TMPDIR, else /tmp.",
          Effect::kOperation);
}

std::uint64_t ReplayReport::rejected_total() const {
  return std::accumulate(rejected.begin(), rejected.end(), std::uint64_t{0});
}

StatusOr<ReplayReport> replay(const ReplayOptions& options, const signals::Registry& registry,
                              const MakeConsumer& make_consumer, DeadLetterSink& letters) {
  const auto begin = std::chrono::steady_clock::now();
  if (options.inputs.empty()) return invalid_argument("no input");
  const bool stream = std::any_of(options.inputs.begin(), options.inputs.end(),
                                  [](const ReplayInput& input) { return input.path == "-"; });
  const Deliver deliver = options.recorded ? deliver_recorded
                          : stream         ? deliver_stream
                                           : deliver_in_order;
  LOCKSTEP_ASSIGN(auto report, attempt(deliver, options, registry, make_consumer, letters));
  if (!report) {
    letters.restart();
    LOCKSTEP_ASSIGN(report, attempt(deliver_sorted, options, registry, make_consumer, letters));
  }
  report->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return *std::move(report);
}

}  // namespace lockstep::runtime
