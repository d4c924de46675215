#include "json_outline.h"

#include <algorithm>

namespace lockstep::normalize {
namespace {

std::size_t skip_space(std::string_view json, std::size_t at) noexcept {
  return std::min(json.find_first_not_of(" \t\r\n", at), json.size());
}

// Past the closing quote of the string that opens at `at`.
std::size_t end_of_string(std::string_view json, std::size_t at) noexcept {
  for (++at; at < json.size(); ++at) {
    if (json[at] == '"') return at + 1;
    if (json[at] == '\\') ++at;
  }
  return json.size();
}

// Past the value that starts at `at`: where the comma or bracket after it stands.
std::size_t end_of_value(std::string_view json, std::size_t at) noexcept {
  std::size_t depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = end_of_string(json, at);
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++at;
  }
  return at;
}

bool is_at(std::string_view json, std::size_t at, char c) noexcept {
  return at < json.size() && json[at] == c;
}

}  // namespace

JsonOutline::JsonOutline(std::string_view json) {
  std::size_t at = skip_space(json, 0);
  if (is_at(json, at, '[')) at = skip_space(json, at + 1);
  if (!is_at(json, at, '{')) return;
  do {
    at = skip_space(json, at + 1);
    if (!is_at(json, at, '"')) return;
    const std::size_t key_end = end_of_string(json, at);
    const auto key = json.substr(at + 1, key_end - at - 2);
    at = skip_space(json, key_end);
    if (!is_at(json, at, ':')) return;
    at = skip_space(json, at + 1);
    const std::size_t value_end = end_of_value(json, at);
    members_.emplace_back(key, json.substr(at, value_end - at));
    at = value_end;
  } while (is_at(json, at, ',') && members_.size() < kMaxMembers);
}

std::string_view JsonOutline::raw(std::string_view key) const noexcept {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [&](const auto& member) { return member.first == key; });
  return found == members_.end() ? std::string_view{} : found->second;
}

std::string_view JsonOutline::text(std::string_view key) const noexcept {
  const auto value = raw(key);
  if (!value.starts_with('"')) return {};
  return value.substr(1, end_of_string(value, 0) - 2);
}

}  // namespace lockstep::normalize
