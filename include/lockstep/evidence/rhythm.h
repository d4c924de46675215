// Rhythm: when an account acts, whatever it does (DETECTION 2.6), and the accounts that tell what
// is usual. A person's gaps are of all sizes; a script's are few. People of one place keep the same
// hours, and so do shifts; only against others as active does either mean anything.
// Next: assess/assess.h (a community's rhythm against that of others).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lockstep/core/time.h"
#include "lockstep/core/trace.h"
#include "lockstep/evidence/evenness.h"

namespace lockstep::evidence {

// The acts of one account by hour of the week (UTC, Monday first) and the gaps between them. Counts
// are halved when one is full, so that what is old fades. 224 bytes. A value.
class Rhythm {
 public:
  static constexpr std::size_t kHours = 168, kGapBins = 17;
  static constexpr std::uint32_t kMeasured = 20;  // gaps from which on entropy says something
  static constexpr std::uint32_t kPlaced = 50;    // acts from which on hours of the day do

  void observe(EventTime at) noexcept;  // in order of time
  std::uint32_t acts() const noexcept { return acts_; }
  bool measured() const noexcept { return acts_ > kMeasured; }

  // Bits: entropy over octaves of gaps from a second to a day, with the correction of Miller
  // (1955). Needs a gap.
  double gap_entropy() const noexcept;
  // Standard deviation over mean of the gaps within sessions (of at most an hour: nights and days
  // off would swamp it). None of fewer than ten.
  std::optional<double> gap_variation() const noexcept;
  // Share of the week's acts by hour, smoothed by an hour to both sides, of unit length: the cosine
  // of two is their sum of products. All zero without acts.
  using Curve = std::array<float, kHours>;
  Curve curve() const noexcept;
  // The hours between where the account's days lie and where days lie in a zone `claimed`, from -12
  // to 12, positive if its days begin later. The middle of its acts' day, a circular mean, is taken
  // for half past four in the afternoon (Yasseri et al. 2012 find editors' places like that). None
  // without kPlaced acts on three days of the week, or without a marked day and night.
  std::optional<double> zone_skew_hours(const ClaimedZone& claimed) const noexcept;

  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar) {
    auto& [hours, gaps, session_gaps, acts, last, mean, squares] = *this;
    ar(hours, gaps, session_gaps, acts, last, mean, squares);
  }

 private:
  std::array<std::uint8_t, kHours> hours_{};
  std::array<std::uint8_t, kGapBins> gaps_{};
  std::uint16_t session_gaps_ = 0;  // counted in the two below; stays at its maximum
  std::uint32_t acts_ = 0;
  EventTime last_{};
  float mean_ = 0, squares_ = 0;  // Welford (1962), seconds
};

struct Account;
class AccountTable;

// A uniform sample of the accounts of each stratum (platform, age, activity): those with the
// smallest hashes, as they stood when they became that active. Bounded: kMaxStrata of kPerStratum;
// accounts of further strata are not sampled. Not thread-safe: one owner, calls in the total order
// of posts.
class ControlPopulation {
 public:
  static constexpr std::size_t kPerStratum = 200, kMaxStrata = 512, kEnough = Evenness::kEnough;

  // What accounts are matched by.
  struct Stratum {
    std::uint8_t activity = 0;  // activity_of(acts)
    std::string platform;
    std::uint8_t age = 0;  // band, 0: not known
    friend auto operator<=>(const Stratum&, const Stratum&) = default;
    template <class Archive>
    void archive(Archive& ar) {
      auto& [activity_, platform_, age_] = *this;
      ar(activity_, platform_, age_);
    }
  };
  static Stratum stratum_of(const Account& account, EventTime now);

  // After each act of an account.
  void observe(AccountIndex index, const Account& account, EventTime now);
  // Forgets accounts that the table has forgotten.
  void forget_strangers(const AccountTable& accounts);
  // Accounts to hold one of this stratum and language against: of both; if these are not kEnough,
  // of the stratum; else of its platform and activity; else of its activity. Fewer than kEnough
  // only if there are no more. Never one of `without` (sorted), nor a member of an open campaign.
  // In a stable order.
  std::vector<AccountIndex> matched(const Stratum& stratum, std::string_view lang,
                                    const AccountTable& accounts,
                                    std::span<const AccountIndex> without) const;

  // Of all but members of open campaigns, for a stream that has no controls yet.
  Evenness evenness(const AccountTable& accounts) const;

  std::size_t size() const noexcept;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar) {
    auto& [strata] = *this;
    ar(strata);
  }

 private:
  using Sample = std::vector<std::pair<std::uint64_t, AccountIndex>>;  // by hash
  std::map<Stratum, Sample> strata_;
};

}  // namespace lockstep::evidence
