// Replay: finite inputs through the stateless half (adapt, normalise, trace, on worker threads),
// into the total order, into a consumer; then a report in which every record is accounted for.
//
// Files are finite, so their order does not matter and nothing in them is late: posts are streamed
// optimistically, several inputs merged by time, and at the first inversion the run starts over
// with a sort (in memory up to sequence.sort_memory, beyond it in sorted runs on disk). Standard
// input is a stream: it is ordered within sequence.allowed_lateness, and older posts are late. A
// recorded live run is ordered as it was, by its own decisions (docs/OPERATIONS.md).
//
// The outcome is a function of the set of posts: any shuffle, any split into inputs, any number of
// threads gives the same calls to the consumer.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/config_schema.h"
#include "lockstep/core/trace.h"
#include "lockstep/engine/side_fact.h"
#include "lockstep/normalize/normalizer.h"
#include "lockstep/runtime/live_config.h"
#include "lockstep/runtime/live_io.h"
#include "lockstep/runtime/record.h"
#include "lockstep/signals/signal.h"

namespace lockstep::runtime {

struct SequenceConfig {
  Duration allowed_lateness = std::chrono::seconds{60};
  Duration dedup_horizon = std::chrono::hours{24};
  std::int64_t dedup_entries = 8'000'000;  // bound of the memory of ids
  std::int64_t reorder_bytes = 256 << 20;  // bound of the reorder buffer of a stream
  std::int64_t sort_memory = 512 << 20;    // bytes of posts sorted in memory before runs go to disk
  std::string temp_dir;                    // empty = $TMPDIR or /tmp

  void describe(ConfigVisitor& v);
};

// The deterministic half, seen from here.
class PostConsumer {
 public:
  virtual ~PostConsumer() = default;
  // What can be done to a post before its turn. Of every post, in the same order as on_post(), but
  // ahead of it and possibly on another thread: must not touch what the others use.
  virtual void prepare(TracedPost&) {}
  // Hints that prepare() or on_post() of this post will come soon, if it is no duplicate; each from
  // the thread of what it announces.
  virtual void expect_prepare(const TracedPost&) {}
  virtual void expect(const TracedPost&) {}
  // Posts arrive in the total order, each (platform, post id, part) once within the dedup horizon.
  virtual void on_post(const TracedPost& post) = 0;
  // This takes effect at the edge of `tick`; told before any post.
  virtual void on_fact(EventTime /*tick*/, engine::SideFact /*fact*/) {}
  // A recorded run stands here: no post older will come.
  virtual void on_watermark(EventTime) {}
  // End of a file: one last tick, no timers. End of a stream (`flush`): as if time went on.
  virtual void on_end(bool flush) = 0;
};

struct DeadLetter {
  Coordinates at;
  std::string bytes;  // the original record; empty for its second and later rejections
  normalize::Rejection rejection;
  std::string_view stage;  // read, adapt, normalize
};

// What goes wrong goes somewhere. Called from one thread, in record order per input.
class DeadLetterSink {
 public:
  virtual ~DeadLetterSink() = default;
  virtual void rejected(const DeadLetter&) = 0;
  virtual void late(const TracedPost&) = 0;
  // The run starts over (an inversion was found): forget everything so far.
  virtual void restart() = 0;
};

struct ReplayInput {
  std::string path;             // a file, or "-"
  std::string format = "auto";  // an adapter's name, "auto", or "mapping:FILE"
  std::string platform;         // for formats that do not say
};

// An input that is a partition a live run read.
struct RecordedInput {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t end = 0;  // behind its last record
  Duration lateness{};
};
struct RecordedRun {
  std::vector<RecordedInput> inputs;  // as in ReplayOptions
  std::vector<Decision> decisions;    // the whole log, in order
  SideTopics side;                    // whose records some of them took up
};

struct ReplayOptions {
  std::vector<ReplayInput> inputs;
  std::optional<RecordedRun> recorded;  // execute a live run again, instead of a finite input
  std::vector<engine::SideFact> facts;  // from the first post on
  normalize::NormalizeConfig normalize;
  SequenceConfig sequence;
  unsigned threads = 0;  // 0 = one per core
  // Opens an input; `index` becomes Coordinates::input.
  std::function<StatusOr<std::unique_ptr<RecordSource>>(const ReplayInput&, std::uint32_t index)>
      open;
  // Called now and then from the calling thread, if set; `posts` is what the consumer was given.
  std::function<void(std::uint64_t posts, std::uint64_t bytes_read, std::uint64_t bytes_total)>
      progress;
};

// Double entry: posts_read = posts + duplicates + late + waiting, and every record gave posts or
// rejections.
struct ReplayReport {
  std::uint64_t records = 0;     // raw records read
  std::uint64_t posts_read = 0;  // posts that adapters and normaliser accepted
  std::uint64_t posts = 0;       // what the consumer saw
  std::uint64_t duplicates = 0;
  std::uint64_t late = 0;
  std::uint64_t waiting = 0;  // of a recorded run: not released yet where it stands
  std::uint64_t forced = 0;   // of a stream: released early because the reorder buffer was full
  std::array<std::uint64_t, normalize::kReasonCount> rejected{};
  normalize::NormalizeCounters normalized;
  bool sorted = false;             // the inputs were not in event-time order
  std::uint64_t spilled_runs = 0;  // sorted runs written to disk
  double seconds = 0;
  std::vector<std::string> formats;  // the adapter used for each input
  std::vector<std::string> inputs;   // RecordSource::name() of each input
  std::uint64_t rejected_total() const;
};

// `make_consumer` is called once per attempt: at most twice, see above. The consumer stays the
// caller's; once another is asked for, the one before is not used again.
StatusOr<ReplayReport> replay(const ReplayOptions&, const signals::Registry&,
                              const std::function<PostConsumer&()>& make_consumer, DeadLetterSink&);

}  // namespace lockstep::runtime
