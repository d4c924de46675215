// How a JSON value of each type is read into the member M of an object: entries of a FieldTable.
// A value of the wrong type leaves the field unknown.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "json_view.h"
#include "post_fields.h"

namespace lockstep::normalize::readers {

template <auto M>
constexpr auto text = [](auto& into, JsonView v) {
  into.*M = v.str();
  return true;
};
template <auto M>
constexpr auto id = [](auto& into, JsonView v) {
  into.*M = v.id();
  return true;
};
template <auto M>
constexpr auto count = [](auto& into, JsonView v) {
  into.*M = v.integer();
  return true;
};
template <auto M>
constexpr auto flag = [](auto& into, JsonView v) {
  into.*M = v.boolean();
  return true;
};
template <auto M>
constexpr auto time = [](auto& into, JsonView v) {
  into.*M = v.time();
  return true;
};
template <auto M>
constexpr auto asn = [](auto& into, JsonView v) {
  const auto number = v.integer();
  const bool fits = number && *number >= 0 && *number <= std::numeric_limits<std::uint32_t>::max();
  into.*M = fits ? std::optional{static_cast<std::uint32_t>(*number)} : std::nullopt;
  return true;
};
template <auto M>
constexpr auto probability = [](auto& into, JsonView v) {
  const auto number = v.number();
  into.*M = number && *number >= 0.0 && *number <= 1.0 ? number : std::nullopt;
  return true;
};

// From here on numbers are nearer to 2^128 than to the largest float, whose shortest digits are a
// little over it.
inline constexpr double kBeyondFloat = 0x1.ffffffp127;

// An array of numbers, unknown as a whole if one of them is none, or does not fit a float, or if
// there are more than `kMost`.
template <auto M, std::size_t kMost>
constexpr auto vector = [](auto& into, JsonView v) {
  auto& numbers = into.*M;
  numbers.clear();
  bool good = true;
  v.each([&](JsonView item) {
    const auto number = good ? item.number() : std::nullopt;
    good = number && numbers.size() < kMost && std::fabs(*number) < kBeyondFloat;
    if (good) numbers.push_back(static_cast<float>(*number));
  });
  if (!good) numbers.clear();
  return true;
};

inline void append_text(std::vector<std::string>& list, JsonView item) {
  if (list.size() >= kMaxListItems) return;
  if (auto value = item.id(); !value.empty()) list.push_back(std::move(value));
}

// An array of strings, or a single one.
template <auto M>
constexpr auto texts = [](auto& into, JsonView v) {
  (into.*M).clear();
  if (!v.is_array()) append_text(into.*M, v);
  v.each([&](JsonView item) { append_text(into.*M, item); });
  return true;
};

// A word of a closed list; refused if it is another one, for it may mean the opposite of a post.
template <auto M, const auto& kWords>
constexpr auto word = [](auto& into, JsonView v) {
  if (!v.is_string()) return true;
  for (const auto& [name, value] : kWords) {
    if (name != v.str()) continue;
    into.*M = value;
    return true;
  }
  return false;
};

}  // namespace lockstep::normalize::readers
