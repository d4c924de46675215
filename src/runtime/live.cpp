#include "lockstep/runtime/live.h"

#include <algorithm>
#include <utility>

#include "live_loop.h"
#include "live_plan.h"
#include "lockstep/runtime/log.h"
#include "processors.h"

namespace lockstep::runtime {
namespace {

StatusOr<Processors> make_processors(const LiveOptions& options,
                                     const signals::Registry& registry) {
  if (options.live.reads_normalized()) return make_frame_processors(options, registry);
  return make_raw_processors(options, registry, false);
}

void tell_plan(const LiveConfig& config, const LivePlan& plan) {
  std::int64_t repeated = 0;
  for (const PartitionPlan& p : plan.partitions) {
    repeated += std::max<std::int64_t>(0, p.rebuild_to - p.from);
    if (p.missing == 0) continue;
    log(Level::kWarning, "live", "log_lost_its_beginning",
        {{"topic", config.topics[p.id.topic].topic},
         {"partition", p.id.partition},
         {"records", p.missing}});
  }
  log(Level::kInfo, "live", "started",
      {{"topics", config.topics.size()},
       {"partitions", plan.partitions.size()},
       {"records_to_repeat", repeated},
       {"committed_tick",
        plan.committed_tick == EventTime::min() ? "" : format_rfc3339(plan.committed_tick)}});
}

// Where a run begins: what it reads, and the loop that is where that leaves off.
struct Beginning {
  LivePlan plan;
  std::unique_ptr<LiveLoop> loop;
};

struct Ends {
  const signals::Registry& registry;
  PartitionedSource& source;
  TransactionalSink& sink;
  SideInputs& side;
};

StatusOr<Beginning> begin_at(const LiveOptions& options, const Ends& ends, const LiveStart& start,
                             const SnapshotLabel* snapshot) {
  LOCKSTEP_ASSIGN(LivePlan plan, plan_start(options.live, start, snapshot));
  LOCKSTEP_ASSIGN(auto processors, make_processors(options, ends.registry));
  auto loop = std::make_unique<LiveLoop>(options, ends.registry, ends.source, ends.sink, plan,
                                         ends.side, std::move(processors));
  return Beginning{std::move(plan), std::move(loop)};
}

// From the newest snapshot that may be used, else from the first record.
StatusOr<Beginning> begin(const LiveOptions& options, const Ends& ends, const LiveStart& start) {
  LOCKSTEP_ASSIGN(Beginning first, begin_at(options, ends, start, nullptr));
  if (options.snapshots == nullptr) return first;
  const SnapshotLabel ours = first.loop->label();
  for (const auto& found : options.snapshots->list()) {
    Status status = found.label.status();
    if (status.ok()) status = check_fits(*found.label, ours, options.live, start);
    if (status.ok()) {
      LOCKSTEP_ASSIGN(Beginning later, begin_at(options, ends, start, &*found.label));
      status = options.snapshots->load(
          found.name, [&](StateReader& ar) { later.loop->resume(*found.label, ar); });
      if (status.ok()) {
        log(Level::kInfo, "live", "snapshot_read",
            {{"snapshot", found.name}, {"tick", format_rfc3339(found.label->tick)}});
        return later;
      }
    }
    log(Level::kWarning, "live", "snapshot_refused",
        {{"snapshot", found.name}, {"reason", message_of(status)}});
  }
  return first;
}

}  // namespace

void LatencyHistogram::observe(double seconds) {
  for (std::size_t i = 0; i < kBounds.size(); ++i)
    if (seconds <= kBounds[i]) ++at_most[i];
  ++count;
  sum += seconds;
}

StatusOr<LiveStatus> run_live(const LiveOptions& given, const signals::Registry& registry,
                              PartitionedSource& source, TransactionalSink& sink,
                              const LiveStart& start, Succession* succession) {
  LiveOptions options = given;
  if (!options.now) options.now = [] { return std::chrono::steady_clock::now(); };
  LOCKSTEP_TRY(options.live.check());
  LOCKSTEP_ASSIGN(SideInputs side, SideInputs::make(options, registry, start));
  if (options.board != nullptr) options.board->clear();
  LOCKSTEP_ASSIGN(const Beginning at, begin(options, {registry, source, sink, side}, start));
  tell_plan(options.live, at.plan);
  at.loop->show_resumed();
  std::vector<std::pair<PartitionId, std::int64_t>> from;
  for (const PartitionPlan& p : at.plan.partitions) from.emplace_back(p.id, p.from);
  LOCKSTEP_TRY(source.seek(from));
  at.loop->recall(start.decisions);
  if (succession != nullptr) at.loop->follow(*succession);
  LOCKSTEP_TRY(at.loop->run());
  return at.loop->status();
}

}  // namespace lockstep::runtime
