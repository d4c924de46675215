// A live run executed again from its topics and its decisions: the way of ordering posts that gives
// what that run gave, late posts and idle partitions included.
#pragma once

#include <deque>
#include <vector>

#include "lockstep/runtime/replay.h"
#include "lockstep/sequence/sequencer.h"
#include "pass.h"
#include "relay.h"

namespace lockstep::runtime {

// What the run took up beside the posts; before any of them.
Status tell_facts(const RecordedRun& run, const normalize::NormalizeConfig& config,
                  const signals::Registry& registry, PostConsumer& consumer);

class RecordedDelivery {
 public:
  // `run` says of each input of the pass which partition it is.
  RecordedDelivery(const RecordedRun& run, const SequenceConfig& config, Pass& pass,
                   Relay& consumer);
  // To the end of all inputs; the consumer then stands where the live run stood.
  Status run();

 private:
  using Index = std::uint32_t;
  void take(Index lane, Batch& batch);
  void obey(Index lane, std::int64_t offset);
  void release();

  const RecordedRun& recorded_;
  Pass& pass_;
  Relay& consumer_;
  std::vector<std::deque<Decision>> decisions_;  // by input, in order of offset, then of time
  sequence::Sequencer sequencer_;
};

}  // namespace lockstep::runtime
