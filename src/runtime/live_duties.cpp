// The second part of LiveLoop: what is not done for every record. Standing by, deciding,
// committing.
#include <algorithm>

#include "live_loop.h"
#include "lockstep/runtime/log.h"

namespace lockstep::runtime {
namespace {

using namespace std::chrono_literals;
using sequence::kUnknown;

constexpr auto kIdleCheck = 250ms;
constexpr auto kLook = 500ms;  // at what the active instance has committed
constexpr auto kReport = 250ms;
constexpr auto kGatherAlerts = 100ms;  // under load several ticks share a transaction
constexpr auto kGatherOthers = 1s;
constexpr Duration kFullStep = 1s;  // of event time: what a full buffer lets go at once
constexpr std::size_t kMostOutput = 8 << 20;
constexpr auto kFirstFacts = 5s;  // how long to wait for them
constexpr auto kFactsWait = 10ms;
constexpr auto kRetryCommit = 500ms;
constexpr auto kRetryCommitAfterStop = 5s;

EventTime grid_floor(EventTime t, Duration step) {
  if (t == kUnknown) return t;
  const auto rest = to_micros(t) % step.count();
  return t - Duration{rest < 0 ? rest + step.count() : rest};
}

double seconds(std::chrono::steady_clock::duration d) {
  return std::chrono::duration<double>(d).count();
}

}  // namespace

// ---- standing by

void LiveLoop::follow(Succession& succession) {
  succession_ = &succession;
  status_.standby = true;
}

Status LiveLoop::keep_following() {
  // The active one goes on meanwhile: who has what it had at the look before follows closely.
  const bool close = std::all_of(lanes_.begin(), lanes_.end(),
                                 [](const Lane& l) { return l.position >= l.known_before; });
  if (!applied_ && close) {
    applied_ = true;
    showing_.complete();
    log(Level::kInfo, "live", "standing_by", {{"records", status_.records}});
    LOCKSTEP_TRY(succession_->apply());
  }
  const bool ours = succession_->is_our_turn();
  const auto now = options_.now();
  if (!ours && now - last_look_ < kLook) return absl::OkStatus();
  const auto progress = ours ? succession_->take_over() : succession_->look();
  last_look_ = options_.now();
  if (!progress.ok()) {
    log(Level::kWarning, "live", ours ? "take_over_failed" : "look_failed",
        {{"reason", message_of(progress.status())}});
    return progress.status().code() == StatusCode::kUnavailable ? absl::OkStatus()
                                                                : progress.status();
  }
  if (progress->notes.size() != lanes_.size())
    return make_status(StatusCode::kAborted, "the partitions are not what they were: begin anew");
  LOCKSTEP_TRY(check_known(options_.live, ids(), progress->decisions));
  learn(*progress);
  if (!ours) return absl::OkStatus();
  succession_ = nullptr;
  status_.standby = false;
  log(Level::kInfo, "live", "took_over", {{"records_ahead", status_.records}});
  return absl::OkStatus();
}

bool LiveLoop::is_caught_up() const {
  return std::all_of(lanes_.begin(), lanes_.end(),
                     [](const Lane& lane) { return lane.position >= lane.rebuild_to; });
}

std::vector<PartitionId> LiveLoop::ids() const {
  std::vector<PartitionId> ids;
  for (const Lane& lane : lanes_) ids.push_back(lane.id);
  return ids;
}

// What another instance has committed since is not ours to write.
void LiveLoop::learn(const Progress& progress) {
  side_.recall(progress.decisions, engine_);
  for (const auto& [id, note] : progress.notes) {
    Lane& lane = lanes_[first_of_topic_[id.topic] + static_cast<Index>(id.partition)];
    lane.known_before = lane.rebuild_to;
    lane.rebuild_to = std::max(lane.rebuild_to, note.read);
    committed_tick_ = std::max(committed_tick_, note.tick);
    committed_watermark_ = std::max(committed_watermark_, note.watermark);
    transaction_ = std::max(transaction_, note.transaction);
  }
  for (const Decision& d : progress.decisions)
    for (Lane& lane : lanes_)
      if (lane.id.partition == d.partition && status_.topics[lane.id.topic] == d.topic)
        lane.decisions.push_back(d);
  for (Index i = 0; i < lanes_.size(); ++i) obey(i, lanes_[i].position);
  outbox_.forget([this](const Origin& origin) { return was_written(origin); });
}

bool LiveLoop::was_written(const Origin& origin) const {
  switch (origin.kind) {
    case OutputKind::kAlert:
      return origin.time <= committed_tick_;
    case OutputKind::kDeadLetter:
      return origin.offset < lanes_[origin.lane].rebuild_to;
    case OutputKind::kLate:
      return origin.offset < lanes_[origin.lane].rebuild_to && origin.time <= committed_watermark_;
    case OutputKind::kDecision:
      break;
  }
  return false;
}

// ---- deciding

void LiveLoop::end_rebuild() {
  if (succession_ != nullptr) return;
  if (!is_caught_up()) return;
  status_.rebuilding = false;
  showing_.complete();
  last_commit_ = options_.now();
  begin_silence();
  // Only if the log lost its beginning: what was released stays released.
  for (Index i = 0; i < lanes_.size(); ++i)
    if (sequencer_.watermarks().of(i) < committed_watermark_)
      force(i, committed_watermark_, DecisionKind::kJoined);
  log(Level::kInfo, "live", "caught_up_with_past",
      {{"records", status_.records},
       {"posts", status_.posts},
       {"watermark", status_.watermark == kUnknown ? "" : format_rfc3339(status_.watermark)}});
}

void LiveLoop::decide() {
  if (status_.rebuilding) return;
  const auto now = options_.now();
  const auto decisions = status_.decisions;
  if (now - last_idle_check_ >= kIdleCheck) {
    last_idle_check_ = now;
    decide_idle(now);
  }
  if (sequencer_.bytes() + late_bytes_ >
          static_cast<std::size_t>(options_.sequence.reorder_bytes) &&
      sequencer_.buffer().size() > 0) {
    const EventTime until = sequencer_.buffer().oldest() + kFullStep;
    for (Index i = 0; i < lanes_.size(); ++i) force(i, until, DecisionKind::kFull);
  }
  if (status_.decisions != decisions) release();
}

// Partitions that are silent at their end must not hold the others back. They follow them in whole
// ticks, so that a long silence is few decisions.
void LiveLoop::decide_idle(Clock::time_point now) {
  const auto& marks = sequencer_.watermarks();
  EventTime active = EventTime::max(), newest = kUnknown;
  for (Index i = 0; i < lanes_.size(); ++i) {
    Lane& l = lanes_[i];
    l.idle = l.at_end && l.in_flight == 0 && now - l.last_record >= options_.live.idle_timeout;
    newest = std::max(newest, marks.of(i));
    if (!l.idle) active = std::min(active, marks.of(i));
  }
  const EventTime until =
      grid_floor(active == EventTime::max() ? newest : active, options_.engine.tick);
  if (until == kUnknown) return;
  for (Index i = 0; i < lanes_.size(); ++i) {
    if (!lanes_[i].idle || marks.of(i) >= until) continue;
    // Silence proves nothing if the broker is silent too.
    const auto end = source_.end_offset(i);
    if (!end.ok()) return begin_silence();
    if (*end <= lanes_[i].position) force(i, until, DecisionKind::kIdle);
  }
}

// Whoever could not be heard was not silent.
void LiveLoop::begin_silence() {
  for (Lane& lane : lanes_) lane.last_record = options_.now();
}

void LiveLoop::force(Index lane, EventTime until, DecisionKind kind) {
  if (sequencer_.watermarks().of(lane) >= until) return;
  const Lane& l = lanes_[lane];
  sequencer_.force(lane, until);
  outbox_.decision({kind, status_.topics[l.id.topic], l.id.partition, l.position, until});
  ++status_.decisions;
}

// ---- facts of side inputs

// Later than anything released or evaluated.
EventTime LiveLoop::next_edge() const {
  const EventTime service = sequencer_.watermarks().service();
  if (service == kUnknown) return EventTime::min();
  return grid_floor(service, options_.engine.tick) + options_.engine.tick;
}

// A snapshot knows the facts up to its tick, and none that take effect later.
void LiveLoop::recall(std::vector<Decision> decisions) {
  if (frontier_ != kUnknown)
    std::erase_if(decisions, [this](const Decision& d) { return d.until <= last_snapshot_; });
  side_.recall(decisions, engine_);
}

void LiveLoop::take_facts() {
  if (status_.rebuilding || outbox_.bytes() >= kMostOutput) return;
  side_.take(next_edge(), engine_, outbox_);
  status_.facts = side_.taken();
  status_.refused_facts = side_.refused();
}

// Of a group that has never read anything: what is known already holds from the first post on.
void LiveLoop::begin_with_facts() {
  if (committed_watermark_ != kUnknown || succession_ != nullptr) return;
  const auto end = options_.now() + kFirstFacts;
  while (!stopping() && !side_.at_end() && options_.now() < end) {
    side_.take(EventTime::min(), engine_, outbox_);
    source_.wait(kFactsWait);
  }
}

// ---- committing

// The last tick that a watermark has closed.
EventTime LiveLoop::committed_grid(EventTime watermark) const {
  return grid_floor(watermark, options_.engine.tick);
}

Status LiveLoop::commit_if_due(bool quiet) {
  if (status_.rebuilding) return absl::OkStatus();
  const auto since = options_.now() - last_commit_;
  const bool output = !outbox_.records().empty();
  const bool due = (outbox_.has_alerts() && (quiet || since >= kGatherAlerts)) ||
                   (output && since >= kGatherOthers) || outbox_.bytes() >= kMostOutput ||
                   (changed_ && since >= options_.live.commit_interval);
  return due ? commit() : absl::OkStatus();
}

Status LiveLoop::commit() {
  std::vector<CommittedOffset> offsets;
  const EventTime service = sequencer_.watermarks().service();
  const EventTime tick = committed_grid(service);
  ++transaction_;
  for (const Lane& lane : lanes_)
    offsets.push_back({lane.id, lane.ledger.lowest(lane.position),
                       encode(CommitNote{tick, service, lane.position, transaction_})});
  outbox_.tell_exports();
  const auto begin = options_.now();
  bool failed = false;
  for (Status status;; failed = true) {
    status = sink_.commit(outbox_.records(), offsets);
    status_.output_accepted = status.ok();
    status_.trouble = message_of(status);
    if (status.ok()) break;
    ++status_.failed_transactions;
    log(Level::kWarning, "live", "commit_failed", {{"reason", message_of(status)}});
    report();
    if (status.code() != StatusCode::kUnavailable) return status;
    if (stopping() && options_.now() - begin > kRetryCommitAfterStop) return status;
    source_.wait(kRetryCommit);
  }
  const auto end = options_.now();
  ++status_.transactions;
  if (failed) begin_silence();
  status_.commit_seconds.observe(seconds(end - begin));
  if (outbox_.has_alerts()) status_.alert_seconds.observe(seconds(end - oldest_alert_));
  for (const auto& bundle : outbox_.bundles())
    status_.emitted.count(bundle.what.profile, bundle.tier);
  showing_.committed(tick);
  outbox_.clear();
  changed_ = false;
  just_committed_ = true;
  last_commit_ = end;
  return absl::OkStatus();
}

// ---- showing

void LiveLoop::report() {
  const auto now = options_.now();
  if (!options_.observe || now - last_report_ < kReport) return;
  last_report_ = now;
  options_.observe(status());
}

const LiveStatus& LiveLoop::status() {
  status_.partitions.clear();
  for (Index i = 0; i < lanes_.size(); ++i) {
    const Lane& l = lanes_[i];
    status_.partitions.push_back({l.id.topic, l.id.partition,
                                  std::max<std::int64_t>(0, source_.known_end(i) - l.position),
                                  sequencer_.watermarks().of(i), l.idle});
  }
  status_.held_posts = sequencer_.buffer().size();
  status_.held_bytes = sequencer_.bytes() + late_bytes_;
  status_.remembered_ids = sequencer_.duplicates().size();
  status_.engine = engine_.stats();
  status_.shown = showing_.stats();
  status_.snapshots.kept = options_.snapshots != nullptr;
  status_.snapshots.age_seconds = seconds(options_.now() - newest_snapshot_);
  return status_;
}

}  // namespace lockstep::runtime
