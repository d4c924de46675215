#include "lockstep/evidence/timing.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace lockstep::evidence {
namespace {

constexpr double kExponent = 0.3;  // a: density exponent of r under coordination
constexpr double kShrinkage = 20;  // alpha
constexpr double kPriorArrivals = 500;

// SEISMIC: response density constant for five minutes, then a power law (Zhao et al. 2015).
constexpr double kPlateau = 300, kTail = 0.242, kDay = 86'400;

double seismic_cdf(double s) {
  const auto mass = [](double x) {
    if (x <= kPlateau) return x;
    return kPlateau + kPlateau / kTail * (1 - std::pow(x / kPlateau, -kTail));
  };
  return mass(std::min(s, kDay)) / mass(kDay);
}

// P(|T1 - T2| <= d) for two responders within a day, over quantiles of the first.
double seismic_pair_cdf(double d) {
  constexpr int kSteps = 400;
  double sum = 0, quantile = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double u = (i + 0.5) / kSteps;
    while (seismic_cdf(quantile) < u) quantile += std::max(1.0, quantile * 0.005);
    sum += seismic_cdf(quantile + d) - (quantile > d ? seismic_cdf(quantile - d) : 0);
  }
  return std::min(1.0, sum / kSteps);
}

// The longest delay of a bin, in seconds.
double upper_edge(std::size_t bin) {
  if (bin < 4) return static_cast<double>(bin + 1) / 1000;
  const auto octave = bin / 4 + 1;
  return std::ldexp(static_cast<double>(4 + bin % 4 + 1), static_cast<int>(octave) - 2) / 1000;
}

}  // namespace

double timing_evidence(std::uint32_t episodes, double surprise) noexcept {
  return episodes * std::log(kExponent) + (1 - kExponent) * surprise;
}

double hedged(double nats) noexcept {
  return nats > 30 ? nats - std::log(2.0) : std::log(0.5 + 0.5 * std::exp(nats));
}

Duration resolution_of(EventTime t) noexcept {
  constexpr std::int64_t kMinute = 60'000'000, kSecond = 1'000'000;
  const auto us = to_micros(t);
  return Duration{us % kMinute == 0 ? kMinute : us % kSecond == 0 ? kSecond : 1'000};
}

// Quarter octaves of milliseconds: the leading bit and the two after it.
std::size_t DelayShape::bin_of(Duration delay) noexcept {
  const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(delay.count(), 0)) / 1000;
  if (ms < 4) return static_cast<std::size_t>(ms);
  const auto octave = static_cast<std::size_t>(std::bit_width(ms)) - 1;  // at least 2
  const auto bin = (octave - 1) * 4 + (ms >> (octave - 2) & 3U);
  return std::min(bin, kBins - 1);
}

DelayShape::DelayShape() {
  Shape seismic;
  for (std::size_t b = 0; b < kBins; ++b)
    seismic[b] = static_cast<float>(seismic_pair_cdf(upper_edge(b)));
  seismic.back() = 1;
  for (auto& kind : prior_) kind.fill(seismic);
  shares_ = prior_;
}

void DelayShape::assume(std::size_t dense_kind, std::size_t rank_class,
                        const Shape& shape) noexcept {
  prior_[dense_kind][rank_class] = shares_[dense_kind][rank_class] = shape;
}

void DelayShape::learn(std::size_t dense_kind, std::uint32_t rank,
                       std::span<const std::uint8_t> bins) {
  const auto c = class_of(rank);
  const double each = 1.0 / static_cast<double>(bins.size());
  for (const auto bin : bins) seen_[dense_kind][c][bin] += each;
  changed_[dense_kind][c] = true;
}

void DelayShape::settle() {
  for (std::size_t k = 0; k < kMaxCoactionKinds; ++k) {
    for (std::size_t c = 0; c < kClasses; ++c) {
      if (!changed_[k][c]) continue;
      changed_[k][c] = false;
      const auto& seen = seen_[k][c];
      double total = 0;
      for (const double n : seen) total += n;
      double sum = 0;
      for (std::size_t b = 0; b < kBins; ++b) {
        sum += seen[b];
        const double prior = kPriorArrivals * static_cast<double>(prior_[k][c][b]);
        shares_[k][c][b] = static_cast<float>((prior + sum) / (kPriorArrivals + total));
      }
    }
  }
}

void DelayShape::begin_epoch() noexcept {
  for (auto& kind : seen_)
    for (auto& ranks : kind)
      for (double& n : ranks) n /= 2;
}

// How many of sorted `times` come before t. A binary search without branches: at most 64 times,
// searched three times for each of them, that nothing could predict.
std::size_t TimingMeter::before(EventTime t) const noexcept {
  const auto* base = times_.data();
  std::size_t left = times_.size(), at = 0;
  while (left > 0) {
    const auto half = (left + 1) / 2;
    at += base[at + half - 1] < t ? half : 0;
    left -= half;
  }
  return at;
}

// Accounts of `times_` in [first, last), those of `group` left out.
double TimingMeter::others_within(std::size_t first, std::size_t last, std::uint32_t group) const {
  auto n = static_cast<std::ptrdiff_t>(last - first);
  if (group != ProvisionalGroups::kNone) {
    const auto begin = groups_.begin();
    n -= std::count(begin + static_cast<std::ptrdiff_t>(first),
                    begin + static_cast<std::ptrdiff_t>(last), group);
  }
  return static_cast<double>(n);
}

std::span<const float> TimingMeter::measure(const join::Arrival& arrival, std::size_t dense_kind,
                                            const ProvisionalGroups& groups,
                                            const DelayShape& shape) {
  times_.clear();
  groups_.clear();
  bins_.clear();
  surprise_.clear();
  group_of_.clear();
  const auto own = groups.of(arrival.account);
  for (const auto& p : arrival.predecessors) {
    const auto group = group_of_.emplace_back(groups.of(p.account));
    if (group != ProvisionalGroups::kNone && group == own) continue;
    times_.push_back(p.time);
    groups_.push_back(group);
  }
  const double each =
      static_cast<double>(arrival.candidates) / static_cast<double>(arrival.predecessors.size());
  const auto own_resolution = resolution_of(arrival.time);
  const auto end = times_.size();
  for (std::size_t i = 0; i < arrival.predecessors.size(); ++i) {
    const auto& p = arrival.predecessors[i];
    const auto delay = std::max({arrival.time - p.time, own_resolution, resolution_of(p.time)});
    const auto bin = DelayShape::bin_of(delay);
    const auto group = group_of_[i];
    const double itself = group == ProvisionalGroups::kNone ? 1 : 0;
    const auto all = others_within(0, end, group) - itself;
    const auto near_self = others_within(before(arrival.time - delay), end, group) - itself;
    const auto near_peer =
        others_within(before(p.time - delay), before(p.time + delay + Duration{1}), group) - itself;
    // The rank of a conformal test counts the tested one itself.
    const double rank = ((near_self + near_peer) / 2 + 1) / (all + 1);
    const double weight = each * all / (each * all + kShrinkage);
    const double usual =
        static_cast<double>(shape.share_within(dense_kind, arrival.key_count, bin));
    const double r = weight * rank + (1 - weight) * usual;
    bins_.push_back(static_cast<std::uint8_t>(bin));
    surprise_.push_back(std::clamp(-std::log(static_cast<float>(r)), 0.0F, kMaxSurprise));
  }
  return surprise_;
}

}  // namespace lockstep::evidence
