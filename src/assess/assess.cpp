#include "lockstep/assess/assess.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "basis.h"
#include "benign.h"
#include "collect.h"
#include "families.h"
#include "homogeneity.h"
#include "judge.h"
#include "lockstep/core/median.h"
#include "reach.h"
#include "rhythm.h"
#include "roles.h"
#include "structure.h"
#include "watched.h"

namespace lockstep::assess {
namespace {

using evidence::AcceptedPair;
using evidence::Evidence;
using evidence::PairRecord;

constexpr double kFamilyCap = 20;
constexpr double kConfirmLevel = 0.01;

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
double coverage_of(const Finding& f, std::size_t members, const AssessConfig& config) {
  const auto covered = static_cast<double>(clue_holders(f));
  return covered >= config.clues.wide(members) ? covered / static_cast<double>(members) : 0;
}

bool clues_visible(std::span<const AccountIndex> members, const Evidence& evidence) {
  // Not a redirector, which shows on links alone: it is measured among those who posted some.
  return most_show(members, evidence, [&](const evidence::KindModel& kind) {
    return kind.family == kInfrastructure && is_own(kind, evidence.kinds());
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
  const auto bases = bases_of(f.shared, evidence.kinds());
  for (auto& m : f.members) {
    if (const auto role = roles.find(m.account); role != roles.end()) m.role = role->second;
    if (const auto basis = bases.find(m.account); basis != bases.end()) m.basis = basis->second;
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
  std::vector<const evidence::PostInfo*> posts;
  std::uint64_t meetings = 0;
  f.window_start = EventTime::max();
  f.window_end = EventTime::min();
  const auto widen_to = [&f](EventTime t) {
    f.window_start = std::min(f.window_start, t);
    f.window_end = std::max(f.window_end, t);
  };
  for (const auto& s : f.shared) {
    if (!s.act) continue;
    meetings += s.touches.size() - 1;
    for (const auto& t : s.touches) {
      posts.push_back(t.post.get());
      widen_to(t.time);
    }
  }
  std::sort(posts.begin(), posts.end());
  posts.erase(std::unique(posts.begin(), posts.end()), posts.end());
  f.coactions = std::max(f.coactions, meetings);  // a group found by a claim has few pairs
  f.posts = posts.size();
  auto gaps = gaps_of(f.shared);
  f.median_delay_s = median(gaps);
  if (!posts.empty()) return;
  for (const auto& s : f.shared)
    for (const auto& t : s.touches) widen_to(t.time);
}

}  // namespace

void Weights::describe(ConfigVisitor& v) {
  constexpr Range<double> kLogOdds{-20, 20};
  v.field("prior", prior, kLogOdds, "Without any evidence (DETECTION 2.7: 1 in 100).");
  v.field("behaviour", behaviour, kLogOdds, "A nat of behaviour.");
  v.field("content", content, kLogOdds, "A nat of content.");
  v.field("infrastructure", infrastructure, kLogOdds, "A nat of infrastructure.");
  v.field("identity", identity, kLogOdds, "A nat of identity.");
  v.field("rhythm", rhythm, kLogOdds, "A nat of rhythm.");
  v.field("families", families, kLogOdds, "Each family of at least 3 nats.");
  v.field("accounts", accounts, kLogOdds, "The binary logarithm of 1 + members.");
  v.field("benign_explains", benign_explains, kLogOdds, "Each benign explanation that holds.");
  v.field("benign_possible", benign_possible, kLogOdds, "Each that is possible.");
}

void AssessConfig::describe(ConfigVisitor& v) {
  v.field("clue_nats", clues.nats, {0, 20},
          "A shared attribute must be worth this much to count as a clue.");
  v.field("clue_surplus", clues.surplus, {0, 100},
          "... and beyond which of so many members share something, by this many nats.");
  v.field("clue_share", clues.share, {0, 1},
          "Clues must together cover at least this share of the members ...");
  v.field(
      "clue_page_share", clues.page_share, {0, 1},
      "What the pages show that accounts link to, such as an analytics id, counts as a clue only "
      "if this share of the members holds it, and they are half of its holders: readers of one "
      "publisher have it in common, too.");
  v.field("clue_members", clues.members, {2, 1'000}, "... and each be held by this many of them.");
  v.field("require_clue", require_clue,
          "Whether 'coordinated-inauthentic' needs such clues. Without them behaviour alone "
          "accuses, and "
          "fans behave alike, too.");
  v.field(
      "calibration", calibration,
      "What a confidence has turned out to mean, one step a line, ascending: 'N means M' for "
      "confidences from N to the next step. Empty: it means what it says. No step lifts it over "
      "what its evidence allows (59 without clues, 79 unless confirmed)");
  v.field("tiers", tiers,
          "The response tier of what is called inauthentic: 'TIER at confidence N [and M accounts] "
          "[and K platforms]' or 'TIER'; the first rule that holds, monitor if none");
  v.field("burst_rules", burst_rules,
          "What a first wave looks like, one rule a line: 'HYPOTHESIS: KIND/KIND by N accounts "
          "within DURATION and M share a clue', or '... and M share a campaign and target younger "
          "than DURATION'; and what a batch of new accounts looks like before its first post: "
          "'... by N new accounts within DURATION and M share a clue', of kinds of attributes");
  v.field("allow_list", allow_list,
          "Accounts (platform:id) that may act together: a community of which half is listed is "
          "explained.");
  v.field(
      "allow_objects", allow_objects,
      "Domains, hashtags, links and other things that may be shared in step, each as alerts name "
      "it ('evidence[].key'): a community half of whose posts are about listed ones, and which no "
      "clue ties, is explained.");
  v.field("alert_explained", alert_explained,
          "Whether communities that a benign check explains are alerted, as coordinated.");
  v.field("established_days", established_days, {1, 10'000},
          "An account this old when first seen counts as established.");
  v.section("weights", weights,
            "What evidence adds to the log-odds of the confidence (lockstep tune).");
}

std::size_t clue_holders(const Finding& f) {
  std::set<AccountIndex> holders;
  for (const auto& s : f.shared) {
    if (!s.clue || s.excused) continue;
    for (const auto& t : s.touches) holders.insert(t.account);
  }
  return holders.size();
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

Finding assess(const Subject& subject, const Evidence& evidence, const AssessConfig& config,
               const Judgement& judgement) {
  const auto members = subject.members;
  const auto edges = subject.edges;
  Finding f;
  f.pairs = edges.size();
  const auto n = static_cast<double>(members.size());
  f.density = 2 * static_cast<double>(edges.size()) / (n * (n - 1));
  describe_claims(subject, f);
  describe_members(subject, evidence, f);
  f.shared = collect_shared(subject, evidence, config);
  const bool covered = coverage_of(f, members.size(), config) > 0;
  excuse_clues(members, f, evidence, config);
  f.clue_coverage = coverage_of(f, members.size(), config);
  f.clues_visible = clues_visible(members, evidence);
  f.confirmed = confirmed(subject, f.shared, evidence);
  settle_members(evidence, f);
  describe_acts(f);
  const auto when = when_of(subject, evidence);
  f.rhythm = when.rhythm;
  f.evenness = when.evenness;
  f.homogeneity = homogeneity_of(members, evidence);
  f.structure = structure_of(f, subject, evidence);
  f.amplifiers = amplifiers_of(members, evidence);
  f.audience_jump = audience_jump_of(f.shared, evidence);
  f.missing = missing_inputs(members, evidence, f.rhythm.has_value());
  weigh_families(edges, evidence, f);
  weigh_watched(subject, evidence, kFamilyCap, f);
  f.benign = benign_checks(members, f, covered, evidence, config);
  std::set<std::string> platforms;
  for (const auto& m : f.members) platforms.insert(evidence.accounts().find(m.account)->platform);
  judge(platforms.size(), config, judgement, f);
  return f;
}

}  // namespace lockstep::assess
