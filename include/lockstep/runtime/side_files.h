// Records of side inputs from files, one a line, for an execution that has no such topics: what the
// live service would know had it taken them up before the first post.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/engine/side_fact.h"
#include "lockstep/normalize/normalizer.h"
#include "lockstep/signals/signal.h"

namespace lockstep::runtime {

enum class SideInput : std::uint8_t { kWatchlist, kEnrichment, kErasure };

struct SideFile {
  SideInput input = SideInput::kWatchlist;
  std::string name, lines;
};

// A line is a record, and says what its key would be: `account` of an erasure, `domain` of facts
// about a site; of the watchlist `id`, or type and value. Of lines with the same key the last
// counts; beyond that, the order of lines and files changes nothing. kInvalidArgument: which file
// and line, and what is wrong with it.
StatusOr<std::vector<engine::SideFact>> read_side_files(std::span<const SideFile> files,
                                                        const normalize::NormalizeConfig&,
                                                        const signals::Registry&);

}  // namespace lockstep::runtime
