// Timing evidence: given that two accounts touched one key, did they touch it closer together than
// the others who did? (DETECTION 2.3; amendments 1, 5, 6, 7)
//
//   r = w (A(d) + 1)/(A + 1) + (1 - w) F(d),   w = A/(A + alpha),   e = a r^(a-1)
// with alpha = 20, a = 0.3. DETECTION has (A(d) + alpha F(d))/(A + alpha), which lets r reach zero
// on keys of hundreds and the mean of e exceed one; the rank of a conformal test cannot.
// d     the pair's delay, no smaller than the resolution of the two clocks
// A     other accounts on the key, outside the provisional groups of both; A(d) those of them
//       within d of one of the two, averaged over the two
// F(d)  share of delays up to d on keys of this kind and running rank: an organic baseline (two
//       SEISMIC responders; Zhao et al. 2015) mixed with what the stream showed up to the last tick
// If the two are exchangeable with the others, r is (nearly) uniform and the mean of e is at most
// one. At a breaking story the others are as close, and r is near 1; a group that is its key is
// left out of its own comparison and meets F instead.
//
// A pair has one timing term per episode of ten minutes, whatever kinds it hits (amendment 5), and
// the first of an episode counts, so that nothing is chosen after it was seen.
// Not thread-safe: one owner, calls in the total order of posts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lockstep/core/time.h"
#include "lockstep/evidence/accounts.h"
#include "lockstep/evidence/groups.h"
#include "lockstep/join/join.h"

namespace lockstep::evidence {

inline constexpr Duration kEpisode = std::chrono::minutes{10};
inline constexpr float kMaxSurprise = 11.5F;  // -ln r; r is at least 1e-5

// W_time in nats of `episodes` terms whose -ln r sum to `surprise`.
double timing_evidence(std::uint32_t episodes, double surprise) noexcept;
// ln(1/2 + 1/2 e^W): the average of knowing nothing and of what timing says.
double hedged(double nats) noexcept;

// The delay no clock could tell from none: a time on a whole minute is good to a minute, one on a
// whole second to a second, else to a millisecond.
Duration resolution_of(EventTime t) noexcept;

// F: shares of delays by kind, running rank on the key, and logarithmic bins of a quarter octave.
// What was seen counts half with every new epoch. 110 KB.
class DelayShape {
 public:
  static constexpr std::size_t kBins = 112, kClasses = 5;
  using Shape = std::array<float, kBins>;  // cumulative

  DelayShape();
  // What an archive showed takes the place of the built-in shape.
  void assume(std::size_t dense_kind, std::size_t rank_class, const Shape& shape) noexcept;
  const Shape& shape(std::size_t dense_kind, std::size_t rank_class) const noexcept {
    return shares_[dense_kind][rank_class];
  }
  static std::size_t bin_of(Duration delay) noexcept;
  // The share of delays in bins up to `bin`; rounded up, which only makes evidence smaller.
  float share_within(std::size_t dense_kind, std::uint32_t rank, std::size_t bin) const noexcept {
    return shares_[dense_kind][class_of(rank)][bin];
  }
  // One arrival counts as one, over however many delays. Takes effect at settle().
  void learn(std::size_t dense_kind, std::uint32_t rank, std::span<const std::uint8_t> bins);
  void settle();
  void begin_epoch() noexcept;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar) {
    auto& [prior, shares, seen, changed] = *this;
    ar(shares, seen, changed);
  }

 private:
  static std::size_t class_of(std::uint32_t rank) noexcept {
    return rank <= 4 ? 0U : rank <= 16 ? 1U : rank <= 64 ? 2U : rank <= 256 ? 3U : 4U;
  }
  std::array<std::array<Shape, kClasses>, kMaxCoactionKinds> prior_, shares_;
  // In doubles: floats stop growing where a sum outgrows what is added by 2^24.
  std::array<std::array<std::array<double, kBins>, kClasses>, kMaxCoactionKinds> seen_{};
  std::array<std::array<bool, kClasses>, kMaxCoactionKinds> changed_{};
};

// Measures one arrival: -ln r against each predecessor.
class TimingMeter {
 public:
  // Valid until the next call.
  std::span<const float> measure(const join::Arrival&, std::size_t dense_kind,
                                 const ProvisionalGroups&, const DelayShape&);
  std::span<const std::uint8_t> bins() const { return bins_; }  // of the delays just measured

 private:
  std::size_t before(EventTime t) const noexcept;
  double others_within(std::size_t first, std::size_t last, std::uint32_t group) const;

  std::vector<EventTime> times_;         // of predecessors outside the arriving account's group
  std::vector<std::uint32_t> groups_;    // of the same ones
  std::vector<std::uint32_t> group_of_;  // of every predecessor
  std::vector<std::uint8_t> bins_;
  std::vector<float> surprise_;
};

}  // namespace lockstep::evidence
