// The threshold of e-BH (Wang & Ramdas 2022) over a changing set of e-values: with K hypotheses,
// accept the k largest for the largest k such that e_(k) >= K / (alpha k).
//
// Kept as counts in bins of 0.1 nat, so that adding, removing and asking cost O(1) and O(bins). The
// answer is rounded up to a bin edge, which only ever makes it stricter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lockstep::evidence {

class EbhThreshold {
 public:
  explicit EbhThreshold(double alpha) noexcept : alpha_(alpha) {}
  // Evidence below this is not counted. It could not be accepted, ln(1 / alpha) being the least
  // with k = K, unless alpha is above 0.055.
  static constexpr double kFloor = 2.9;
  bool counts(double nats) const noexcept { return nats >= kFloor; }
  void add(double nats) noexcept;
  void remove(double nats) noexcept;
  // Nats a pair must have now; infinity if none qualifies.
  double nats(std::uint64_t hypotheses) const noexcept;
  // Nats that are enough without any other: a bin's edge, as nats() has it.
  double alone(std::uint64_t hypotheses) const noexcept;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar) {
    auto& [alpha, counts] = *this;
    ar(counts);
  }

 private:
  static constexpr double kWidth = 0.1;
  static constexpr std::size_t kBins = 400;  // the last one holds everything from 42.8 nats on
  static std::size_t bin(double nats) noexcept;

  double alpha_;
  std::array<std::uint64_t, kBins> counts_{};
};

}  // namespace lockstep::evidence
