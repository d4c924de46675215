#include "normalize_loop.h"

#include <algorithm>
#include <utility>

#include "lockstep/runtime/log.h"
#include "lockstep/sequence/watermark.h"

namespace lockstep::runtime {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kBatchRecords = 256;
constexpr std::size_t kMostOutput = 4 << 20;
constexpr auto kGather = 100ms;  // a transaction has its price
constexpr auto kQuiet = 50ms;    // how long to wait for records
constexpr auto kReport = 250ms;
constexpr auto kRetryCommit = 500ms;

std::size_t cost_of(const OutputRecord& record) {
  return record.value.size() + record.headers.front().second.size() + 64;
}

}  // namespace

NormalizeLoop::NormalizeLoop(const LiveOptions& options, const signals::Registry& registry,
                             SharedSource& shared, TransactionalSink& sink, Processors processors)
    : options_(options),
      shared_(shared),
      sink_(sink),
      kinds_(kinds_of(registry)),
      stage_(std::move(processors)),
      letters_(options.live) {
  status_.role = "normalize";
  for (const LiveTopic& topic : options.live.topics) status_.topics.push_back(topic.topic);
  status_.watermark = status_.newest = sequence::kUnknown;
}

Status NormalizeLoop::turn() {
  if (shared_.generation() != generation_) begin_anew();
  const bool fed = feed();
  LOCKSTEP_TRY(lost_);
  const bool wait = !fed || !stage_.has_room();
  bool absorbed = false;
  while (const auto batch = stage_.take(wait && !absorbed)) {
    absorb(*batch);
    absorbed = true;
  }
  LOCKSTEP_TRY(commit_if_due());
  report();
  const bool quiet = !fed && !absorbed && stage_.empty();
  return shared_.wait(quiet ? patience() : 0ms);
}

// Until there is something to do without anything to read.
std::chrono::milliseconds NormalizeLoop::patience() const {
  if (!has_output()) return kQuiet;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(last_commit_ + kGather - options_.now());
  return std::clamp<std::chrono::milliseconds>(left, 0ms, kQuiet);
}

Status NormalizeLoop::finish() {
  if (shared_.generation() != generation_) begin_anew();
  while (const auto batch = stage_.take(true)) absorb(*batch);
  return has_output() ? commit() : absl::OkStatus();
}

// What is not committed is no longer, or not yet, for this instance to say.
void NormalizeLoop::begin_anew() {
  while (stage_.take(true)) {
  }
  records_.clear();
  letters_.clear();
  bytes_ = 0;
  lanes_.clear();
  first_ = 0;
  generation_ = shared_.generation();
  for (const auto& [id, from] : shared_.assigned()) lanes_.push_back({id, from, from, from, 0});
  status_.rebuilding = false;
  log(Level::kInfo, "normalize", "partitions", {{"partitions", lanes_.size()}});
}

// ---- reading

bool NormalizeLoop::feed() {
  if (bytes_ + letters_.bytes() >= kMostOutput) return false;
  bool fed = false;
  for (Index i = 0; i < lanes_.size() && stage_.has_room(); ++i)
    fed = submit(static_cast<Index>((first_ + i) % lanes_.size())) || fed;
  if (!lanes_.empty()) first_ = static_cast<Index>((first_ + 1) % lanes_.size());
  return fed;
}

bool NormalizeLoop::submit(Index index) {
  Lane& lane = lanes_[index];
  auto batch = std::make_unique<LiveBatch>();
  batch->partition = index;
  const auto read = read_batch(shared_.source(), lane.id, options_.live.topics[lane.id.topic],
                               kBatchRecords, *batch);
  if (!read.ok()) {
    if (read.status().code() == StatusCode::kDataLoss) lost_ = read.status();
    return false;
  }
  if (*read == 0) {
    if (lane.in_flight == 0) lane.position = batch->position.next;
    return false;
  }
  ++lane.in_flight;
  stage_.submit(std::move(batch));
  return true;
}

// ---- framing

void NormalizeLoop::absorb(LiveBatch& batch) {
  Lane& lane = lanes_[batch.partition];
  std::size_t post = 0, rejection = 0;
  for (std::size_t i = 0; i < batch.batch.records.size(); ++i)
    take_record(lane, batch, i, post, rejection);
  status_.records += batch.batch.records.size();
  status_.posts += batch.batch.posts.size();
  // With nothing in flight the source may know more: that there is nothing behind the last record.
  const auto position =
      --lane.in_flight == 0 ? shared_.source().position(batch.partition) : batch.position;
  lane.position = position.next;
}

void NormalizeLoop::take_record(Lane& lane, LiveBatch& batch, std::size_t record, std::size_t& post,
                                std::size_t& rejection) {
  const Batch& b = batch.batch;
  const std::int64_t offset = b.records[record].at.offset;
  for (bool first = true;
       rejection < b.rejections.size() && b.rejections[rejection].record == record;
       ++rejection, first = false) {
    const BatchRejection& r = b.rejections[rejection];
    ++status_.rejected[static_cast<std::size_t>(r.rejection.reason)];
    if (first)
      letters_.rejected(lane.id, {OutputKind::kDeadLetter, batch.partition, offset, {}}, r.stage,
                        r.rejection, b.bytes_of(record), batch.envelopes[record]);
  }
  const std::size_t begin = post;
  while (post < b.posts.size() && b.posts[post].post.source.offset == offset) ++post;
  if (begin == post) return;
  const RecordEnvelope& envelope = batch.envelopes[record];
  add_records({status_.topics[lane.id.topic], lane.id.partition, lane.covered, offset,
               b.bytes_of(record), &envelope, &b.normalized[begin], post - begin},
              lane, envelope.time);
  lane.covered = offset + 1;
}

// Under the time of the raw record, so that both are kept as long.
void NormalizeLoop::add_records(const FramedRecord& record, const Lane& lane,
                                std::optional<EventTime> time) {
  const std::size_t begin = records_.size();
  write_frames(kinds_, record, records_);
  for (std::size_t i = begin; i < records_.size(); ++i) {
    records_[i].topic = options_.live.normalized_name(status_.topics[lane.id.topic]);
    records_[i].partition = lane.id.partition;
    records_[i].time = time;
    bytes_ += cost_of(records_[i]);
  }
}

// ---- committing

bool NormalizeLoop::has_output() const {
  return std::any_of(lanes_.begin(), lanes_.end(),
                     [](const Lane& lane) { return lane.position > lane.committed; });
}

Status NormalizeLoop::commit_if_due() {
  const bool due =
      bytes_ + letters_.bytes() >= kMostOutput || options_.now() - last_commit_ >= kGather;
  return due && has_output() ? commit() : absl::OkStatus();
}

Status NormalizeLoop::commit() {
  std::vector<CommittedOffset> offsets;
  for (Lane& lane : lanes_) {
    if (lane.position == lane.committed) continue;
    if (lane.position > lane.covered) {
      records_.push_back(write_place(kinds_, status_.topics[lane.id.topic], lane.id.partition,
                                     lane.covered, lane.position));
      records_.back().topic = options_.live.normalized_name(status_.topics[lane.id.topic]);
      records_.back().partition = lane.id.partition;
      lane.covered = lane.position;
    }
    offsets.push_back({lane.id, lane.position, {}});
  }
  records_.insert(records_.end(), letters_.records().begin(), letters_.records().end());
  const auto begin = options_.now();
  const Status status = sink_.commit(records_, offsets);
  last_commit_ = options_.now();
  status_.output_accepted = status.ok();
  records_.clear();
  letters_.clear();
  bytes_ = 0;
  if (status.ok()) {
    ++status_.transactions;
    status_.commit_seconds.observe(std::chrono::duration<double>(last_commit_ - begin).count());
    for (Lane& lane : lanes_) lane.committed = lane.position;
    return absl::OkStatus();
  }
  ++status_.failed_transactions;
  log(Level::kWarning, "normalize", "commit_failed", {{"reason", message_of(status)}});
  report();
  if (status.code() != StatusCode::kUnavailable) return status;
  shared_.rewind();
  return shared_.wait(kRetryCommit);
}

// ---- showing

void NormalizeLoop::report() {
  const auto now = options_.now();
  if (!options_.observe || now - last_report_ < kReport) return;
  last_report_ = now;
  options_.observe(status());
}

const LiveStatus& NormalizeLoop::status() {
  status_.partitions.clear();
  if (shared_.generation() != generation_) return status_;
  for (Index i = 0; i < lanes_.size(); ++i) {
    const Lane& lane = lanes_[i];
    PartitionStatus p;
    p.topic = lane.id.topic;
    p.partition = lane.id.partition;
    p.lag_records = std::max<std::int64_t>(0, shared_.source().known_end(i) - lane.position);
    p.watermark = sequence::kUnknown;
    status_.partitions.push_back(p);
  }
  return status_;
}

// ---- the role

StatusOr<LiveStatus> run_normalize(const LiveOptions& given, const signals::Registry& registry,
                                   SharedSource& shared, TransactionalSink& sink) {
  LiveOptions options = given;
  if (!options.now) options.now = [] { return std::chrono::steady_clock::now(); };
  LOCKSTEP_TRY(options.live.check());
  LOCKSTEP_ASSIGN(auto processors, make_raw_processors(options, registry, true));
  NormalizeLoop loop(options, registry, shared, sink, std::move(processors));
  while (options.stop == nullptr || !options.stop->load()) LOCKSTEP_TRY(loop.turn());
  LOCKSTEP_TRY(loop.finish());
  return loop.status();
}

}  // namespace lockstep::runtime
