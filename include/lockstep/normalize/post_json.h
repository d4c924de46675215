// A normalised post as lockstep.post/1: what the canonical adapter reads, written. Times are what
// was claimed, not what they were clamped to, so that reading it again under the same trusted clock
// gives the same post. Left out, because the contract has no place for them: `part`, `objects`, the
// record's coordinates.
#pragma once

#include <cstddef>
#include <string>

#include "lockstep/core/post.h"

namespace lockstep::normalize {

// Appends one JSON object. The lists (urls, hashtags, ...) that would make it longer than
// `max_bytes` are left out.
void write_json(const Post& post, std::size_t max_bytes, std::string& out);

}  // namespace lockstep::normalize
