// TracedPost as bytes: for sorted runs on disk, and for sorting without unpacking.
//
// Layout, integers little-endian, lengths as LEB128:
//   version u8 | time i64 | event u8 | platform | post id | part | SHA-256 | everything else
// The fields of the total order come first, so that two encodings compare without decoding.
// Kind numbers are those of the process's registry: the bytes are not for another configuration.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "lockstep/core/trace.h"

namespace lockstep::sequence {

// Not raised by a new sort of sketch: it comes with a kind that older versions do not have, and
// frames name their kinds (runtime/frame.h).
inline constexpr std::uint8_t kPostCodecVersion = 3;

// Appends to `out`.
void encode(const TracedPost& post, std::string& out);

// False if `bytes` are not exactly one encoded post of this version; `out` is then unspecified.
bool decode(std::string_view bytes, TracedPost& out);

// The total order of core/order.h. Both must come from encode().
std::strong_ordering compare_encoded(std::string_view a, std::string_view b) noexcept;
EventTime time_of_encoded(std::string_view bytes) noexcept;

}  // namespace lockstep::sequence
