#include "lockstep/alert/hidden_name.h"

#include <fmt/format.h>

#include <charconv>

namespace lockstep::alert {

std::string hidden_name(KeyHash object) { return fmt::format("{:016x}", object); }

std::optional<KeyHash> object_of_hidden_name(std::string_view name) {
  KeyHash object = 0;
  std::from_chars(name.data(), name.data() + name.size(), object, 16);
  return hidden_name(object) == name ? std::optional(object) : std::nullopt;
}

}  // namespace lockstep::alert
