// SimHash of an embedding (Charikar 2002, doi:10.1145/509907.509965) by random signs as
// coefficients (Achlioptas 2003, doi:10.1016/S0022-0000(03)00025-4). Private to the room.
//
// Signs are made of the number of components, so vectors of different length do not look alike.
// Two models with vectors of one length cannot be told apart.
#pragma once

#include <optional>
#include <span>

#include "lockstep/core/trace.h"

namespace lockstep::signals {

// The same on every machine. Empty for a vector without direction: no component, or only zeros.
std::optional<EmbeddingSketch> simhash_of(std::span<const float> embedding) noexcept;

}  // namespace lockstep::signals
