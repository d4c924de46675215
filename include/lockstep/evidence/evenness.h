// Evenness of pace: how much the gaps of an account within sessions vary (Rhythm::gap_variation()),
// counted over accounts as active. What an archive showed stands in where a stream has not yet
// enough controls of its own. A value, 1.5 KB.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace lockstep::evidence {

// Acts from which on an account belongs to an activity; below the first it belongs to none (0).
inline constexpr std::array<std::uint32_t, 3> kActivities{21, 80, 320};
std::uint8_t activity_of(std::uint32_t acts) noexcept;

struct Evenness {
  static constexpr std::size_t kBins = 60, kEnough = 30;
  static constexpr double kBinWidth = 0.05;  // of the coefficient of variation; the last is open
  using Counts = std::array<double, kBins>;

  std::array<Counts, kActivities.size()> counts{};  // by activity, the first is 1

  void add(std::uint8_t activity, double variation) noexcept;
  double accounts(std::uint8_t activity) const noexcept;
  // The share of those as active that vary more, whole bins only; none of fewer than kEnough.
  std::optional<double> share_above(std::uint8_t activity, double variation) const noexcept;
  friend bool operator==(const Evenness&, const Evenness&) = default;
};

}  // namespace lockstep::evidence
