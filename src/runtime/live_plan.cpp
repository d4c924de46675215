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

StatusOr<LivePlan> plan_start(const LiveConfig& config, const LiveStart& start) {
  LivePlan plan{{}, EventTime::min(), sequence::kUnknown};
  for (const PartitionState& state : start.partitions) {
    if (!state.committed) continue;
    plan.committed_tick = std::max(plan.committed_tick, state.committed->tick);
    plan.committed_watermark = std::max(plan.committed_watermark, state.committed->watermark);
  }
  DecisionLog log = by_partition(start.decisions);
  for (const PartitionState& state : start.partitions) {
    const std::string& topic = config.topics[state.id.topic].topic;
    PartitionPlan p;
    p.id = state.id;
    auto& past = log[{topic, state.id.partition}];
    const auto first = std::find_if(past.begin(), past.end(), says_start);
    if (state.committed && first != past.end()) {
      p.from = first->offset;
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

}  // namespace lockstep::runtime
