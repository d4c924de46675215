// What a TracedPost costs in memory: the unit in which the buffers of this room are bounded.
#pragma once

#include <cstddef>

#include "lockstep/core/trace.h"

namespace lockstep::sequence {

// sizeof(TracedPost) plus everything it owns on the heap, by capacity (strings of up to 15 bytes
// own nothing). Allocator overhead, about 16 bytes an allocation, is not counted. A post with three
// traces and a text sketch measures about 1.3 KiB.
std::size_t post_bytes(const TracedPost& post) noexcept;

}  // namespace lockstep::sequence
