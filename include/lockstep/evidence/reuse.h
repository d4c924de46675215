// Reuse velocity: how long objects of a kind take from their first account to their fifth, by
// chance and custom. What an operation pushes gets there sooner than almost all else does; said in
// the evidence, it lets a reader compare ("sooner than 99 % of links").
//
// Counts of DelayShape's bins, over keys seen within the look-back. 11 KB.
// Not thread-safe: one owner, calls in the total order of posts.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "lockstep/core/time.h"
#include "lockstep/evidence/timing.h"

namespace lockstep::evidence {

class ReuseVelocity {
 public:
  static constexpr std::uint32_t kAccounts = 5;
  static constexpr double kMinKeys = 100;
  using Counts = std::array<double, DelayShape::kBins>;

  void learn(std::size_t dense_kind, Duration from_first_to_fifth) noexcept {
    counts_[dense_kind][DelayShape::bin_of(from_first_to_fifth)] += 1;
  }
  // What an archive showed counts as if seen.
  void assume(std::size_t dense_kind, const Counts& counts) noexcept {
    counts_[dense_kind] = counts;
  }
  // The share of keys that took longer, whole bins only; none before kMinKeys were seen.
  std::optional<double> share_slower(std::size_t dense_kind, Duration) const noexcept;
  const Counts& counts(std::size_t dense_kind) const noexcept { return counts_[dense_kind]; }
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar) {
    auto& [counts] = *this;
    ar(counts);
  }

 private:
  std::array<Counts, kMaxCoactionKinds> counts_{};
};

}  // namespace lockstep::evidence
