#include "simulate/random.h"

#include <cmath>

#include "lockstep/core/check.h"
#include "lockstep/core/hash.h"

namespace lockstep::lab {
namespace {

constexpr double kTwoPi = 6.283185307179586;
constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15ULL;

constexpr std::uint64_t rotate_left(std::uint64_t x, int k) noexcept {
  return (x << k) | (x >> (64 - k));
}

}  // namespace

Random::Random(std::uint64_t seed) noexcept {
  for (auto& word : state_) {
    word = mix64(seed);
    seed += kGolden;
  }
}

std::uint64_t Random::next() noexcept {
  const std::uint64_t result = rotate_left(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = rotate_left(state_[3], 45);
  return result;
}

// Lemire 2019, on 32 bits.
std::uint32_t Random::below(std::uint32_t bound) noexcept {
  std::uint64_t product = (next() >> 32) * bound;
  const std::uint32_t threshold = (0U - bound) % bound;
  while (static_cast<std::uint32_t>(product) < threshold) product = (next() >> 32) * bound;
  return static_cast<std::uint32_t>(product >> 32);
}

double Random::exponential() noexcept { return -std::log(1.0 - uniform()); }

double Random::normal() noexcept {
  const double radius = std::sqrt(2.0 * exponential());
  return radius * std::cos(kTwoPi * uniform());
}

double Random::lognormal(double median, double sigma) noexcept {
  return median * std::exp(sigma * normal());
}

double Random::pareto(double alpha) noexcept { return std::pow(1.0 - uniform(), -1.0 / alpha); }

double Random::reaction_seconds(double limit) noexcept {
  constexpr double kFlat = 300.0, kTheta = 0.242;
  constexpr double kFlatShare = kTheta / (1.0 + kTheta);
  const double cut = limit <= kFlat ? kFlatShare * limit / kFlat
                                    : 1.0 - std::pow(limit / kFlat, -kTheta) / (1.0 + kTheta);
  const double u = uniform() * cut;
  if (u < kFlatShare) return kFlat * u / kFlatShare;
  return kFlat * std::pow((1.0 - u) * (1.0 + kTheta), -1.0 / kTheta);
}

WeightedPick::WeightedPick(std::span<const double> weights)
    : keep_(weights.size(), 1.0), alias_(weights.size(), 0) {
  for (const double w : weights) total_ += w;
  LOCKSTEP_CHECK(total_ > 0);
  std::vector<double> scaled(weights.begin(), weights.end());
  std::vector<std::uint32_t> small, large;
  for (std::uint32_t i = 0; i < scaled.size(); ++i) {
    scaled[i] *= static_cast<double>(scaled.size()) / total_;
    (scaled[i] < 1.0 ? small : large).push_back(i);
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t low = small.back(), high = large.back();
    small.pop_back();
    keep_[low] = scaled[low];
    alias_[low] = high;
    scaled[high] -= 1.0 - scaled[low];
    if (scaled[high] < 1.0) {
      large.pop_back();
      small.push_back(high);
    }
  }
}

std::uint32_t WeightedPick::operator()(Random& random) const noexcept {
  const std::uint32_t i = random.below(static_cast<std::uint32_t>(keep_.size()));
  return random.uniform() < keep_[i] ? i : alias_[i];
}

}  // namespace lockstep::lab
