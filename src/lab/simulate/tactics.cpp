// What operators do, and how they hide: every row is a campaign of its own kind (DETECTION 8.3).
// Most change one thing about the same plain campaign, so that a column of results says what that
// one thing costs.
#include <iterator>

#include "simulate/scenario.h"

namespace lockstep::lab {
namespace {

constexpr double kMinute = 60, kHour = 3600;

// What an operator leaves behind: at least one of the traces, on part of the accounts.
constexpr CluePlan kUsualClues{.redirector = 0.4,
                               .analytics = 0.3,
                               .creation = 0.35,
                               .lines = 0.4,
                               .persona = 0.2,
                               .registration = 0.25,
                               .at_least = 1,
                               .leak = {0.35, 0.8}};

constexpr GroupPlan kPlain{.name = "burst-60s",
                           .summary = "copied text within a minute",
                           .campaign = true,
                           .camouflage = {0.2, 0.6},
                           .waves = {8, 16},
                           .days = {1, 3},
                           .spread_s = {20, 60},
                           .participation = {0.6, 0.95},
                           .reposts = 0.25,
                           .links = 0.8,
                           .pictures = 0.3,
                           .tags = 0.5,
                           .wording = Wording::kSwaps,
                           .site_count = {1, 3},
                           .clues = kUsualClues};

template <class Change>
constexpr GroupPlan but(GroupPlan plan, std::string_view name, std::string_view summary,
                        Change change) {
  plan.name = name;
  plan.summary = summary;
  change(plan);
  return plan;
}
template <class Change>
constexpr GroupPlan plain_but(std::string_view name, std::string_view summary, Change change) {
  return but(kPlain, name, summary, change);
}

// --- how fast
constexpr GroupPlan kBurst10 =
    plain_but("burst-10s", "copied text within seconds", [](GroupPlan& p) {
      p.spread_s = {3, 10};
    });
constexpr GroupPlan kOneWave =
    plain_but("one-wave", "a single wave, then nothing", [](GroupPlan& p) {
      p.size = {8, 40};
      p.waves = {1, 1};
      p.spread_s = {60, 8 * kMinute};
      p.participation = {0.9, 1};
      p.clues.redirector = 0.7;
    });
constexpr GroupPlan kJitter10m =
    plain_but("jitter-10m", "spread over ten minutes", [](GroupPlan& p) {
      p.spread_s = {5 * kMinute, 10 * kMinute};
    });
constexpr GroupPlan kJitter60m = plain_but("jitter-60m", "spread over an hour", [](GroupPlan& p) {
  p.spread_s = {30 * kMinute, kHour};
});
constexpr GroupPlan kJitter6h = plain_but("jitter-6h", "spread over six hours", [](GroupPlan& p) {
  p.spread_s = {3 * kHour, 6 * kHour};
  p.days = {3, 6};
});
constexpr GroupPlan kHumanDelays =
    plain_but("human-delays", "delays around five minutes, as people have", [](GroupPlan& p) {
      p.tempo = Tempo::kLognormal;
      p.spread_s = {3 * kMinute, 7 * kMinute};
    });
constexpr GroupPlan kOrganicDelays =
    plain_but("organic-delays", "delays drawn from the organic law", [](GroupPlan& p) {
      p.tempo = Tempo::kReaction;
      p.spread_s = {6 * kHour, 12 * kHour};
      p.days = {3, 6};
    });
constexpr GroupPlan kSlowCadence = plain_but(
    "slow-cadence", "three targets a week to two a day, half of them each", [](GroupPlan& p) {
      p.waves = {};
      p.daily = {0.43, 2};
      p.days = {};
      p.spread_s = {kHour, 6 * kHour};
      p.participation = {0.3, 0.7};
      p.camouflage = {0.5, 0.9};
    });

// --- who takes part
constexpr GroupPlan kPartial =
    plain_but("partial", "a fifth to a half of them each time", [](GroupPlan& p) {
      p.waves = {16, 30};
      p.participation = {0.2, 0.5};
    });
constexpr GroupPlan kShifts = plain_but("shifts", "three crews that never meet", [](GroupPlan& p) {
  p.size = {15, 60};
  p.waves = {18, 30};
  p.turnout = Turnout::kShifts;
});
constexpr GroupPlan kRotating =
    plain_but("rotating", "another half of them every few waves", [](GroupPlan& p) {
      p.waves = {16, 30};
      p.turnout = Turnout::kRotating;
    });
constexpr GroupPlan kRotation =
    plain_but("account-rotation", "10 to 30 % of the accounts replaced a week", [](GroupPlan& p) {
      p.waves = {};
      p.daily = {3, 5};
      p.days = {};
      p.spread_s = {kMinute, 20 * kMinute};
      p.weekly_turnover = {0.1, 0.3};
    });

// --- what it looks like
constexpr GroupPlan kSpintax =
    plain_but("spintax", "text filled from alternatives", [](GroupPlan& p) {
      p.wording = Wording::kSpintax;
      p.spread_s = {kMinute, 10 * kMinute};
    });
constexpr GroupPlan kReworded =
    plain_but("reworded", "the same said anew by everyone", [](GroupPlan& p) {
      p.wording = Wording::kReworded;
      p.spread_s = {kMinute, 10 * kMinute};
    });
constexpr GroupPlan kTranslated =
    plain_but("translated", "one story in several languages", [](GroupPlan& p) {
      p.wording = Wording::kOwn;
      p.many_languages = true;
      p.links = 0.9;
      p.reposts = 0.1;
      p.spread_s = {kMinute, 20 * kMinute};
    });
constexpr GroupPlan kObfuscated = plain_but(
    "obfuscated", "invisible and look-alike letters, a short link each", [](GroupPlan& p) {
      p.obfuscated = true;
      p.spread_s = {30, 5 * kMinute};
      p.clues.redirector = 0;
    });
constexpr GroupPlan kSplitKeys =
    plain_but("split-keys", "many pages and sites for one narrative", [](GroupPlan& p) {
      p.split_keys = true;
      p.wording = Wording::kReworded;
      p.reposts = 0.1;
      p.site_count = {6, 12};
      p.spread_s = {kMinute, 20 * kMinute};
      p.clues.analytics = 0.6;
    });
constexpr GroupPlan kMediaRelay =
    plain_but("picture-relay", "pictures passed on, words of their own", [](GroupPlan& p) {
      p.wording = Wording::kOwn;
      p.pictures = 0.95;
      p.links = 0.2;
      p.spread_s = {5 * kMinute, 20 * kMinute};
    });
constexpr GroupPlan kReposts =
    plain_but("repost-ring", "one account reposted by all", [](GroupPlan& p) {
      p.lead = Lead::kStar;
      p.reposts = 1;
      p.waves = {15, 30};
      p.spread_s = {kMinute, 15 * kMinute};
      p.clues.redirector = p.clues.analytics = 0;
    });
constexpr GroupPlan kBoosted =
    plain_but("boosted-newcomers", "fresh accounts lifted by a swarm of replies", [](GroupPlan& p) {
      p.size = {12, 40};
      p.lead = Lead::kNewcomer;
      p.replies = 0.75;
      p.reposts = 0.6;
      p.wording = Wording::kSwaps;
      p.spread_s = {kMinute, 8 * kMinute};
    });

// --- where it hides
constexpr GroupPlan kSharded =
    plain_but("sharded", "a line each, but for a leak of 5 to 20 %", [](GroupPlan& p) {
      p.size = {20, 60};
      p.spread_s = {kMinute, 10 * kMinute};
      p.clues = {
          .analytics = 0.5, .lines = 0.7, .at_least = 1, .leak = {0.05, 0.2}, .subnet = true};
    });
constexpr GroupPlan kHandOff =
    plain_but("hand-off", "seeded on one platform, carried to others later", [](GroupPlan& p) {
      p.size = {15, 60};
      p.platforms = 3;
      p.hand_off = true;
      p.spread_s = {kMinute, 15 * kMinute};
      p.days = {2, 5};
    });
constexpr GroupPlan kUptake1 =
    plain_but("uptake-1x", "as many outsiders join in", [](GroupPlan& p) {
      p.spread_s = {kMinute, 10 * kMinute};
      p.uptake = {0.8, 1.2};
    });
constexpr GroupPlan kUptake10 =
    plain_but("uptake-10x", "ten times as many outsiders join in", [](GroupPlan& p) {
      p.size = {5, 15};
      p.spread_s = {kMinute, 10 * kMinute};
      p.uptake = {8, 12};
    });
constexpr GroupPlan kPoisoning =
    plain_but("poisoning", "members chase what is popular, too", [](GroupPlan& p) {
      p.mainstream = true;
      p.camouflage = {0.75, 0.85};
      p.spread_s = {kMinute, 10 * kMinute};
    });
constexpr GroupPlan kNoCamouflage =
    plain_but("camouflage-0", "nothing but the campaign", [](GroupPlan& p) {
      p.camouflage = {0, 0};
      p.spread_s = {kMinute, 10 * kMinute};
    });
constexpr GroupPlan kCamouflage80 =
    plain_but("camouflage-80", "four of five posts organic", [](GroupPlan& p) {
      p.camouflage = {0.8, 0.8};
      p.waves = {};
      p.daily = {1.5, 3};
      p.days = {};
      p.spread_s = {kMinute, 10 * kMinute};
    });
constexpr GroupPlan kCamouflage95 =
    plain_but("camouflage-95", "nineteen of twenty posts organic", [](GroupPlan& p) {
      p.camouflage = {0.95, 0.95};
      p.waves = {};
      p.daily = {0.8, 1.4};
      p.days = {};
      p.spread_s = {kMinute, 10 * kMinute};
    });

// --- together
constexpr GroupPlan kPatient =
    plain_but("jitter+reworded+partial", "hours apart, said anew, half of them", [](GroupPlan& p) {
      p.wording = Wording::kReworded;
      p.spread_s = {kHour, 4 * kHour};
      p.waves = {16, 30};
      p.days = {3, 6};
      p.participation = {0.3, 0.6};
    });
constexpr GroupPlan kCareful =
    plain_but("camouflage+sharded+spintax", "mostly organic, hardly a clue", [](GroupPlan& p) {
      p.wording = Wording::kSpintax;
      p.spread_s = {kMinute, 20 * kMinute};
      p.camouflage = {0.8, 0.8};
      p.clues = kSharded.clues;
    });
constexpr GroupPlan kEverything = plain_but("everything", "all of it at once", [](GroupPlan& p) {
  p.size = {20, 60};
  p.platforms = 2;
  p.hand_off = p.obfuscated = true;
  p.wording = Wording::kReworded;
  p.spread_s = {kHour, 4 * kHour};
  p.waves = {20, 40};
  p.days = {4, 8};
  p.participation = {0.3, 0.6};
  p.camouflage = {0.7, 0.85};
  p.weekly_turnover = {0.1, 0.3};
  p.uptake = {0.5, 1.5};
  p.clues = kSharded.clues;
});

// --- large: some of these by hundreds, who are most of what touches their objects
template <class Change>
constexpr GroupPlan large_but(const GroupPlan& small, std::string_view name,
                              std::string_view summary, Change change) {
  return but(small, name, summary, [&](GroupPlan& p) {
    p.size = {150, 600};
    change(p);
  });
}
constexpr GroupPlan kLargeBurst =
    large_but(kPlain, "large-burst", "hundreds, copied text within ten minutes", [](GroupPlan& p) {
      p.spread_s = {kMinute, 10 * kMinute};
    });
constexpr GroupPlan kLargeRing =
    large_but(kReposts, "large-ring", "one account reposted by hundreds", [](GroupPlan& p) {
      p.spread_s = {5 * kMinute, kHour};
    });
constexpr GroupPlan kLargeReworded = large_but(
    kReworded, "large-reworded", "the same said anew by hundreds, over hours", [](GroupPlan& p) {
      p.spread_s = {kHour, 4 * kHour};
      p.participation = {0.4, 0.8};
    });
constexpr GroupPlan kLargeUptake = large_but(
    kUptake1, "large-uptake", "hundreds, and as many outsiders join in", [](GroupPlan& p) {
      p.spread_s = {kMinute, 20 * kMinute};
    });
constexpr GroupPlan kLargePartial =
    large_but(kPartial, "large-partial", "hundreds, a fifth to a half each time", [](GroupPlan& p) {
      p.spread_s = {kMinute, 20 * kMinute};
    });
constexpr GroupPlan kLargeHandOff =
    large_but(kHandOff, "large-hand-off", "hundreds, seeded on one platform, carried to others",
              [](GroupPlan&) {});

}  // namespace

std::span<const GroupPlan* const> large_operations() noexcept {
  static constexpr const GroupPlan* kAll[] = {&kLargeBurst,  &kLargeRing,    &kLargeReworded,
                                              &kLargeUptake, &kLargePartial, &kLargeHandOff};
  return kAll;
}

std::span<const GroupPlan* const> tactics() noexcept {
  // In an order that lets any few neighbours differ: a seed plants some consecutive ones.
  static constexpr const GroupPlan* kAll[] = {
      &kBurst10,      &kReworded,     &kCamouflage80,  &kJitter6h,   &kReposts,   &kShifts,
      &kUptake1,      &kSpintax,      &kOrganicDelays, &kObfuscated, &kHandOff,   &kPlain,
      &kCareful,      &kSlowCadence,  &kBoosted,       &kPartial,    &kSharded,   &kJitter60m,
      &kTranslated,   &kNoCamouflage, &kRotation,      &kOneWave,    &kSplitKeys, &kHumanDelays,
      &kPoisoning,    &kMediaRelay,   &kEverything,    &kJitter10m,  &kRotating,  &kUptake10,
      &kCamouflage95, &kPatient};
  return kAll;
}

}  // namespace lockstep::lab
