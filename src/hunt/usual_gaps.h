// How long it usually takes from one account's arrival at an object to the next one's, by kind of
// object and rank of arrival (F_c of DETECTION 2.3 and amendment 6), over all days so far. Private
// to the room. 2.5 KB a kind. Not evidence::DelayShape: that starts from a prior, which would tell
// a person of usual gaps that nobody has seen, knows acts alone, and keeps nothing for a median.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "lockstep/core/trace.h"

namespace lockstep::hunt {

class UsualGaps {
 public:
  explicit UsualGaps(std::size_t kinds) : kinds_(kinds) {}

  // The gap before arrival number `rank` (the second is 2).
  void add(KindId kind, std::size_t rank, std::uint32_t ms) {
    ++kinds_[kind][class_of(rank)][bin_of(ms)];
  }
  // The share of gaps that are no longer, in (0, 1].
  double share(KindId kind, std::size_t rank, std::uint32_t ms) const {
    const auto& bins = kinds_[kind][class_of(rank)];
    std::uint64_t within = 1, all = 1;
    for (std::size_t i = 0; i < kBins; ++i) {
      all += bins[i];
      if (i <= bin_of(ms)) within += bins[i];
    }
    return static_cast<double>(within) / static_cast<double>(all);
  }
  // In seconds, to within a bin; over all ranks.
  double median(KindId kind) const {
    std::array<std::uint64_t, kBins> sum{};
    std::uint64_t all = 0, below = 0;
    for (const auto& bins : kinds_[kind])
      for (std::size_t i = 0; i < kBins; ++i) sum[i] += bins[i], all += bins[i];
    for (std::size_t i = 0; i < kBins; ++i) {
      below += sum[i];
      if (2 * below >= all) return (std::exp2(static_cast<double>(i) / kBinsPerOctave) - 1) / 1000;
    }
    return 0;
  }

 private:
  static constexpr std::size_t kBins = 64;
  static constexpr double kBinsPerOctave = 2.4;  // a day in ms is 26.4 octaves
  static constexpr std::size_t kClasses = 5;     // ranks 2-4, 5-16, 17-64, 65-256, above

  static std::size_t class_of(std::size_t rank) {
    std::size_t c = 0;
    for (std::size_t limit = 4; c + 1 < kClasses && rank > limit; limit *= 4) ++c;
    return c;
  }
  static std::size_t bin_of(std::uint32_t ms) {
    const auto bin = std::log2(1.0 + static_cast<double>(ms)) * kBinsPerOctave;
    return std::min(kBins - 1, static_cast<std::size_t>(bin));
  }
  std::vector<std::array<std::array<std::uint64_t, kBins>, kClasses>> kinds_;
};

}  // namespace lockstep::hunt
