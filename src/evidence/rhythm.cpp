#include "lockstep/evidence/rhythm.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "lockstep/evidence/accounts.h"

namespace lockstep::evidence {
namespace {

constexpr Duration kHour = std::chrono::hours{1};
constexpr std::int64_t kDayHours = 24, kFirstMonday = 4;  // 1970-01-01 was a Thursday
constexpr std::uint16_t kFullSession = 65'535;
constexpr std::uint16_t kMinSessionGaps = 10;
constexpr double kUsualMiddle = 16.5;  // of a day, hours after midnight
constexpr double kMarked = 0.25;       // resultant length of a day that has a night
constexpr std::size_t kMinDays = 3;

static_assert(kActivities.front() == Rhythm::kMeasured + 1);
constexpr Duration kYoung = std::chrono::hours{24 * 90}, kOld = std::chrono::hours{24 * 3 * 365};

// Floor division: a post may be from before 1970.
std::size_t hour_of_week(EventTime at) noexcept {
  const std::int64_t micros = to_micros(at);
  std::int64_t hours = micros / kHour.count() - (micros % kHour.count() < 0 ? 1 : 0);
  hours = (hours - kFirstMonday * kDayHours) % static_cast<std::int64_t>(Rhythm::kHours);
  return static_cast<std::size_t>(hours < 0 ? hours + static_cast<std::int64_t>(Rhythm::kHours)
                                            : hours);
}

std::size_t gap_bin(Duration gap) noexcept {
  const auto seconds = static_cast<std::uint64_t>(gap / std::chrono::seconds{1});
  const auto bin = seconds == 0 ? 0 : static_cast<std::size_t>(std::bit_width(seconds)) - 1;
  return std::min(bin, Rhythm::kGapBins - 1);
}

template <std::size_t N>
void count(std::array<std::uint8_t, N>& counts, std::size_t at) noexcept {
  if (counts[at] == 255)
    for (auto& c : counts) c /= 2;
  ++counts[at];
}

std::uint8_t age_of(const Account& account, EventTime now) noexcept {
  if (!account.facts.created_at) return 0;
  const auto age = now - *account.facts.created_at;
  return age < kYoung ? 1 : age < kOld ? 2 : 3;
}

}  // namespace

void Rhythm::observe(EventTime at) noexcept {
  count(hours_, hour_of_week(at));
  if (acts_ > 0) {
    const auto gap = std::max(Duration{}, at - last_);
    count(gaps_, gap_bin(gap));
    if (gap <= kHour && session_gaps_ < kFullSession) {
      const auto seconds = std::chrono::duration<float>(gap).count();
      const float off = seconds - mean_;
      mean_ += off / static_cast<float>(++session_gaps_);
      squares_ += off * (seconds - mean_);
    }
  }
  last_ = at;
  ++acts_;
}

double Rhythm::gap_entropy() const noexcept {
  double n = 0, sum = 0;
  int used = 0;
  for (const double c : gaps_) {
    n += c;
    if (c > 0) {
      sum += c * std::log2(c);
      ++used;
    }
  }
  return std::log2(n) - sum / n + (used - 1) / (2 * n * std::numbers::ln2);
}

std::optional<double> Rhythm::gap_variation() const noexcept {
  if (session_gaps_ < kMinSessionGaps || mean_ <= 0) return std::nullopt;
  return std::sqrt(static_cast<double>(squares_) / session_gaps_) / static_cast<double>(mean_);
}

Rhythm::Curve Rhythm::curve() const noexcept {
  Curve out{};
  float squares = 0;
  for (std::size_t h = 0; h < kHours; ++h) {
    out[h] = 0.5F * static_cast<float>(hours_[h]) +
             0.25F * static_cast<float>(hours_[(h + 1) % kHours]) +
             0.25F * static_cast<float>(hours_[(h + kHours - 1) % kHours]);
    squares += out[h] * out[h];
  }
  if (squares > 0)
    for (auto& x : out) x /= std::sqrt(squares);
  return out;
}

std::optional<double> Rhythm::zone_skew_hours(const ClaimedZone& claimed) const noexcept {
  if (acts_ < kPlaced) return std::nullopt;
  double x = 0, y = 0, all = 0;
  std::array<bool, kHours / kDayHours> days{};
  for (std::size_t h = 0; h < kHours; ++h) {
    if (hours_[h] == 0) continue;
    const double angle =
        (static_cast<double>(h % kDayHours) + 0.5) / kDayHours * 2 * std::numbers::pi;
    x += hours_[h] * std::cos(angle);
    y += hours_[h] * std::sin(angle);
    all += hours_[h];
    days[h / kDayHours] = true;
  }
  const auto seen = static_cast<std::size_t>(std::count(days.begin(), days.end(), true));
  if (seen < kMinDays || std::hypot(x, y) < kMarked * all) return std::nullopt;
  const double middle = std::atan2(y, x) / (2 * std::numbers::pi) * kDayHours;
  // Between -12 and 12, of local time by the claim less the usual.
  const auto off = [&](double minutes) {
    return std::remainder(middle + minutes / 60 - kUsualMiddle, static_cast<double>(kDayHours));
  };
  const double west = off(claimed.west), east = off(claimed.east);
  const double width = (claimed.east - claimed.west) / 60.0;
  // Some zone of the country fits if the range passes over none.
  if (west <= 0 && west + width >= 0) return 0;
  return std::abs(west) < std::abs(east) ? west : east;
}

ControlPopulation::Stratum ControlPopulation::stratum_of(const Account& account, EventTime now) {
  return {activity_of(account.rhythm.acts()), account.platform, age_of(account, now)};
}

void ControlPopulation::observe(AccountIndex index, const Account& account, EventTime now) {
  if (std::find(kActivities.begin(), kActivities.end(), account.rhythm.acts()) == kActivities.end())
    return;
  auto stratum = stratum_of(account, now);
  auto found = strata_.find(stratum);
  if (found == strata_.end()) {
    if (strata_.size() >= kMaxStrata) return;
    found = strata_.emplace(std::move(stratum), Sample()).first;
  }
  auto& sample = found->second;
  const std::pair entry{account.hash, index};
  if (sample.size() == kPerStratum && entry > sample.back()) return;
  const auto place = std::lower_bound(sample.begin(), sample.end(), entry);
  if (place != sample.end() && place->first == account.hash) {
    *place = entry;  // forgotten in between, and back under another number
    return;
  }
  sample.insert(place, entry);
  if (sample.size() > kPerStratum) sample.pop_back();
}

void ControlPopulation::forget_strangers(const AccountTable& accounts) {
  for (auto& [stratum, sample] : strata_)
    std::erase_if(sample, [&](const auto& m) { return accounts.find(m.second) == nullptr; });
  std::erase_if(strata_, [](const auto& s) { return s.second.empty(); });
}

std::vector<AccountIndex> ControlPopulation::matched(const Stratum& wanted, std::string_view lang,
                                                     const AccountTable& accounts,
                                                     std::span<const AccountIndex> without) const {
  std::vector<AccountIndex> out;
  const auto take = [&](const Sample& sample, bool language) {
    for (const auto& [hash, index] : sample) {
      const auto* a = accounts.find(index);
      if (a == nullptr || a->flagged || activity_of(a->rhythm.acts()) != wanted.activity) continue;
      if (language && a->lang != lang) continue;
      if (!std::binary_search(without.begin(), without.end(), index)) out.push_back(index);
    }
  };
  const auto own = strata_.find(wanted);
  for (const bool language : {true, false}) {
    out.clear();
    if (own != strata_.end()) take(own->second, language);
    if (out.size() >= kEnough) return out;
  }
  for (const bool platform : {true, false}) {
    out.clear();
    for (const auto& [stratum, sample] : strata_) {
      if (stratum.activity != wanted.activity) continue;
      if (!platform || stratum.platform == wanted.platform) take(sample, false);
    }
    if (out.size() >= kEnough) break;
  }
  return out;
}

Evenness ControlPopulation::evenness(const AccountTable& accounts) const {
  Evenness out;
  for (const auto& [stratum, sample] : strata_) {
    for (const auto& [hash, index] : sample) {
      const auto* a = accounts.find(index);
      if (a == nullptr || a->flagged || activity_of(a->rhythm.acts()) != stratum.activity) continue;
      if (const auto v = a->rhythm.gap_variation()) out.add(stratum.activity, *v);
    }
  }
  return out;
}

std::size_t ControlPopulation::size() const noexcept {
  std::size_t n = 0;
  for (const auto& [stratum, sample] : strata_) n += sample.size();
  return n;
}

}  // namespace lockstep::evidence
