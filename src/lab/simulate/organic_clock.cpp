#include "simulate/organic_clock.h"

#include <algorithm>

#include "simulate/shares.h"

namespace lockstep::lab {
namespace {

constexpr double kSession = 0.25;  // share of posts that continue a session
constexpr std::int64_t kSessionGap = 12LL * 60 * 1'000'000;
constexpr std::int64_t kDayMicros = 86'400'000'000;

}  // namespace

OrganicClock::OrganicClock(const Population& population, std::int64_t start, std::int64_t end,
                           std::uint64_t count, Random random)
    : start_(start), end_(end), left_(count + 1), random_(random), spacing_(random_.next()) {
  measure_day(population);
  day_offset_ = static_cast<std::size_t>((start % kDayMicros) / kBin);
  bins_ = static_cast<std::size_t>((end - start + kBin - 1) / kBin);
  for (std::size_t bin = 0; bin < bins_; ++bin) total_mass_ += bin_mass(bin);
  // n uniform draws in order are n partial sums of n + 1 exponentials, divided by their total: the
  // total is summed here, and the same draws are made again one by one in advance().
  Random rehearsal = spacing_;
  for (std::uint64_t i = 0; i <= count; ++i) total_spacing_ += rehearsal.exponential();
  advance();
}

void OrganicClock::measure_day(const Population& population) {
  std::array<std::vector<double>, kZones.size()> rates;
  for (AccountId id = 0; id < population.accounts.size(); ++id) {
    const Account& account = population.accounts[id];
    if (account.rate <= 0) continue;
    members_[account.zone].push_back(id);
    rates[account.zone].push_back(account.rate);
  }
  for (std::size_t zone = 0; zone < kZones.size(); ++zone) {
    if (!rates[zone].empty()) member_pick_[zone] = WeightedPick(rates[zone]);
  }
  for (std::size_t bin = 0; bin < zone_mass_.size(); ++bin) {
    const double utc = (static_cast<double>(bin) + 0.5) / 6.0;
    for (std::size_t zone = 0; zone < kZones.size(); ++zone) {
      zone_mass_[bin][zone] = member_pick_[zone].total() * hourly_activity(utc + kZones[zone]);
    }
    zone_pick_[bin] = WeightedPick(zone_mass_[bin]);
  }
}

double OrganicClock::bin_mass(std::size_t bin) const noexcept {
  double mass = 0;
  for (const double zone : zone_mass_[(bin + day_offset_) % zone_mass_.size()]) mass += zone;
  return mass;
}

void OrganicClock::advance() {
  if (--left_ == 0) return;
  passed_ += spacing_.exponential();
  const double mass = total_mass_ * std::min(1.0, passed_ / total_spacing_);
  while (bin_ + 1 < bins_ && mass >= mass_before_ + bin_mass(bin_))
    mass_before_ += bin_mass(bin_++);
  const double part = std::clamp((mass - mass_before_) / bin_mass(bin_), 0.0, 1.0);
  const auto into = static_cast<std::int64_t>(part * static_cast<double>(kBin));
  const std::int64_t exact = start_ + static_cast<std::int64_t>(bin_) * kBin + into;
  time_ = std::max(time_, std::min(exact, end_ - 1000) / 1000 * 1000);
}

AccountId OrganicClock::draw_author() {
  AccountId author = 0;
  const Visit& visit = recent_[random_.below(kRecent)];
  if (visits_ >= kRecent && random_.chance(kSession) && time_ - visit.at < kSessionGap) {
    author = visit.author;
  } else {
    const auto bin = static_cast<std::size_t>((time_ % kDayMicros) / kBin);
    const std::uint32_t zone = zone_pick_[bin](random_);
    author = members_[zone][member_pick_[zone](random_)];
  }
  recent_[visits_++ % kRecent] = {author, time_};
  return author;
}

}  // namespace lockstep::lab
