#include "rhythm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/core/median.h"
#include "lockstep/evidence/log_mean.h"
#include "lockstep/evidence/timing.h"

namespace lockstep::assess {
namespace {

using evidence::ControlPopulation;
using evidence::Evidence;
using evidence::Rhythm;
using Curve = Rhythm::Curve;

constexpr std::size_t kMinMembers = 3;
constexpr double kSkewed = 4;               // hours
constexpr std::size_t kMostMeasured = 200;  // members; the cap is met by far fewer

double cosine(const Curve& a, const Curve& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0F);
}

// How like `curve` is to a sum of curves.
double likeness(const Curve& curve, const Curve& sum) {
  const double length = std::sqrt(cosine(sum, sum));
  return length > 0 ? cosine(curve, sum) / length : 0;
}

// The accounts one or more members are held against, in numbers.
struct Yardstick {
  std::vector<double> entropies, likenesses;
  std::vector<double> variations;  // of those who have one
};

struct Measured {
  const evidence::Account* account = nullptr;
  Curve curve{};
};

std::vector<Measured> measured_members(const Subject& subject, const Evidence& evidence) {
  std::vector<Measured> out;
  for (const auto m : subject.members) {
    const auto* a = evidence.accounts().find(m);
    if (a != nullptr && a->rhythm.measured() && out.size() < kMostMeasured)
      out.push_back({a, a->rhythm.curve()});
  }
  return out;
}

Curve sum_of(const std::vector<Measured>& members) {
  Curve sum{};
  for (const auto& m : members)
    for (std::size_t h = 0; h < sum.size(); ++h) sum[h] += m.curve[h];
  return sum;
}

Curve without(Curve sum, const Curve& one) {
  for (std::size_t h = 0; h < sum.size(); ++h) sum[h] = std::max(0.0F, sum[h] - one[h]);
  return sum;
}

// Of what is matched with a member, once for all members that match the same accounts.
class Yardsticks {
 public:
  Yardsticks(const Subject& subject, const Evidence& evidence, const Curve& sum)
      : subject_(subject), evidence_(evidence), sum_(sum) {}

  // Sorted.
  const Yardstick& of(const evidence::Account& member) {
    auto stratum = ControlPopulation::stratum_of(member, subject_.now);
    const auto [place, fresh] = made_.try_emplace({std::move(stratum), member.lang});
    auto& made = place->second;
    if (fresh) {
      measure(evidence_.controls().matched(place->first.first, member.lang, evidence_.accounts(),
                                           subject_.members),
              made);
    }
    return made;
  }
  // Whoever any member was held against, once.
  Yardstick everyone() const {
    Yardstick out;
    for (const auto& [account, one] : measured_) add(one, out);
    return out;
  }

 private:
  struct One {
    double entropy = 0, likeness = 0;
    std::optional<double> variation;
  };
  static void add(const One& one, Yardstick& out) {
    out.entropies.push_back(one.entropy);
    out.likenesses.push_back(one.likeness);
    if (one.variation) out.variations.push_back(*one.variation);
  }
  void measure(const std::vector<AccountIndex>& accounts, Yardstick& out) {
    for (const auto index : accounts) {
      const auto [place, fresh] = measured_.try_emplace(index);
      if (fresh) {
        const auto& rhythm = evidence_.accounts().find(index)->rhythm;
        place->second = {rhythm.gap_entropy(), likeness(rhythm.curve(), sum_),
                         rhythm.gap_variation()};
      }
      add(place->second, out);
    }
    std::sort(out.entropies.begin(), out.entropies.end());
    std::sort(out.likenesses.begin(), out.likenesses.end());
  }

  const Subject& subject_;
  const Evidence& evidence_;
  const Curve& sum_;
  std::map<std::pair<ControlPopulation::Stratum, std::string>, Yardstick> made_;  // by language
  std::map<AccountIndex, One> measured_;
};

double rank(std::ptrdiff_t as_extreme, std::size_t all) {
  return static_cast<double>(1 + as_extreme) / static_cast<double>(1 + all);
}

double evidence_of(double r) { return evidence::timing_evidence(1, -std::log(r)); }

double share_above(const std::vector<double>& values, double x) {
  const auto above = std::count_if(values.begin(), values.end(), [&](double v) { return v > x; });
  return static_cast<double>(above) / static_cast<double>(values.size());
}

void compare(const std::vector<Measured>& members, const Curve& sum, Yardsticks& yardsticks,
             RhythmFinding& f) {
  double gaps = 0, hours = 0;
  std::vector<double> entropies, likenesses;
  for (const auto& m : members) {
    const auto& usual = yardsticks.of(*m.account);
    if (usual.entropies.size() < ControlPopulation::kEnough) continue;
    const double entropy = m.account->rhythm.gap_entropy();
    const double alike = likeness(m.curve, without(sum, m.curve));
    const auto& e = usual.entropies;
    const auto& l = usual.likenesses;
    gaps += evidence_of(rank(std::upper_bound(e.begin(), e.end(), entropy) - e.begin(), e.size()));
    hours += evidence_of(rank(l.end() - std::lower_bound(l.begin(), l.end(), alike), l.size()));
    entropies.push_back(entropy);
    likenesses.push_back(alike);
  }
  f.members = static_cast<std::uint32_t>(entropies.size());
  auto usual = yardsticks.everyone();
  f.controls = static_cast<std::uint32_t>(usual.entropies.size());
  if (entropies.size() < kMinMembers) return;
  f.gap_entropy = upper_median(entropies);
  f.likeness = upper_median(likenesses);
  f.less_regular = share_above(usual.entropies, f.gap_entropy);
  f.less_alike = 1 - share_above(usual.likenesses, f.likeness);
  f.usual_gap_entropy = upper_median(usual.entropies);
  f.usual_likeness = upper_median(usual.likenesses);
  f.nats = std::clamp(evidence::log_mean_exp(std::array{gaps, hours}), 0.0, kRhythmCap);
}

void compare_zones(const Subject& subject, const Evidence& evidence, RhythmFinding& f) {
  std::vector<double> skews;
  for (const auto m : subject.members) {
    const auto* a = evidence.accounts().find(m);
    if (a == nullptr || !a->facts.zone) continue;
    const auto skew = a->rhythm.zone_skew_hours(*a->facts.zone);
    if (!skew) continue;
    skews.push_back(*skew);
    f.zone_skewed += std::abs(*skew) >= kSkewed ? 1U : 0U;
  }
  f.zone_claims = static_cast<std::uint32_t>(skews.size());
  if (!skews.empty()) f.zone_skew_hours = upper_median(skews);
}

std::optional<EvennessFinding> evenness_of(const std::vector<Measured>& members,
                                           Yardsticks& yardsticks,
                                           const evidence::Evenness& archive) {
  EvennessFinding f;
  std::vector<double> variations, shares;
  for (const auto& m : members) {
    const auto v = m.account->rhythm.gap_variation();
    if (!v) continue;
    const auto& usual = yardsticks.of(*m.account).variations;
    const bool known = usual.size() >= ControlPopulation::kEnough;
    const auto activity = evidence::activity_of(m.account->rhythm.acts());
    const auto share = known ? share_above(usual, *v) : archive.share_above(activity, *v);
    if (!share) continue;
    const auto controls = static_cast<std::uint32_t>(known ? static_cast<double>(usual.size())
                                                           : archive.accounts(activity));
    f.controls = shares.empty() ? controls : std::min(f.controls, controls);
    variations.push_back(*v);
    shares.push_back(*share);
  }
  if (shares.size() < kMinMembers) return std::nullopt;
  f.members = static_cast<std::uint32_t>(shares.size());
  f.variation = upper_median(variations);
  f.less_even = upper_median(shares);
  return f;
}

std::optional<RhythmFinding> rhythm_of(const Subject& subject, const Evidence& evidence,
                                       const std::vector<Measured>& members, const Curve& sum,
                                       Yardsticks& yardsticks) {
  RhythmFinding f;
  compare(members, sum, yardsticks, f);
  if (f.members < kMinMembers) return std::nullopt;
  compare_zones(subject, evidence, f);
  std::vector<double> variations;
  for (const auto& m : members)
    if (const auto v = m.account->rhythm.gap_variation()) variations.push_back(*v);
  if (!variations.empty()) f.gap_variation = upper_median(variations);
  return f;
}

}  // namespace

When when_of(const Subject& subject, const Evidence& evidence) {
  const auto members = measured_members(subject, evidence);
  if (members.size() < kMinMembers) return {};
  const auto sum = sum_of(members);
  Yardsticks yardsticks(subject, evidence, sum);
  return {rhythm_of(subject, evidence, members, sum, yardsticks),
          evenness_of(members, yardsticks, evidence.usual_evenness())};
}

}  // namespace lockstep::assess
