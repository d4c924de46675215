// A random source of our own, so that a seed gives the same posts with every standard library:
// xoshiro256** (Blackman & Vigna 2018), seeded by splitmix64, with our own bounded draws and
// distributions (those of <random> differ between libraries).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lockstep::lab {

class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept;

  std::uint64_t next() noexcept;
  // Uniform in [0, 1), 53 bits.
  double uniform() noexcept { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  // Uniform in [low, high).
  double uniform(double low, double high) noexcept { return low + (high - low) * uniform(); }
  // Uniform in [0, bound), without bias; bound >= 1.
  std::uint32_t below(std::uint32_t bound) noexcept;
  // Uniform in [low, high], both inclusive.
  int between(int low, int high) noexcept {
    return low + static_cast<int>(below(static_cast<std::uint32_t>(high - low) + 1));
  }
  bool chance(double p) noexcept { return uniform() < p; }
  // Mean 1.
  double exponential() noexcept;
  double normal() noexcept;
  double lognormal(double median, double sigma) noexcept;
  // P(X > x) = x^-alpha for x >= 1.
  double pareto(double alpha) noexcept;
  // Seconds until a follower reacts, cut at `limit` seconds: constant density up to 300 s, then
  // a power law of exponent 1.242 (SEISMIC, Zhao et al. 2015).
  double reaction_seconds(double limit) noexcept;

 private:
  std::uint64_t state_[4];
};

// Draws an index with probability proportional to its weight in O(1) (alias method, Vose 1991).
class WeightedPick {
 public:
  WeightedPick() = default;
  // At least one weight; none negative, not all zero.
  explicit WeightedPick(std::span<const double> weights);
  std::uint32_t operator()(Random& random) const noexcept;
  double total() const noexcept { return total_; }

 private:
  std::vector<double> keep_;
  std::vector<std::uint32_t> alias_;
  double total_ = 0;
};

}  // namespace lockstep::lab
