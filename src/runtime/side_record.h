// What the readers of side inputs share: their records are small JSON objects.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "lockstep/core/status.h"

namespace lockstep::runtime {

inline constexpr std::size_t kMaxSideRecord = 8192;  // bytes

// kInvalidArgument: too long, or no JSON object.
StatusOr<nlohmann::json> parse_side_record(std::string_view bytes);
// A field that is text; empty if it is none.
std::string word(const nlohmann::json& json, const char* name);
// Of a field people write, the first 280 bytes, no character cut in two.
std::string note(const nlohmann::json& json, const char* name);

}  // namespace lockstep::runtime
