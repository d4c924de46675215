#include "live_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lockstep/sequence/watermark.h"

namespace lockstep::runtime {
namespace {

bool says_start(const Decision& d) {
  return d.kind == DecisionKind::kStart || d.kind == DecisionKind::kJoined;
}

const SnapshotPlace* place_of(const SnapshotLabel* snapshot, const std::string& topic,
                              std::int32_t partition) {
  if (snapshot == nullptr) return nullptr;
  const auto found = std::find_if(
      snapshot->places.begin(), snapshot->places.end(),
      [&](const SnapshotPlace& p) { return p.topic == topic && p.partition == partition; });
  return found == snapshot->places.end() ? nullptr : &*found;
}

// A partition that was never read. Beside others that were, it joins: what is older than their
// watermark is late.
Decision first_decision(const LiveConfig& config, const PartitionState& state,
                        const LivePlan& plan) {
  const bool joins = plan.committed_watermark != sequence::kUnknown;
  Decision d;
  d.kind = joins ? DecisionKind::kJoined : DecisionKind::kStart;
  d.topic = config.topics[state.id.topic].topic;
  d.partition = state.id.partition;
  d.offset = config.start == "end" && !joins ? state.end : state.begin;
  if (joins) d.until = plan.committed_watermark;
  return d;
}

}  // namespace

DecisionLog by_partition(const std::vector<Decision>& decisions) {
  DecisionLog log;
  for (const Decision& d : decisions) log[{d.topic, d.partition}].push_back(d);
  for (auto& [partition, of_it] : log) {
    std::stable_sort(of_it.begin(), of_it.end(), [](const Decision& a, const Decision& b) {
      return a.offset != b.offset ? a.offset < b.offset : a.until < b.until;
    });
  }
  return log;
}

Status check_known(const LiveConfig& config, const std::vector<PartitionId>& known,
                   const std::vector<Decision>& decisions) {
  for (const Decision& d : decisions) {
    const auto topic = std::find_if(config.topics.begin(), config.topics.end(),
                                    [&](const LiveTopic& t) { return t.topic == d.topic; });
    if (!says_start(d) || topic == config.topics.end()) continue;
    const PartitionId id{static_cast<std::uint32_t>(topic - config.topics.begin()), d.partition};
    if (std::find(known.begin(), known.end(), id) == known.end())
      return make_status(StatusCode::kAborted,
                         fmt::format("{}[{}] was added: begin anew", d.topic, d.partition));
  }
  return absl::OkStatus();
}

StatusOr<LivePlan> plan_start(const LiveConfig& config, const LiveStart& start,
                              const SnapshotLabel* snapshot) {
  std::vector<PartitionId> known;
  for (const PartitionState& state : start.partitions) known.push_back(state.id);
  LOCKSTEP_TRY(check_known(config, known, start.decisions));
  LivePlan plan{{}, EventTime::min(), sequence::kUnknown, 0};
  for (const PartitionState& state : start.partitions) {
    if (!state.committed) continue;
    plan.committed_tick = std::max(plan.committed_tick, state.committed->tick);
    plan.committed_watermark = std::max(plan.committed_watermark, state.committed->watermark);
    plan.committed_transaction = std::max(plan.committed_transaction, state.committed->transaction);
  }
  DecisionLog log = by_partition(start.decisions);
  for (const PartitionState& state : start.partitions) {
    const std::string& topic = config.topics[state.id.topic].topic;
    PartitionPlan p;
    p.id = state.id;
    auto& past = log[{topic, state.id.partition}];
    const auto first = std::find_if(past.begin(), past.end(), says_start);
    const auto* place = place_of(snapshot, topic, state.id.partition);
    if (state.committed && (place != nullptr || first != past.end())) {
      p.from = place != nullptr ? place->from : first->offset;
      p.rebuild_to = state.committed->read;
      p.decisions.assign(past.begin(), past.end());
    } else {
      p.new_decision = first_decision(config, state, plan);
      p.from = p.rebuild_to = p.new_decision->offset;
    }
    if (state.end < p.rebuild_to)
      return data_loss(fmt::format(
          "{}[{}] ends at {}, but was read up to {}: was the topic made anew? Choose another group "
          "to begin anew as well",
          topic, state.id.partition, state.end, p.rebuild_to));
    p.missing = std::max<std::int64_t>(0, std::min(state.begin, p.rebuild_to) - p.from);
    p.from = std::max(p.from, state.begin);
    plan.partitions.push_back(std::move(p));
  }
  return plan;
}

Status check_fits(const SnapshotLabel& found, const SnapshotLabel& ours, const LiveConfig& config,
                  const LiveStart& start) {
  if (found.state_format != ours.state_format || found.engine_version != ours.engine_version)
    return invalid_argument(fmt::format("written by another version, {} with state format {:016x}",
                                        found.engine_version, found.state_format));
  if (found.config_sha256 != ours.config_sha256 || found.baseline_sha256 != ours.baseline_sha256)
    return invalid_argument("written under another configuration or baseline");
  if (found.topics != ours.topics || found.decisions_topic != ours.decisions_topic)
    return invalid_argument("of other topics");
  for (const SnapshotPlace& place : found.places) {
    const auto state =
        std::find_if(start.partitions.begin(), start.partitions.end(), [&](const auto& s) {
          return config.topics[s.id.topic].topic == place.topic &&
                 s.id.partition == place.partition;
        });
    const auto name = fmt::format("{}[{}]", place.topic, place.partition);
    if (state == start.partitions.end() || !state->committed)
      return invalid_argument(fmt::format("nothing was committed of {}", name));
    const auto& note = *state->committed;
    if (place.read > note.read || found.watermark > note.watermark || found.tick > note.tick)
      return invalid_argument(fmt::format("ahead of what was committed of {}", name));
  }
  return absl::OkStatus();
}

}  // namespace lockstep::runtime
