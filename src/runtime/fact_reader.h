// FactReader: records of side inputs to facts. Contracts in docs/OPERATIONS.md, "Side inputs".
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/engine/side_fact.h"
#include "lockstep/normalize/adapter.h"
#include "lockstep/normalize/normalizer.h"
#include "lockstep/runtime/live_config.h"
#include "lockstep/runtime/live_io.h"
#include "lockstep/signals/signal.h"

namespace lockstep::runtime {

class FactReader {
 public:
  static StatusOr<FactReader> make(SideTopics topics, const normalize::NormalizeConfig& config,
                                   const signals::Registry& registry);
  // Of a decision to take a record up; in the record's order. kInvalidArgument: what is wrong with
  // the record.
  StatusOr<std::vector<engine::SideFact>> read(const Decision& decision);

 private:
  FactReader(SideTopics topics, std::unique_ptr<normalize::Adapter> canonical,
             std::unique_ptr<normalize::Normalizer> normalizer, const signals::Registry& registry)
      : topics_(std::move(topics)),
        canonical_(std::move(canonical)),
        normalizer_(std::move(normalizer)),
        registry_(&registry) {}
  StatusOr<std::vector<engine::SideFact>> read_feedback(const Decision& decision);
  StatusOr<engine::SideFact> read_watch(const Decision& decision);
  Status find_keys(assess::Indicator& indicator);
  StatusOr<engine::SideFact> read_site(const Decision& decision);
  StatusOr<engine::SideFact> read_erasure(const Decision& decision);
  std::vector<KeyHash> mentions_of(std::string_view platform, std::vector<std::string> names);

  SideTopics topics_;
  std::unique_ptr<normalize::Adapter> canonical_;
  std::unique_ptr<normalize::Normalizer> normalizer_;
  const signals::Registry* registry_;
};

}  // namespace lockstep::runtime
