// What an object is called whose name may not be shown.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lockstep/core/hash.h"

namespace lockstep::alert {

std::string hidden_name(KeyHash object);
// The object that is called so; empty if the name is no such one.
std::optional<KeyHash> object_of_hidden_name(std::string_view name);

// What is said where the name was the words of a post.
inline constexpr std::string_view kTextRemoved =
    "a quoted text was removed because its post was deleted";

}  // namespace lockstep::alert
