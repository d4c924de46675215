// When organic accounts post, and which: a Poisson process whose rate follows the daily rhythm of
// the accounts' time zones, conditioned on an exact number of posts, in order of time and in O(1)
// memory a post.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "simulate/population.h"
#include "simulate/random.h"

namespace lockstep::lab {

class OrganicClock {
 public:
  // `count` posts in [start, end), microseconds.
  OrganicClock(const Population& population, std::int64_t start, std::int64_t end,
               std::uint64_t count, Random random);

  bool done() const noexcept { return left_ == 0; }
  // Of the next post, cut to milliseconds. Never decreases.
  std::int64_t time() const noexcept { return time_; }
  // Whose post it is: somebody who is awake, or (one in four) somebody who was here a moment ago.
  AccountId draw_author();
  void advance();
  bool chance(double p) { return random_.chance(p); }

 private:
  static constexpr std::int64_t kBin = 600'000'000;  // ten minutes
  static constexpr std::size_t kRecent = 64;

  void measure_day(const Population& population);
  double bin_mass(std::size_t bin) const noexcept;

  std::int64_t start_, end_;
  std::uint64_t left_;
  Random random_, spacing_;
  std::array<std::vector<AccountId>, kZones.size()> members_;
  std::array<WeightedPick, kZones.size()> member_pick_;
  std::array<std::array<double, kZones.size()>, 144> zone_mass_{};  // by ten minutes of the UTC day
  std::array<WeightedPick, 144> zone_pick_;
  std::size_t day_offset_ = 0;             // bin of the day at which the timeline starts
  double total_spacing_ = 0, passed_ = 0;  // exponential spacings: uniform order statistics
  double total_mass_ = 0, mass_before_ = 0;
  std::size_t bin_ = 0, bins_ = 0;
  std::int64_t time_ = 0;
  struct Visit {
    AccountId author = 0;
    std::int64_t at = 0;
  };
  std::array<Visit, kRecent> recent_{};
  std::size_t visits_ = 0;
};

}  // namespace lockstep::lab
