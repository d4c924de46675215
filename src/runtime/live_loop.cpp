#include "live_loop.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "lockstep/core/check.h"
#include "lockstep/runtime/log.h"

namespace lockstep::runtime {
namespace {

using namespace std::chrono_literals;
using sequence::Fate;
using sequence::kUnknown;

constexpr std::size_t kBatchRecords = 256;
constexpr auto kQuiet = 50ms;  // how long to wait for records
constexpr auto kIdleCheck = 250ms;
constexpr auto kReport = 250ms;
constexpr auto kGatherAlerts = 100ms;  // under load several ticks share a transaction
constexpr auto kGatherOthers = 1s;
constexpr Duration kFullStep = 1s;  // of event time: what a full buffer lets go at once
constexpr std::size_t kMostOutput = 8 << 20;
constexpr auto kRetryCommit = 500ms;
constexpr auto kRetryCommitAfterStop = 5s;

sequence::Sequencer::Options sequencer_options(const LiveOptions& options, const LivePlan& plan) {
  sequence::Sequencer::Options out;
  out.dedup_horizon = options.sequence.dedup_horizon;
  out.dedup_entries = static_cast<std::size_t>(options.sequence.dedup_entries);
  out.reorder_bytes = static_cast<std::size_t>(-1);  // a full buffer is our decision
  for (const PartitionPlan& p : plan.partitions)
    out.lateness.push_back(options.live.topics[p.id.topic].lateness);
  return out;
}

EventTime grid_floor(EventTime t, Duration step) {
  if (t == kUnknown) return t;
  const auto rest = to_micros(t) % step.count();
  return t - Duration{rest < 0 ? rest + step.count() : rest};
}

double seconds_between(std::chrono::steady_clock::time_point a,
                       std::chrono::steady_clock::time_point b) {
  return std::chrono::duration<double>(b - a).count();
}

}  // namespace

LiveLoop::LiveLoop(const LiveOptions& options, const signals::Registry& registry,
                   PartitionedSource& source, TransactionalSink& sink, LivePlan plan,
                   std::vector<std::unique_ptr<BatchProcessor>> processors)
    : options_(options),
      source_(source),
      sink_(sink),
      committed_tick_(plan.committed_tick),
      committed_watermark_(plan.committed_watermark),
      stage_(std::move(processors)),
      sequencer_(sequencer_options(options, plan)),
      engine_(options.engine, registry, options.provenance),
      outbox_(options.live) {
  for (const LiveTopic& topic : options.live.topics) status_.topics.push_back(topic.topic);
  status_.watermark = status_.newest = kUnknown;
  for (PartitionPlan& p : plan.partitions) {
    while (first_of_topic_.size() <= p.id.topic)
      first_of_topic_.push_back(static_cast<Index>(lanes_.size()));
    Lane lane;
    lane.id = p.id;
    lane.position = p.from;
    lane.rebuild_to = p.rebuild_to;
    lane.decisions = std::move(p.decisions);
    lane.last_record = options_.now();
    lanes_.push_back(std::move(lane));
    if (!p.new_decision) continue;
    outbox_.decision(*p.new_decision);
    if (p.new_decision->kind == DecisionKind::kJoined)
      sequencer_.force(static_cast<Index>(lanes_.size() - 1), p.new_decision->until);
  }
  order_.resize(lanes_.size());
  std::iota(order_.begin(), order_.end(), Index{0});
  for (Index i = 0; i < lanes_.size(); ++i) obey(i, lanes_[i].position);
}

Status LiveLoop::run() {
  last_commit_ = options_.now();
  while (!stopping()) {
    const bool fed = feed();
    LOCKSTEP_TRY(lost_);
    const bool wait = !fed || !stage_.has_room();
    bool absorbed = false;
    while (const auto batch = stage_.take(wait && !absorbed)) {
      absorb(*batch);
      absorbed = true;
    }
    release();
    if (status_.rebuilding) end_rebuild();
    decide();
    const bool quiet = !fed && stage_.empty();
    LOCKSTEP_TRY(commit_if_due(quiet));
    report();
    if (quiet && !absorbed) source_.wait(kQuiet);
  }
  while (const auto batch = stage_.take(true)) absorb(*batch);
  release();
  if (status_.rebuilding) end_rebuild();
  if (!status_.rebuilding) LOCKSTEP_TRY(commit());
  return absl::OkStatus();
}

// ---- reading

// A batch of every partition that has one, those first that hold the others back.
bool LiveLoop::feed() {
  const auto& marks = sequencer_.watermarks();
  std::stable_sort(order_.begin(), order_.end(),
                   [&marks](Index a, Index b) { return marks.of(a) < marks.of(b); });
  bool fed = false;
  for (const Index lane : order_) {
    if (!stage_.has_room()) break;
    if (!must_wait(lane)) fed = submit(lane) || fed;
  }
  return fed;
}

bool LiveLoop::must_wait(Index lane) const {
  const auto& marks = sequencer_.watermarks();
  const auto limit = static_cast<std::size_t>(options_.sequence.reorder_bytes) / 2;
  if (sequencer_.bytes() + late_bytes_ > limit && marks.of(lane) > marks.service()) return true;
  // What is new waits until what is old has been repeated.
  return status_.rebuilding && source_.position(lane).next >= lanes_[lane].rebuild_to &&
         committed_watermark_ != kUnknown;
}

bool LiveLoop::submit(Index lane) {
  auto batch = std::make_unique<LiveBatch>();
  batch->partition = lane;
  Lane& l = lanes_[lane];
  Batch& b = batch->batch;
  b.input = l.id.topic;
  const bool trusted = options_.live.topics[l.id.topic].clock == "record";
  const auto read = source_.read(lane, kBatchRecords, [&](const RecordView& r) {
    b.records.push_back({b.bytes.size(), r.bytes.size(),
                         Coordinates{l.id.topic, l.id.partition, r.offset}, false,
                         trusted ? r.time : std::nullopt});
    b.bytes += r.bytes;
    RecordEnvelope envelope;
    if (r.key) envelope.key = std::string(*r.key);
    if (r.headers != nullptr) envelope.headers = *r.headers;
    batch->envelopes.push_back(std::move(envelope));
  });
  batch->position = source_.position(lane);
  if (!read.ok()) {
    log(Level::kWarning, "live", "read_failed",
        {{"topic", status_.topics[l.id.topic]},
         {"partition", l.id.partition},
         {"reason", message_of(read.status())}});
    if (read.status().code() == StatusCode::kDataLoss) lost_ = read.status();
    return false;
  }
  if (*read == 0) {
    if (l.in_flight == 0) {
      changed_ = changed_ || l.position != batch->position.next;
      l.position = batch->position.next;
      l.at_end = batch->position.at_end;
      obey(lane, l.position);
    }
    return false;
  }
  l.last_record = options_.now();
  l.at_end = l.idle = false;
  ++l.in_flight;
  stage_.submit(std::move(batch));
  return true;
}

// ---- ordering

void LiveLoop::absorb(LiveBatch& batch) {
  Lane& lane = lanes_[batch.partition];
  std::size_t post = 0, rejection = 0;
  for (std::size_t i = 0; i < batch.batch.records.size(); ++i)
    take_record(batch.partition, batch, i, post, rejection);
  status_.records += batch.batch.records.size();
  // With nothing in flight the source may know more: that there is nothing behind the last record.
  const auto position = --lane.in_flight == 0 ? source_.position(batch.partition) : batch.position;
  lane.position = position.next;
  lane.at_end = position.at_end;
  obey(batch.partition, lane.position);
  changed_ = true;
}

void LiveLoop::take_record(Index lane, LiveBatch& batch, std::size_t record, std::size_t& post,
                           std::size_t& rejection) {
  Lane& l = lanes_[lane];
  Batch& b = batch.batch;
  const std::int64_t offset = b.records[record].at.offset;
  obey(lane, offset);
  for (bool first = true;
       rejection < b.rejections.size() && b.rejections[rejection].record == record;
       ++rejection, first = false) {
    const BatchRejection& r = b.rejections[rejection];
    ++status_.rejected[static_cast<std::size_t>(r.rejection.reason)];
    if (first && offset >= l.rebuild_to)
      outbox_.rejected(l.id, offset, r.stage, r.rejection, b.bytes_of(record),
                       batch.envelopes[record]);
  }
  const std::size_t begin = post;
  while (post < b.posts.size() && b.posts[post].post.source.offset == offset) ++post;
  l.ledger.add(offset, static_cast<std::uint32_t>(post - begin));
  for (std::size_t i = begin; i < post; ++i) take_post(lane, batch, record, b.posts[i]);
}

void LiveLoop::take_post(Index lane, LiveBatch& batch, std::size_t record, BatchPost& post) {
  Lane& l = lanes_[lane];
  const std::int64_t offset = batch.batch.records[record].at.offset;
  const EventTime due = sequencer_.watermarks().of(lane);
  status_.newest = std::max(status_.newest, post.post.time);
  if (sequencer_.push(lane, std::move(post.post), post.trusted_clock) == sequence::Arrival::kHeld)
    return;
  LateRecord late{offset, offset < l.rebuild_to && due <= committed_watermark_, {}, {}};
  if (!late.written_before) {
    late.bytes = batch.batch.bytes_of(record);
    late.envelope = batch.envelopes[record];
    late_bytes_ += late.bytes.size();
  }
  l.late.push_back(std::move(late));
}

// Decisions of the past that lie at or before `offset`.
void LiveLoop::obey(Index lane, std::int64_t offset) {
  auto& decisions = lanes_[lane].decisions;
  for (; !decisions.empty() && decisions.front().offset <= offset; decisions.pop_front())
    if (decisions.front().kind != DecisionKind::kStart)
      sequencer_.force(lane, decisions.front().until);
}

void LiveLoop::release() {
  const auto begin = options_.now();
  sequencer_.release([this](Fate fate, const TracedPost& post) { settle(fate, post); });
  const EventTime service = sequencer_.watermarks().service();
  if (service != kUnknown) engine_.advance(service, due_);
  publish();
  status_.watermark = service;
  status_.detection_seconds += seconds_between(begin, options_.now());
}

void LiveLoop::settle(Fate fate, const TracedPost& post) {
  const Index lane = index_of(post.source);
  switch (fate) {
    case Fate::kNext:
      ++status_.posts;
      engine_.on_post(post, due_);
      if (!due_.empty()) publish();
      break;
    case Fate::kDuplicate:
      ++status_.duplicates;
      break;
    case Fate::kLate:
    case Fate::kLateDuplicate:
      judge_late(lane, post, fate == Fate::kLateDuplicate);
      break;
  }
  lanes_[lane].ledger.settle(post.source.offset);
}

// A record with several late posts is given back once.
void LiveLoop::judge_late(Index lane, const TracedPost& post, bool copy) {
  Lane& l = lanes_[lane];
  LOCKSTEP_CHECK(!l.late.empty() && l.late.front().offset == post.source.offset);
  const LateRecord record = std::move(l.late.front());
  l.late.pop_front();
  late_bytes_ -= record.bytes.size();
  if (copy) {
    ++status_.duplicates;
    return;
  }
  ++status_.late;
  if (!record.written_before && l.newest_late != record.offset)
    outbox_.late(l.id, record.offset, post.time, record.bytes, record.envelope);
  l.newest_late = record.offset;
}

void LiveLoop::publish() {
  for (const alert::Alert& alert : due_) {
    if (alert.detected_at <= committed_tick_) continue;
    if (!outbox_.has_alerts()) oldest_alert_ = options_.now();
    outbox_.alert(alert);
    ++status_.alerts;
  }
  due_.clear();
}

// ---- deciding

void LiveLoop::end_rebuild() {
  for (const Lane& lane : lanes_)
    if (lane.position < lane.rebuild_to) return;
  status_.rebuilding = false;
  last_commit_ = options_.now();
  for (Lane& lane : lanes_) lane.last_record = last_commit_;
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
    if (!end.ok()) return;
    if (*end <= lanes_[i].position) force(i, until, DecisionKind::kIdle);
  }
}

void LiveLoop::force(Index lane, EventTime until, DecisionKind kind) {
  if (sequencer_.watermarks().of(lane) >= until) return;
  const Lane& l = lanes_[lane];
  sequencer_.force(lane, until);
  outbox_.decision({kind, status_.topics[l.id.topic], l.id.partition, l.position, until});
  ++status_.decisions;
}

// ---- committing

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
  const EventTime tick = grid_floor(service, options_.engine.tick);
  for (const Lane& lane : lanes_)
    offsets.push_back({lane.id, lane.ledger.lowest(lane.position),
                       encode(CommitNote{tick, service, lane.position})});
  const auto begin = options_.now();
  for (Status status;;) {
    status = sink_.commit(outbox_.records(), offsets);
    status_.output_accepted = status.ok();
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
  status_.commit_seconds.observe(seconds_between(begin, end));
  if (outbox_.has_alerts()) status_.alert_seconds.observe(seconds_between(oldest_alert_, end));
  outbox_.clear();
  changed_ = false;
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
  return status_;
}

}  // namespace lockstep::runtime
