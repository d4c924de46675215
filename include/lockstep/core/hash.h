// Hashes that leave memory: equal on every machine and in every version (values pinned by a test).
// absl::Hash is seeded per process and must never reach an output or an order.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace lockstep {

using KeyHash = std::uint64_t;
using Digest = std::array<std::uint8_t, 32>;

// XXH3-64 (Collet, 2020) with a fixed seed of zero.
std::uint64_t stable_hash(std::string_view bytes) noexcept;
std::uint64_t stable_hash(std::string_view bytes, std::uint64_t seed) noexcept;

// A bijective mix of 64 bits (splitmix64's finaliser, Steele et al. 2014).
constexpr std::uint64_t mix64(std::uint64_t x) noexcept {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

Digest sha256(std::string_view bytes) noexcept;
std::string to_hex(std::span<const std::uint8_t> bytes);

}  // namespace lockstep
