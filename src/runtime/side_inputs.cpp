#include "side_inputs.h"

#include <algorithm>

#include "lockstep/runtime/log.h"

namespace lockstep::runtime {
namespace {

constexpr std::size_t kMostAtOnce = 256;  // of a partition

// Where to go on reading: behind what was decided about.
std::int64_t next_offset(const SidePartition& side, const std::vector<Decision>& decisions) {
  std::int64_t next = side.begin;
  for (const Decision& d : decisions)
    if (d.kind == DecisionKind::kFact && d.topic == side.topic && d.partition == side.partition)
      next = std::max(next, d.offset + 1);
  return next;
}

}  // namespace

StatusOr<SideInputs> SideInputs::make(const LiveOptions& options, const signals::Registry& registry,
                                      const LiveStart& start) {
  LOCKSTEP_ASSIGN(auto reader,
                  FactReader::make(options.live.side_topics(), options.normalize, registry));
  SideInputs self(std::move(reader));
  if (options.side == nullptr) return self;
  self.source_ = options.side;
  std::vector<std::pair<PartitionId, std::int64_t>> from;
  for (const SidePartition& side : start.side) {
    self.lanes_.emplace_back(side.topic, side.partition);
    from.emplace_back(side.id, next_offset(side, start.decisions));
  }
  LOCKSTEP_TRY(self.source_->seek(from));
  return self;
}

void SideInputs::recall(const std::vector<Decision>& decisions, engine::Engine& engine) {
  for (const Decision& d : decisions) {
    if (d.kind != DecisionKind::kFact) continue;
    auto facts = reader_.read(d);
    if (!facts.ok()) continue;
    for (auto& fact : *facts) engine.take_fact(d.until, std::move(fact));
  }
}

bool SideInputs::take(EventTime tick, engine::Engine& engine, Outbox& outbox) {
  const auto before = taken_;
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    const auto read = source_->read(
        static_cast<PartitionedSource::Partition>(lane), kMostAtOnce,
        [&](const RecordView& record) { consider(lane, record, tick, engine, outbox); });
    if (!read.ok())
      log(Level::kWarning, "live", "side_input_failed",
          {{"topic", lanes_[lane].first}, {"reason", message_of(read.status())}});
  }
  return taken_ != before;
}

void SideInputs::consider(std::size_t lane, const RecordView& record, EventTime tick,
                          engine::Engine& engine, Outbox& outbox) {
  const auto& [topic, partition] = lanes_[lane];
  Decision d{DecisionKind::kFact, topic, partition, record.offset, tick};
  d.key = record.key.value_or("");
  if (record.bytes.data() != nullptr) d.value = std::string(record.bytes);
  // As it will be read again: what the log cannot hold must not count now.
  const auto logged = decode_decision(encode(d));
  StatusOr<std::vector<engine::SideFact>> facts = invalid_argument("it cannot be written down");
  if (logged) facts = reader_.read(*logged);
  if (!facts.ok()) {
    ++refused_;
    log(Level::kWarning, "live", "fact_refused",
        {{"topic", topic},
         {"partition", partition},
         {"offset", record.offset},
         {"reason", message_of(facts.status())}});
    return;
  }
  for (auto& fact : *facts) engine.take_fact(tick, std::move(fact));
  outbox.decision(d);
  ++taken_;
}

bool SideInputs::at_end() const {
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane)
    if (!source_->position(static_cast<PartitionedSource::Partition>(lane)).at_end) return false;
  return true;
}

}  // namespace lockstep::runtime
