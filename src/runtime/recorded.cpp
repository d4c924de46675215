#include "recorded.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "fact_reader.h"
#include "live_plan.h"

namespace lockstep::runtime {
namespace {

sequence::Sequencer::Options sequencer_options(const RecordedRun& run,
                                               const SequenceConfig& config) {
  sequence::Sequencer::Options out;
  out.dedup_horizon = config.dedup_horizon;
  out.dedup_entries = static_cast<std::size_t>(config.dedup_entries);
  out.reorder_bytes = static_cast<std::size_t>(-1);  // a full buffer is among the decisions
  for (const RecordedInput& input : run.inputs) out.lateness.push_back(input.lateness);
  return out;
}

}  // namespace

Status tell_facts(const RecordedRun& run, const normalize::NormalizeConfig& config,
                  const signals::Registry& registry, PostConsumer& consumer) {
  LOCKSTEP_ASSIGN(auto reader, FactReader::make(run.side, config, registry));
  for (const Decision& d : run.decisions) {
    if (d.kind != DecisionKind::kFact) continue;
    auto facts = reader.read(d);
    if (!facts.ok()) continue;
    for (auto& fact : *facts) consumer.on_fact(d.until, std::move(fact));
  }
  return absl::OkStatus();
}

RecordedDelivery::RecordedDelivery(const RecordedRun& run, const SequenceConfig& config, Pass& pass,
                                   Relay& consumer)
    : recorded_(run), pass_(pass), consumer_(consumer), sequencer_(sequencer_options(run, config)) {
  const auto log = by_partition(run.decisions);
  for (const RecordedInput& input : run.inputs) {
    const auto found = log.find({input.topic, input.partition});
    decisions_.emplace_back();
    if (found != log.end()) decisions_.back().assign(found->second.begin(), found->second.end());
  }
}

Status RecordedDelivery::run() {
  std::vector<Index> open(recorded_.inputs.size());
  std::iota(open.begin(), open.end(), Index{0});
  while (!open.empty()) {
    // The one that is furthest behind, so that the others wait for it outside memory.
    const auto& marks = sequencer_.watermarks();
    const auto next = std::min_element(open.begin(), open.end(),
                                       [&](Index a, Index b) { return marks.of(a) < marks.of(b); });
    const Index lane = *next;
    LOCKSTEP_ASSIGN(auto batch, pass_.take(lane));
    if (batch != nullptr) {
      take(lane, *batch);
    } else {
      obey(lane, recorded_.inputs[lane].end);
      open.erase(next);
    }
    release();
    pass_.give_back(std::move(batch));
  }
  pass_.counts().duplicates = sequencer_.duplicate_posts();
  pass_.counts().waiting = sequencer_.buffer().size() + sequencer_.late_posts();
  consumer_.stand(sequencer_.watermarks().service());
  return absl::OkStatus();
}

void RecordedDelivery::take(Index lane, Batch& batch) {
  for (BatchPost& p : batch.posts) {
    obey(lane, p.post.source.offset);
    sequencer_.push(lane, std::move(p.post), p.trusted_clock);
  }
}

void RecordedDelivery::obey(Index lane, std::int64_t offset) {
  auto& decisions = decisions_[lane];
  for (; !decisions.empty() && decisions.front().offset <= offset; decisions.pop_front())
    if (decisions.front().kind != DecisionKind::kStart)
      sequencer_.force(lane, decisions.front().until);
}

void RecordedDelivery::release() {
  sequencer_.release([this](sequence::Fate fate, TracedPost& post) {
    if (fate == sequence::Fate::kNext) pass_.deliver(post, consumer_);
    if (fate == sequence::Fate::kLate) pass_.drop_late(post);
  });
}

}  // namespace lockstep::runtime
