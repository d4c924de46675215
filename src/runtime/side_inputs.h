// SideInputs: what people and other systems say beside the posts (watchlist, verdicts), from its
// topics into the engine. At which tick a record takes effect is a decision, which holds the record
// itself: re-execution needs the log of decisions and nothing else, whatever compaction has
// removed.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "fact_reader.h"
#include "lockstep/engine/engine.h"
#include "lockstep/runtime/live.h"
#include "outbox.h"

namespace lockstep::runtime {

class SideInputs {
 public:
  // Without a source, it only recalls.
  static StatusOr<SideInputs> make(const LiveOptions& options, const signals::Registry& registry,
                                   const LiveStart& start);

  // Facts of the past: others of the decisions are passed over.
  void recall(const std::vector<Decision>& decisions, engine::Engine& engine);
  // What is there by now takes effect at `tick`, the next edge; true if anything did.
  bool take(EventTime tick, engine::Engine& engine, Outbox& outbox);
  // Everything that lay there was taken.
  bool at_end() const;

  std::uint64_t taken() const { return taken_; }
  std::uint64_t refused() const { return refused_; }

 private:
  explicit SideInputs(FactReader reader) : reader_(std::move(reader)) {}
  void consider(std::size_t lane, const RecordView& record, EventTime tick, engine::Engine& engine,
                Outbox& outbox);

  FactReader reader_;
  PartitionedSource* source_ = nullptr;
  std::vector<std::pair<std::string, std::int32_t>> lanes_;
  std::uint64_t taken_ = 0, refused_ = 0;
};

}  // namespace lockstep::runtime
