// Perceptual hashes arrive as hexadecimal digits. Private to the room.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace lockstep::signals {

// Exactly kWords * 16 digits, most significant first; empty for anything else.
template <std::size_t kWords>
std::optional<std::array<std::uint64_t, kWords>> hex_words(std::string_view digits) noexcept {
  if (digits.size() != kWords * 16) return std::nullopt;
  std::array<std::uint64_t, kWords> words{};
  const char* at = digits.data();
  for (auto& word : words) {
    const auto [end, error] = std::from_chars(at, at + 16, word, 16);
    if (error != std::errc{} || end != at + 16) return std::nullopt;
    at = end;
  }
  return words;
}

}  // namespace lockstep::signals
