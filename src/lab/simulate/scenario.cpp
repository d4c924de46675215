#include "simulate/scenario.h"

namespace lockstep::lab {
namespace {

constexpr std::array<double, 4> kOnX = {1, 0, 0, 0};
constexpr std::array<double, 4> kMixed = {0.2, 0.3, 0.2, 0.3};

constexpr CampaignPlan kCopyBurst{.name = "copy-burst",
                                  .tactic = "burst-copy",
                                  .members = {22, 26},
                                  .waves = {8, 12},
                                  .platforms = kOnX,
                                  .participation = {0.7, 0.95},
                                  .tempo = Tempo::kUniform,
                                  .spread_s = {70, 150},
                                  .copies = true,
                                  .reposts = 0,
                                  .links = 0.8,
                                  .pictures = 0.05,
                                  .tags = 0.4,
                                  .sites = 1,
                                  .own_redirector = true,
                                  .one_analytics_id = false,
                                  .created_within_h = 40,
                                  .shared_lines = 0.3};

constexpr CampaignPlan kMediaRelay{.name = "media-relay",
                                   .tactic = "jitter-media",
                                   .members = {13, 15},
                                   .waves = {20, 24},
                                   .platforms = kMixed,
                                   .participation = {0.65, 0.9},
                                   .tempo = Tempo::kUniform,
                                   .spread_s = {600, 1200},
                                   .copies = false,
                                   .reposts = 0.5,
                                   .links = 0.7,
                                   .pictures = 0.9,
                                   .tags = 0.9,
                                   .sites = 3,
                                   .own_redirector = false,
                                   .one_analytics_id = true,
                                   .created_within_h = 0,
                                   .shared_lines = 0};

constexpr CampaignPlan kTightBurst{.name = "tight-burst",
                                   .tactic = "burst-copy",
                                   .members = {8, 16},
                                   .waves = {6, 10},
                                   .platforms = kOnX,
                                   .participation = {0.8, 1.0},
                                   .tempo = Tempo::kUniform,
                                   .spread_s = {8, 30},
                                   .copies = true,
                                   .reposts = 0.2,
                                   .links = 0.9,
                                   .pictures = 0.3,
                                   .tags = 0.5,
                                   .sites = 1,
                                   .own_redirector = true,
                                   .one_analytics_id = false,
                                   .created_within_h = 0,
                                   .shared_lines = 0.4};

constexpr CampaignPlan kTagStorm{.name = "tag-storm",
                                 .tactic = "burst-tags",
                                 .members = {30, 50},
                                 .waves = {5, 8},
                                 .platforms = {0.7, 0.3, 0, 0},
                                 .participation = {0.6, 0.9},
                                 .tempo = Tempo::kUniform,
                                 .spread_s = {60, 300},
                                 .copies = true,
                                 .reposts = 0.3,
                                 .links = 0.2,
                                 .pictures = 0.4,
                                 .tags = 1.0,
                                 .sites = 1,
                                 .own_redirector = false,
                                 .one_analytics_id = false,
                                 .created_within_h = 30,
                                 .shared_lines = 0.2};

constexpr CampaignPlan kSlowReposts{.name = "slow-reposts",
                                    .tactic = "jitter-repost",
                                    .members = {14, 24},
                                    .waves = {14, 20},
                                    .platforms = kOnX,
                                    .participation = {0.4, 0.7},
                                    .tempo = Tempo::kUniform,
                                    .spread_s = {7200, 21600},
                                    .copies = false,
                                    .reposts = 0.75,
                                    .links = 0.6,
                                    .pictures = 0.3,
                                    .tags = 0.5,
                                    .sites = 4,
                                    .own_redirector = false,
                                    .one_analytics_id = true,
                                    .created_within_h = 0,
                                    .shared_lines = 0.2};

constexpr CampaignPlan kPatientLinks{.name = "patient-links",
                                     .tactic = "organic-delays",
                                     .members = {10, 18},
                                     .waves = {14, 20},
                                     .platforms = kMixed,
                                     .participation = {0.4, 0.7},
                                     .tempo = Tempo::kReaction,
                                     .spread_s = {21600, 43200},
                                     .copies = false,
                                     .reposts = 0.2,
                                     .links = 0.9,
                                     .pictures = 0.2,
                                     .tags = 0.4,
                                     .sites = 3,
                                     .own_redirector = true,
                                     .one_analytics_id = true,
                                     .created_within_h = 0,
                                     .shared_lines = 0.2};

constexpr CampaignPlan kQuickstart[] = {kCopyBurst, kMediaRelay};
constexpr CampaignPlan kBurst[] = {kCopyBurst, kTightBurst, kTagStorm};
constexpr CampaignPlan kSlow[] = {kSlowReposts, kPatientLinks};

constexpr ScenarioPlan kPlans[] = {
    {"quickstart", "two campaigns of different nature among organic posts and benign crowds", 2,
     kQuickstart},
    {"organic",
     "no campaign: organic posts, a news syndicate, fans, viral events and a giveaway",
     2,
     {}},
    {"burst", "three fast campaigns: copied text, a tight botnet, a hashtag storm", 2, kBurst},
    {"slow", "two patient campaigns: delays of hours, partial participation, aged accounts", 8,
     kSlow},
};

}  // namespace

std::span<const ScenarioPlan> scenario_plans() noexcept { return kPlans; }

}  // namespace lockstep::lab
