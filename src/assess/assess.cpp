#include "lockstep/assess/assess.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "benign.h"
#include "collect.h"
#include "families.h"
#include "homogeneity.h"
#include "lockstep/core/median.h"
#include "reach.h"
#include "rhythm.h"
#include "roles.h"
#include "watched.h"

namespace lockstep::assess {
namespace {

using evidence::AcceptedPair;
using evidence::Evidence;
using evidence::PairRecord;

// DETECTION 2.7; proposals there, kept until verdicts can fit them.
constexpr double kFamilyCap = 20, kPrior = -4.6, kPerNat = 0.35, kPerFamily = 0.7,
                 kPerExplanation = 2;
constexpr double kFamilyCounts = 3;
constexpr double kInauthenticPrior = -3, kInauthenticPerNat = 0.5;
constexpr std::uint32_t kConfirmedCap = 97, kUnconfirmedCap = 79, kUnseenCap = 59, kUnactedCap = 39,
                        kNoClueCap = 15;
constexpr double kFamilyStrong = 5, kConfirmLevel = 0.01;
constexpr std::size_t kFamilies = 5;

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

double median(std::vector<double>& values) { return values.empty() ? 0 : upper_median(values); }

// The family's share of a pair's evidence: the average of its kinds' e-values, in nats.
double family_nats(const PairRecord& record, std::size_t family, const Evidence& evidence) {
  double sum = 0, weights = 0;
  for (std::size_t k = 0; k < evidence::kMaxCoactionKinds; ++k) {
    if (record.shared[k].total() == 0) continue;
    const auto& kind = evidence.kinds()[evidence.kind_of_dense(k)];
    if (kind.family != family) continue;
    sum += kind.weight * std::exp(std::min(static_cast<double>(record.evidence[k]), 700.0));
    weights += kind.weight;
  }
  return weights > 0 && sum > 0 ? std::max(0.0, std::log(sum / weights)) : 0;
}

double family_of_acts(std::span<const AcceptedPair> edges, std::size_t family, std::size_t n,
                      const Evidence& evidence) {
  std::vector<double> nats;
  for (const auto& edge : edges) nats.push_back(family_nats(*edge.record, family, evidence));
  return std::min(kFamilyCap, median(nats) * (1 + 0.5 * std::log(static_cast<double>(n - 1))));
}

double family_of_attributes(std::span<const SharedFinding> shared, std::size_t family,
                            std::size_t n, const Evidence& evidence) {
  std::map<std::uint8_t, double> best;  // by group
  for (const auto& f : shared) {
    if (f.act || evidence.kinds()[f.kind].family != family) continue;
    const double m = f.members;
    const double w = f.weight * (1 + 0.5 * std::log(std::max(1.0, m - 1))) *
                     std::sqrt(m / static_cast<double>(n));
    auto& slot = best[evidence.kinds()[f.kind].group];
    slot = std::max(slot, w);
  }
  double sum = 0;
  for (const auto& [group, w] : best) sum += w;
  return std::min(kFamilyCap, sum);
}

void weigh_families(std::span<const AcceptedPair> edges, const Evidence& evidence, Finding& f) {
  const auto n = f.members.size();
  for (const auto family : {kBehaviour, kContent})
    f.families[family] = family_of_acts(edges, family, n, evidence);
  for (const auto& claim : f.claims)
    f.families[kBehaviour] = std::max(f.families[kBehaviour], std::min(kFamilyCap, claim.nats));
  for (const auto family : {kInfrastructure, kIdentity}) {
    f.families[family] = family_of_attributes(f.shared, family, n, evidence);
  }
  if (f.rhythm) f.families[kRhythm] = f.rhythm->nats;
}

void judge(Finding& f) {
  double sum = 0;
  int strong = 0;
  for (const double w : f.families) {
    sum += w;
    if (w >= kFamilyCounts) ++strong;
  }
  const auto explanations = static_cast<double>(std::count_if(
      f.benign.begin(), f.benign.end(), [](const auto& b) { return b.outcome == "explains"; }));
  const double acts = f.families[kBehaviour] + f.families[kContent];
  const double identity = f.families[kInfrastructure] + f.families[kIdentity];
  f.coordination = logistic(kPrior + kPerNat * acts);
  f.inauthenticity =
      logistic(kInauthenticPrior + kInauthenticPerNat * identity - kPerExplanation * explanations);
  const double log_odds =
      kPrior + kPerNat * sum + kPerFamily * strong - kPerExplanation * explanations;
  const auto independent = std::count_if(f.families.begin(), f.families.end(),
                                         [](double w) { return w >= kFamilyStrong; });
  const bool clue = f.clue_coverage > 0;
  const std::uint32_t cap = !acted(f)                                 ? kUnactedCap
                            : clue && f.confirmed && independent >= 2 ? kConfirmedCap
                            : clue                                    ? kUnconfirmedCap
                            : f.clues_visible                         ? kNoClueCap
                                                                      : kUnseenCap;
  f.confidence = std::min(cap, static_cast<std::uint32_t>(std::lround(100 * logistic(log_odds))));
  f.verdict = acted(f) && clue && explanations == 0 ? Verdict::kCoordinatedInauthentic
                                                    : Verdict::kCoordinated;
  f.credibility = f.members.size() < 3 || f.coactions < 10 ? 6
                  : f.confidence >= 80                     ? 1
                  : f.confidence >= 60                     ? 2
                  : f.confidence >= 40                     ? 3
                  : f.confidence >= 20                     ? 4
                                                           : 5;
}

// What an analyst should do next. Nothing is asked for on coordination alone.
Tier tier_of(const Finding& f, std::size_t platforms) {
  if (f.verdict == Verdict::kCoordinated) return Tier::kMonitor;
  if (f.confidence >= 70 && (platforms > 1 || f.members.size() >= 50)) return Tier::kEscalate;
  return f.confidence >= 60 ? Tier::kRebut : Tier::kPreBunk;
}

void describe_members(const Subject& subject, const Evidence& evidence, Finding& f) {
  std::map<AccountIndex, std::pair<double, std::size_t>> strength;
  for (const auto& a : subject.associates)
    strength[a.account] = {evidence.confidence_of(a.nats), 1};
  for (const auto& [record, confidence] : subject.edges) {
    for (const auto end : {evidence::first_of(record->pair), evidence::second_of(record->pair)}) {
      strength[end].first += confidence;
      ++strength[end].second;
    }
    f.coactions += record->credits;
  }
  for (const auto* claim : subject.claims) {
    for (const auto m : claim->members) {
      auto& [sum, count] = strength[m];
      if (count == 0) sum = evidence.confidence_of(claim->nats);
      count = std::max<std::size_t>(count, 1);
    }
  }
  for (const auto m : subject.members) {
    const auto* account = evidence.accounts().find(m);
    if (account == nullptr) continue;
    MemberFinding member;
    member.account = m;
    const auto& [sum, count] = strength[m];
    member.score = count == 0 ? 0 : sum / static_cast<double>(count);
    member.first_seen = account->first_seen;
    f.members.push_back(member);
  }
}

void describe_claims(const Subject& subject, Finding& f) {
  std::map<std::string, ClaimFinding> best;
  for (const auto* claim : subject.claims) {
    auto& slot = best[claim->hypothesis];
    if (slot.accounts == 0 || claim->nats > slot.nats)
      slot = {claim->hypothesis, static_cast<std::uint32_t>(claim->members.size()), claim->nats};
  }
  for (const auto& [hypothesis, claim] : best) f.claims.push_back(claim);
  std::stable_sort(f.claims.begin(), f.claims.end(),
                   [](const auto& a, const auto& b) { return a.nats > b.nats; });
}

// The share of members that hold a clue, or 0 where that is too few for the gate.
double coverage_of(std::span<const SharedFinding> shared, std::size_t members,
                   const AssessConfig& config) {
  std::set<AccountIndex> holders;
  for (const auto& s : shared) {
    if (!s.clue || s.excused) continue;
    for (const auto& t : s.touches) holders.insert(t.account);
  }
  const auto covered = static_cast<double>(holders.size());
  return covered >= config.clues.wide(members) ? covered / static_cast<double>(members) : 0;
}

bool clues_visible(std::span<const AccountIndex> members, const Evidence& evidence) {
  // Not a redirector, which shows on links alone: it is measured among those who posted some.
  return most_show(members, evidence, [&](const evidence::KindModel& kind) {
    return kind.ties && kind.family == kInfrastructure && &kind == &evidence.kinds()[kind.base];
  });
}

// The part of what is counted of the founders (two epochs, or since the first of them was seen)
// that lies between `founded` and `now`.
double share_since(EventTime founded, EventTime now, std::span<const AccountIndex> founders,
                   const Evidence& evidence) {
  EventTime begin = now;
  for (const auto m : founders) {
    if (const auto* account = evidence.accounts().find(m))
      begin = std::min(begin, account->first_seen);
  }
  const EventTime counted{(evidence::epoch_of(now) - 1) * evidence::kEpoch};
  begin = std::max(begin, counted);
  if (founded <= begin) return 1;
  return std::chrono::duration<double>(now - founded) / std::chrono::duration<double>(now - begin);
}

// Keys that the founders met on and nobody of them had touched before the community was found.
bool confirmed(const Subject& subject, std::span<const SharedFinding> shared,
               const Evidence& evidence) {
  std::set<const evidence::PostInfo*> first_posts;  // one post shows several keys: one meeting
  EventTime newest{};
  for (const auto& s : shared) {
    if (!s.act) continue;
    std::vector<const evidence::Touch*> met;
    for (const auto& t : s.touches) {
      newest = std::max(newest, t.time);
      if (std::binary_search(subject.founders.begin(), subject.founders.end(), t.account))
        met.push_back(&t);
    }
    if (met.size() >= 2 && met.front()->time > subject.founded)
      first_posts.insert(met.front()->post.get());
  }
  const auto meetings = static_cast<double>(first_posts.size());
  if (meetings == 0) return false;
  const double mu = evidence.expected_meetings(subject.founders) *
                    share_since(subject.founded, newest, subject.founders, evidence);
  return meetings * std::log(mu / (1 + mu)) < std::log(kConfirmLevel);
}

void settle_members(const Evidence& evidence, Finding& f) {
  std::map<AccountIndex, EventTime> first;
  for (const auto& s : f.shared) {
    if (!s.act) continue;
    for (const auto& t : s.touches) {
      const auto [place, fresh] = first.try_emplace(t.account, t.time);
      if (!fresh) place->second = std::min(place->second, t.time);
    }
  }
  const auto roles = roles_of(f.shared, [&](AccountIndex a) -> std::string_view {
    return evidence.accounts().find(a)->platform;
  });
  for (auto& m : f.members) {
    if (const auto role = roles.find(m.account); role != roles.end()) m.role = role->second;
    if (const auto found = first.find(m.account); found != first.end())
      m.first_seen = found->second;
  }
  std::sort(f.members.begin(), f.members.end(),
            [&](const MemberFinding& a, const MemberFinding& b) {
              if (a.score != b.score) return a.score > b.score;
              return evidence.accounts().find(a.account)->name <
                     evidence.accounts().find(b.account)->name;
            });
}

void describe_acts(Finding& f) {
  std::set<const evidence::PostInfo*> posts;
  std::vector<double> delays;
  std::uint64_t meetings = 0;
  f.window_start = EventTime::max();
  f.window_end = EventTime::min();
  for (const auto& s : f.shared) {
    if (!s.act) continue;
    meetings += s.touches.size() - 1;
    for (std::size_t i = 0; i < s.touches.size(); ++i) {
      const auto& t = s.touches[i];
      posts.insert(t.post.get());
      f.window_start = std::min(f.window_start, t.time);
      f.window_end = std::max(f.window_end, t.time);
      if (i > 0)
        delays.push_back(std::chrono::duration<double>(t.time - s.touches[i - 1].time).count());
    }
  }
  f.coactions = std::max(f.coactions, meetings);  // a group found by a claim has few pairs
  f.posts = posts.size();
  f.median_delay_s = median(delays);
  if (!posts.empty()) return;
  for (const auto& s : f.shared) {
    for (const auto& t : s.touches) {
      f.window_start = std::min(f.window_start, t.time);
      f.window_end = std::max(f.window_end, t.time);
    }
  }
}

}  // namespace

void AssessConfig::describe(ConfigVisitor& v) {
  v.field("clue_nats", clues.nats, {0, 20},
          "A shared attribute must be worth this much to count as a clue.");
  v.field("clue_surplus", clues.surplus, {0, 100},
          "... and beyond which of so many members share something, by this many nats.");
  v.field("clue_share", clues.share, {0, 1},
          "Clues must together cover at least this share of the members ...");
  v.field("clue_members", clues.members, {2, 1'000}, "... and each be held by this many of them.");
  v.field("burst_rules", burst_rules,
          "What a first wave looks like, one rule a line: 'HYPOTHESIS: KIND/KIND by N accounts "
          "within DURATION and M share a clue', or '... and M share a campaign and target younger "
          "than DURATION'; and what a batch of new accounts looks like before its first post: "
          "'... by N new accounts within DURATION and M share a clue', of kinds of attributes");
  v.field("allow_list", allow_list,
          "Accounts (platform:id) that may act together: a community of which half is listed is "
          "explained.");
  v.field("alert_explained", alert_explained,
          "Whether communities that a benign check explains are alerted, as coordinated.");
  v.field("established_days", established_days, {1, 10'000},
          "An account this old when first seen counts as established.");
}

bool acted(const Finding& f) {
  return f.pairs > 0 ||
         std::any_of(f.claims.begin(), f.claims.end(), [](const auto& c) { return c.nats > 0; });
}

bool explained(const Finding& f) {
  return f.verdict == Verdict::kCoordinated &&
         std::any_of(f.benign.begin(), f.benign.end(),
                     [](const auto& b) { return b.outcome == "explains"; });
}

Finding assess(const Subject& subject, const Evidence& evidence, const AssessConfig& config) {
  const auto members = subject.members;
  const auto edges = subject.edges;
  Finding f;
  f.pairs = edges.size();
  const auto n = static_cast<double>(members.size());
  f.density = 2 * static_cast<double>(edges.size()) / (n * (n - 1));
  describe_claims(subject, f);
  describe_members(subject, evidence, f);
  f.shared = collect_shared(subject, evidence, config);
  const bool covered = coverage_of(f.shared, members.size(), config) > 0;
  excuse_clues(f, evidence, config);
  f.clue_coverage = coverage_of(f.shared, members.size(), config);
  f.clues_visible = clues_visible(members, evidence);
  f.confirmed = confirmed(subject, f.shared, evidence);
  settle_members(evidence, f);
  describe_acts(f);
  f.rhythm = rhythm_of(subject, evidence);
  f.homogeneity = homogeneity_of(members, evidence);
  f.amplifiers = amplifiers_of(members, evidence);
  f.audience_jump = audience_jump_of(f.shared, evidence);
  f.missing = missing_inputs(members, evidence, f.rhythm.has_value());
  weigh_families(edges, evidence, f);
  weigh_watched(subject, evidence, kFamilyCap, f);
  f.benign = benign_checks(members, f, covered, evidence, config);
  judge(f);
  std::set<std::string> platforms;
  for (const auto& m : f.members) platforms.insert(evidence.accounts().find(m.account)->platform);
  f.tier = tier_of(f, platforms.size());
  return f;
}

}  // namespace lockstep::assess
