// Snapshots of the live service: a start that finds one reads the log from there, not from its
// first record.
//
// A snapshot holds the engine, the ids of recent posts and where each partition's watermark stood;
// never a post that waits for its turn, since those are read again. It may be used if everything
// that it knows was committed, by the same configuration, version and topics; anything else is
// refused by name, and the next older one is tried, then the log.
//
// Taking one changes nothing and stops nothing: if it cannot be written, the service goes on
// without it and says so.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/core/state_archive.h"
#include "lockstep/core/status.h"
#include "lockstep/core/time.h"

namespace lockstep::runtime {

// Records of a partition from `from` on are read again; those below `read` were taken up before.
struct SnapshotPlace {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t from = 0, read = 0;

  template <class Archive>
  void archive(Archive& ar) {
    auto& [topic_, partition_, from_, read_] = *this;
    ar(topic_, partition_, from_, read_);
  }
};

// What a snapshot is of: all that is needed to say whether it may be used.
struct SnapshotLabel {
  std::uint64_t state_format = 0;
  std::string engine_version, config_sha256, baseline_sha256;
  std::string decisions_topic;      // tells a service from its shadow
  std::vector<std::string> topics;  // as configured, in order
  EventTime tick{}, watermark{};    // of the service: everything older was released or judged late
  std::vector<SnapshotPlace> places;

  template <class Archive>
  void archive(Archive& ar) {
    auto& [format, version, config, baseline, decisions, topics_, tick_, watermark_, places_] =
        *this;
    ar(format, version, config, baseline, decisions, topics_, tick_, watermark_, places_);
  }
};

// Where snapshots are kept; a few of the newest. Used by one thread.
class StateStore {
 public:
  using Write = std::function<void(StateWriter&)>;
  using Read = std::function<void(StateReader&)>;
  struct Found {
    std::string name;
    StatusOr<SnapshotLabel> label;  // or why it cannot be used
  };
  struct Outcome {
    Status status;
    std::uint64_t bytes = 0;
    double seconds = 0;        // until it was safe
    double pause_seconds = 0;  // of these, how long the caller was held up
  };

  virtual ~StateStore() = default;
  // The newest first.
  virtual std::vector<Found> list() = 0;
  // kDataLoss: it is damaged; what was read is then worth nothing.
  virtual Status load(const std::string& name, const Read& read) = 0;
  // Begins to write the state as it is now, and lets the caller go on changing it. `write` runs
  // where the heap must not be touched (see StateWriter). What cannot be begun is an outcome too.
  virtual void begin(const SnapshotLabel& label, const Write& write) = 0;
  virtual bool busy() const = 0;
  // Of what was begun, once, when it is known.
  virtual std::optional<Outcome> outcome() = 0;
  // Writes at once, and gives up what is still being written.
  virtual Outcome write_now(const SnapshotLabel& label, const Write& write) = 0;
};

}  // namespace lockstep::runtime
