// The campaigns of the small, fixed scenarios.
#include "simulate/scenario.h"

namespace lockstep::lab {
namespace {

constexpr std::array<double, 4> kOnX = {1, 0, 0, 0};
constexpr std::array<double, 4> kMixed = {0.2, 0.3, 0.2, 0.3};

constexpr GroupPlan kCopyBurst{.name = "copy-burst",
                               .summary = "burst-copy",
                               .campaign = true,
                               .size = {22, 26},
                               .platform_shares = kOnX,
                               .waves = {8, 12},
                               .tempo = Tempo::kUniform,
                               .spread_s = {70, 150},
                               .participation = {0.7, 0.95},
                               .reposts = 0,
                               .links = 0.8,
                               .pictures = 0.05,
                               .tags = 0.4,
                               .wording = Wording::kSwaps,
                               .site_count = {1, 1},
                               .clues = {.redirector = 1,
                                         .creation = 1,
                                         .lines = 1,
                                         .leak = {0.3, 0.3},
                                         .created_within_h = {40, 40}}};

constexpr GroupPlan kMediaRelay{.name = "media-relay",
                                .summary = "jitter-media",
                                .campaign = true,
                                .size = {13, 15},
                                .platform_shares = kMixed,
                                .waves = {20, 24},
                                .tempo = Tempo::kUniform,
                                .spread_s = {600, 1200},
                                .participation = {0.65, 0.9},
                                .reposts = 0.5,
                                .links = 0.7,
                                .pictures = 0.9,
                                .tags = 0.9,
                                .wording = Wording::kOwn,
                                .site_count = {3, 3},
                                .clues = {.analytics = 1}};

constexpr GroupPlan kTightBurst{.name = "tight-burst",
                                .summary = "burst-copy",
                                .campaign = true,
                                .size = {8, 16},
                                .platform_shares = kOnX,
                                .waves = {6, 10},
                                .tempo = Tempo::kUniform,
                                .spread_s = {8, 30},
                                .participation = {0.8, 1.0},
                                .reposts = 0.2,
                                .links = 0.9,
                                .pictures = 0.3,
                                .tags = 0.5,
                                .wording = Wording::kSwaps,
                                .site_count = {1, 1},
                                .clues = {.redirector = 1, .lines = 1, .leak = {0.4, 0.4}}};

constexpr GroupPlan kTagStorm{
    .name = "tag-storm",
    .summary = "burst-tags",
    .campaign = true,
    .size = {30, 50},
    .platform_shares = {0.7, 0.3, 0, 0},
    .waves = {5, 8},
    .tempo = Tempo::kUniform,
    .spread_s = {60, 300},
    .participation = {0.6, 0.9},
    .reposts = 0.3,
    .links = 0.2,
    .pictures = 0.4,
    .tags = 1.0,
    .wording = Wording::kSwaps,
    .site_count = {1, 1},
    .clues = {.creation = 1, .lines = 1, .leak = {0.2, 0.2}, .created_within_h = {30, 30}}};

constexpr GroupPlan kSlowReposts{.name = "slow-reposts",
                                 .summary = "jitter-repost",
                                 .campaign = true,
                                 .size = {14, 24},
                                 .platform_shares = kOnX,
                                 .waves = {14, 20},
                                 .tempo = Tempo::kUniform,
                                 .spread_s = {7200, 21600},
                                 .participation = {0.4, 0.7},
                                 .reposts = 0.75,
                                 .links = 0.6,
                                 .pictures = 0.3,
                                 .tags = 0.5,
                                 .wording = Wording::kOwn,
                                 .site_count = {4, 4},
                                 .clues = {.analytics = 1, .lines = 1, .leak = {0.2, 0.2}}};

constexpr GroupPlan kPatientLinks{
    .name = "patient-links",
    .summary = "organic-delays",
    .campaign = true,
    .size = {10, 18},
    .platform_shares = kMixed,
    .waves = {14, 20},
    .tempo = Tempo::kReaction,
    .spread_s = {21600, 43200},
    .participation = {0.4, 0.7},
    .reposts = 0.2,
    .links = 0.9,
    .pictures = 0.2,
    .tags = 0.4,
    .wording = Wording::kOwn,
    .site_count = {3, 3},
    .clues = {.redirector = 1, .analytics = 1, .lines = 1, .leak = {0.2, 0.2}}};

// Scenarios take neighbours.
constexpr const GroupPlan* kAll[] = {&kMediaRelay, &kCopyBurst,   &kTightBurst,
                                     &kTagStorm,   &kSlowReposts, &kPatientLinks};

}  // namespace

std::span<const GroupPlan* const> classic_campaigns() noexcept { return kAll; }

}  // namespace lockstep::lab
