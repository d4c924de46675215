// The third part of LiveLoop: its state as a snapshot.
#include <algorithm>
#include <iterator>

#include "live_loop.h"
#include "lockstep/alert/versions.h"
#include "lockstep/core/state_archive.h"
#include "lockstep/runtime/log.h"

namespace lockstep::runtime {
namespace {

using sequence::kUnknown;

// Snapshots may take a tenth of the time.
constexpr int kRestPerWork = 9;

// What a snapshot knows of a partition, beside its label.
struct LaneState {
  sequence::PartitionWatermark watermark;
  std::int64_t newest_late = -1;

  template <class Archive>
  void archive(Archive& ar) {
    auto& [watermark_, newest_late_] = *this;
    ar(watermark_, newest_late_);
  }
};

// What a snapshot holds beside its label, in this order.
template <class Archive>
void archive_body(Archive& ar, std::vector<LaneState>& lanes, sequence::DuplicateFilter& duplicates,
                  engine::Engine& engine) {
  ar(lanes, duplicates, engine);
}

}  // namespace

// Where the partition's records are read again from: at or before the lowest that is still open.
LiveLoop::Mark LiveLoop::mark_of(Index lane) const {
  const Lane& l = lanes_[lane];
  const auto lowest = l.ledger.lowest(l.position);
  if (lowest == l.position) return {lowest, sequencer_.watermarks().at(lane)};
  return *std::prev(std::upper_bound(l.marks.begin(), l.marks.end(), lowest,
                                     [](std::int64_t at, const Mark& m) { return at < m.offset; }));
}

// Before a batch is taken up.
void LiveLoop::set_mark(Index lane) {
  if (options_.snapshots == nullptr) return;
  Lane& l = lanes_[lane];
  l.marks.push_back({l.position, sequencer_.watermarks().at(lane)});
  const auto lowest = l.ledger.lowest(l.position);
  while (l.marks.size() > 1 && l.marks[1].offset <= lowest) l.marks.pop_front();
}

SnapshotLabel LiveLoop::label() {
  SnapshotLabel label;
  StateShape shape;
  std::vector<LaneState> none;
  archive_body(shape, none, sequencer_.duplicates(), engine_);
  label.state_format = shape.hash();
  label.engine_version = options_.provenance.engine_version;
  label.config_sha256 = options_.provenance.config_sha256;
  label.baseline_sha256 = options_.provenance.baseline_sha256;
  label.decisions_topic = options_.live.decisions_topic;
  label.topics = status_.topics;
  label.watermark = sequencer_.watermarks().service();
  label.tick = committed_grid(label.watermark);
  for (Index i = 0; i < lanes_.size(); ++i) {
    const Lane& l = lanes_[i];
    label.places.push_back(
        {status_.topics[l.id.topic], l.id.partition, mark_of(i).offset, l.position});
  }
  return label;
}

void LiveLoop::resume(const SnapshotLabel& label, StateReader& ar) {
  std::vector<LaneState> states;
  archive_body(ar, states, sequencer_.duplicates(), engine_);
  ar.require(states.size() == label.places.size(), "other partitions than its label says");
  if (!ar.ok()) return;
  frontier_ = label.watermark;
  last_snapshot_ = label.tick;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const SnapshotPlace& place = label.places[i];
    for (Index lane = 0; lane < lanes_.size(); ++lane) {
      Lane& l = lanes_[lane];
      if (status_.topics[l.id.topic] != place.topic || l.id.partition != place.partition) continue;
      sequencer_.resume(lane, states[i].watermark);
      l.newest_late = states[i].newest_late;
      l.taken_before = place.read;
    }
  }
}

void LiveLoop::show_resumed() {
  engine_.versions().for_each([this](const alert::Alert& alert) { showing_.add(alert); });
  showing_.committed(last_snapshot_);
}

// Whether all that the state knows was committed, by this instance just now or by whoever was
// active before.
bool LiveLoop::all_is_committed() const {
  const EventTime service = sequencer_.watermarks().service();
  const bool begun = status_.posts > 0 || frontier_ != kUnknown;
  if (!begun || service == kUnknown || service < frontier_) return false;
  if (!status_.rebuilding) return just_committed_;
  return service <= committed_watermark_ &&
         std::all_of(lanes_.begin(), lanes_.end(), [](const Lane& lane) {
           return lane.position >= lane.taken_before && lane.position <= lane.rebuild_to;
         });
}

void LiveLoop::snapshot_if_due() {
  const bool fresh = all_is_committed();
  just_committed_ = false;
  if (options_.snapshots == nullptr) return;
  if (const auto outcome = options_.snapshots->outcome()) note_snapshot(*outcome);
  const auto now = options_.now();
  if (!fresh || options_.snapshots->busy() || now < next_snapshot_) return;
  const EventTime tick = committed_grid(sequencer_.watermarks().service());
  if (last_snapshot_ == kUnknown || tick - last_snapshot_ >= options_.live.snapshot_every)
    take_snapshot(false);
}

// At the end, so that a planned restart costs nothing.
void LiveLoop::snapshot_at_end() {
  if (options_.snapshots != nullptr && all_is_committed()) take_snapshot(true);
}

void LiveLoop::take_snapshot(bool now) {
  last_snapshot_ = committed_grid(sequencer_.watermarks().service());
  snapshot_begun_ = options_.now();
  std::vector<LaneState> lanes;
  for (Index i = 0; i < lanes_.size(); ++i)
    lanes.push_back({mark_of(i).watermark, lanes_[i].newest_late});
  const auto write = [&](StateWriter& ar) {
    archive_body(ar, lanes, sequencer_.duplicates(), engine_);
  };
  if (now)
    note_snapshot(options_.snapshots->write_now(label(), write));
  else
    options_.snapshots->begin(label(), write);
}

void LiveLoop::note_snapshot(const StateStore::Outcome& outcome) {
  auto& s = status_.snapshots;
  const auto now = options_.now();
  next_snapshot_ = now + kRestPerWork * (now - snapshot_begun_);
  if (!outcome.status.ok()) {
    ++s.failed;
    log(Level::kWarning, "live", "snapshot_failed", {{"reason", message_of(outcome.status)}});
    return;
  }
  ++s.written;
  s.bytes = outcome.bytes;
  s.seconds = outcome.seconds;
  s.pause_seconds = outcome.pause_seconds;
  newest_snapshot_ = snapshot_begun_;
  log(Level::kInfo, "live", "snapshot_written",
      {{"tick", format_rfc3339(last_snapshot_)},
       {"bytes", outcome.bytes},
       {"seconds", outcome.seconds},
       {"pause_seconds", outcome.pause_seconds}});
}

}  // namespace lockstep::runtime
