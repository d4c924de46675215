// Rules for single fields: what is kept, in which spelling.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::normalize {

// The primary subtag of a BCP 47 tag in lower case: "sv" of "sv-SE" or "SV_se". Empty for what
// says no language: "und", "zxx", "mul", "mis", private use (qaa to qtz), and what is no tag.
// Subtags that were renamed have their new name: "he" of "iw".
std::string primary_language(std::string_view tag);

// Lower-cases a hash of exactly `digits` hex digits. False, and `hash` cleared, if it is none.
// An empty one is not known, and fine. All zeros and all ones are no picture: cleared as well.
bool settle_perceptual_hash(std::string& hash, std::size_t digits);

// SHA-256 as 64 hex digits in lower case, or another content id (a CID, a file name by hash): up to
// 128 printable ASCII characters, kept as they are. False, and cleared, for anything else.
bool settle_content_id(std::string& id);

// Counts are within 0 and a hundred thousand million, probabilities are within 0 and 1 and numbers.
void settle_count(std::optional<std::int64_t>& count);
void settle_probability(std::optional<double>& p);

}  // namespace lockstep::normalize
