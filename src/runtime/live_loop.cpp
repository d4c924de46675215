#include "live_loop.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "lockstep/core/check.h"

namespace lockstep::runtime {
namespace {

using namespace std::chrono_literals;
using sequence::Fate;
using sequence::kUnknown;

constexpr std::size_t kBatchRecords = 256;
constexpr auto kQuiet = 50ms;  // how long to wait for records

sequence::Sequencer::Options sequencer_options(const LiveOptions& options, const LivePlan& plan) {
  sequence::Sequencer::Options out;
  out.dedup_horizon = options.sequence.dedup_horizon;
  out.dedup_entries = static_cast<std::size_t>(options.sequence.dedup_entries);
  out.reorder_bytes = static_cast<std::size_t>(-1);  // a full buffer is our decision
  for (const PartitionPlan& p : plan.partitions)
    out.lateness.push_back(options.live.topics[p.id.topic].lateness);
  return out;
}

}  // namespace

LiveLoop::LiveLoop(const LiveOptions& options, const signals::Registry& registry,
                   PartitionedSource& source, TransactionalSink& sink, LivePlan plan,
                   SideInputs& side, std::vector<std::unique_ptr<BatchProcessor>> processors)
    : options_(options),
      source_(source),
      sink_(sink),
      committed_tick_(plan.committed_tick),
      committed_watermark_(plan.committed_watermark),
      transaction_(plan.committed_transaction),
      stage_(std::move(processors)),
      sequencer_(sequencer_options(options, plan)),
      engine_(options.engine, registry, options.provenance),
      outbox_(options.live),
      showing_(options.board, options.live),
      side_(side) {
  for (const LiveTopic& topic : options.live.topics) status_.topics.push_back(topic.topic);
  status_.watermark = status_.newest = kUnknown;
  for (PartitionPlan& p : plan.partitions) {
    while (first_of_topic_.size() <= p.id.topic)
      first_of_topic_.push_back(static_cast<Index>(lanes_.size()));
    Lane lane;
    lane.id = p.id;
    lane.position = p.from;
    lane.rebuild_to = lane.known_before = p.rebuild_to;
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
}

Status LiveLoop::run() {
  last_commit_ = newest_snapshot_ = options_.now();
  for (Index i = 0; i < lanes_.size(); ++i) obey(i, lanes_[i].position);
  begin_with_facts();
  while (!stopping()) {
    const bool fed = feed();
    LOCKSTEP_TRY(lost_);
    const bool wait = !fed || !stage_.has_room();
    bool absorbed = false;
    while (const auto batch = stage_.take(wait && !absorbed)) {
      absorb(*batch);
      absorbed = true;
    }
    LOCKSTEP_TRY(lost_);
    release();
    if (succession_ != nullptr) LOCKSTEP_TRY(keep_following());
    if (status_.rebuilding) end_rebuild();
    decide();
    take_facts();
    const bool quiet = !fed && stage_.empty();
    LOCKSTEP_TRY(commit_if_due(quiet));
    snapshot_if_due();
    report();
    if (quiet && !absorbed) source_.wait(kQuiet);
  }
  while (const auto batch = stage_.take(true)) absorb(*batch);
  LOCKSTEP_TRY(lost_);
  release();
  if (status_.rebuilding) end_rebuild();
  if (!status_.rebuilding) LOCKSTEP_TRY(commit());
  snapshot_at_end();
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
         (committed_watermark_ != kUnknown || succession_ != nullptr);
}

// A standby must not see records before it has heard of the decisions about them.
std::size_t LiveLoop::most_to_read(Index lane) const {
  if (succession_ == nullptr) return kBatchRecords;
  const auto left = lanes_[lane].rebuild_to - source_.position(lane).next;
  return std::min(kBatchRecords, static_cast<std::size_t>(left));
}

bool LiveLoop::submit(Index lane) {
  auto batch = std::make_unique<LiveBatch>();
  batch->partition = lane;
  Lane& l = lanes_[lane];
  const auto read =
      read_batch(source_, l.id, options_.live.topics[l.id.topic], most_to_read(lane), *batch);
  if (!read.ok()) {
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
  if (!batch.batch.failure.ok()) lost_ = batch.batch.failure;
  if (!lost_.ok()) return;
  set_mark(batch.partition);
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
    const Origin origin{OutputKind::kDeadLetter, lane, offset, {}};
    if (first && !was_written(origin))
      outbox_.rejected(l.id, origin, r.stage, r.rejection, b.bytes_of(record),
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
  const auto arrival =
      offset < l.taken_before
          ? sequencer_.push_again(lane, std::move(post.post), post.trusted_clock, frontier_)
          : sequencer_.push(lane, std::move(post.post), post.trusted_clock);
  if (arrival == sequence::Arrival::kDone) l.ledger.settle(offset);
  if (arrival != sequence::Arrival::kLate) return;
  LateRecord late{offset, due, {}, {}};
  if (!was_written({OutputKind::kLate, lane, offset, due})) {
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
  sequencer_.release([this](Fate fate, TracedPost& post) { settle(fate, post); });
  const EventTime service = sequencer_.watermarks().service();
  if (service != kUnknown) engine_.advance(service, due_);
  publish();
  if (status_.rebuilding) showing_.committed(std::min(committed_tick_, committed_grid(service)));
  status_.watermark = service;
  status_.detection_seconds += std::chrono::duration<double>(options_.now() - begin).count();
}

void LiveLoop::settle(Fate fate, TracedPost& post) {
  const Index lane = index_of(post.source);
  switch (fate) {
    case Fate::kNext:
      ++status_.posts;
      engine_.give_keys(post);
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
  const Origin origin{OutputKind::kLate, lane, record.offset, record.due};
  if (!was_written(origin) && l.newest_late != record.offset)
    outbox_.late(l.id, origin, post.time, record.bytes, record.envelope);
  l.newest_late = record.offset;
}

void LiveLoop::publish() {
  for (const alert::Alert& alert : due_) {
    showing_.add(alert);
    if (was_written({OutputKind::kAlert, 0, 0, alert.detected_at})) continue;
    if (!outbox_.has_alerts()) oldest_alert_ = options_.now();
    outbox_.alert(alert);
    ++status_.alerts;
  }
  due_.clear();
}

}  // namespace lockstep::runtime
