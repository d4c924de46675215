// Questions to a normalised topic that are no reading of it: where it begins in terms of the raw
// one, and where a raw record's frame lies. Offsets of the two are not the same: some raw records
// give no post, some several, and every transaction takes an offset too.
#pragma once

#include <memory>
#include <optional>

#include "admin.h"
#include "handles.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/runtime/normalized_source.h"

namespace lockstep::io::kafka {

class NormalizedLog {
 public:
  static StatusOr<std::unique_ptr<NormalizedLog>> open(const KafkaConfig& config);

  // What the first frame covers; empty if there is none yet.
  StatusOr<std::optional<runtime::FrameCover>> first(const Place& place);
  // The lowest offset from which on all frames are that cover more than the raw records below
  // `raw`. A dozen or two of records are read for it.
  StatusOr<std::int64_t> locate(const Place& place, std::int64_t raw);

 private:
  struct Probe {
    std::int64_t offset = 0;
    runtime::FrameCover cover;
  };
  explicit NormalizedLog(Client consumer) : consumer_(std::move(consumer)) {}
  StatusOr<std::optional<Probe>> probe(const Place& place, std::int64_t from);

  Client consumer_;
};

}  // namespace lockstep::io::kafka
