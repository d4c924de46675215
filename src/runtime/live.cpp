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
  LOCKSTEP_ASSIGN(LivePlan plan, plan_start(options.live, start));
  tell_plan(options.live, plan);
  LOCKSTEP_ASSIGN(auto processors, make_processors(options, registry));
  std::vector<std::pair<PartitionId, std::int64_t>> from;
  for (const PartitionPlan& p : plan.partitions) from.emplace_back(p.id, p.from);
  LOCKSTEP_TRY(source.seek(from));
  LOCKSTEP_ASSIGN(auto side, SideInputs::make(options, registry, start));
  LiveLoop loop(options, registry, source, sink, std::move(plan), std::move(side),
                std::move(processors));
  loop.recall(start.decisions);
  if (succession != nullptr) loop.follow(*succession);
  LOCKSTEP_TRY(loop.run());
  return loop.status();
}

}  // namespace lockstep::runtime
