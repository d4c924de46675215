// Crowds that look coordinated and are not, and clues that mean nothing: every row must be left
// alone, or at most called coordinated (DETECTION 8.4).
#include "simulate/scenario.h"

namespace lockstep::lab {
namespace {

constexpr double kMinute = 60, kHour = 3600, kDay = 86400;

// --- what every stream has
constexpr GroupPlan kSyndication{.name = "syndication",
                                 .summary = "outlets of one publisher send out the same headline",
                                 .size = {10, 30},
                                 .platforms = 0,
                                 .outlets = true,
                                 .camouflage = {0, 0},
                                 .daily = {10, 10},
                                 .solos = 40,
                                 .day_and_night = true,
                                 .spread_s = {90, 90},
                                 .participation = {0.8, 0.8},
                                 .links = 1,
                                 .pictures = 0.5,
                                 .wording = Wording::kHeadline,
                                 .sites = Sites::kOneEach,
                                 .clues = {.analytics = 1}};
constexpr GroupPlan kFans{.name = "fans",
                          .summary = "followers of an artist react within minutes",
                          .size = {60, 60},
                          .recruit = Recruit::kAnyone,
                          .platforms = 0,
                          .lead = Lead::kStar,
                          .daily = {5, 5},
                          .tempo = Tempo::kLognormal,
                          .spread_s = {120, 120},
                          .participation = {0.3, 0.3},
                          .reposts = 0.8,
                          .pictures = 0.6,
                          .tags = 1};
constexpr GroupPlan kViral{.name = "viral",
                           .summary = "breaking news: hundreds share it within ten minutes",
                           .size = {20, 400},
                           .population_share = 0.125,
                           .recruit = Recruit::kAnyone,
                           .platforms = 0,
                           .waves = {1, 1},
                           .tempo = Tempo::kExponential,
                           .spread_s = {150, 250},
                           .reposts = 0.6,
                           .links = 1,
                           .tags = 1,
                           .wording = Wording::kStory,
                           .sites = Sites::kPublic};
constexpr GroupPlan kGiveaway{.name = "giveaway",
                              .summary = "entrants copy the words the rules ask for",
                              .size = {15, 20000},
                              .population_share = 0.04,
                              .recruit = Recruit::kAnyone,
                              .platforms = 0,
                              .lead = Lead::kStar,
                              .waves = {1, 1},
                              .tempo = Tempo::kExponential,
                              .spread_s = {7200, 7200},
                              .reposts = 0.4,
                              .tags = 1,
                              .wording = Wording::kIdentical};

// --- communities
constexpr GroupPlan kFanClub{.name = "fan-club",
                             .summary = "25 fans with few outsiders among them",
                             .size = {25, 25},
                             .recruit = Recruit::kInterested,
                             .lead = Lead::kStar,
                             .daily = {6, 6},
                             .tempo = Tempo::kLognormal,
                             .spread_s = {120, 120},
                             .participation = {0.35, 0.35},
                             .reposts = 0.8,
                             .pictures = 0.4,
                             .tags = 0.8};
constexpr GroupPlan kFanCommunity{.name = "fan-community",
                                  .summary = "hundreds of fans, six occasions a day",
                                  .size = {100, 3000},
                                  .population_share = 0.025,
                                  .recruit = Recruit::kInterested,
                                  .lead = Lead::kStar,
                                  .daily = {6, 6},
                                  .tempo = Tempo::kLognormal,
                                  .spread_s = {120, 120},
                                  .participation = {0.25, 0.25},
                                  .reposts = 0.8,
                                  .pictures = 0.4,
                                  .tags = 0.8};
constexpr GroupPlan kActivists{.name = "activist-call",
                               .summary = "supporters copy and paste at an announced time",
                               .size = {40, 200},
                               .recruit = Recruit::kInterested,
                               .lead = Lead::kStar,
                               .waves = {1, 3},
                               .on_the_hour = true,
                               .spread_s = {10 * kMinute, 20 * kMinute},
                               .participation = {0.5, 0.8},
                               .reposts = 0.2,
                               .links = 0.6,
                               .tags = 1,
                               .wording = Wording::kSwaps,
                               .sites = Sites::kPublic};
constexpr GroupPlan kVolunteers{
    .name = "benign-twin",
    .summary = "volunteers who do what a campaign does, under their names",
    .size = {10, 40},
    .recruit = Recruit::kInterested,
    .waves = {8, 16},
    .days = {1, 3},
    .spread_s = {kMinute, 10 * kMinute},
    .participation = {0.6, 0.9},
    .reposts = 0.25,
    .links = 0.8,
    .pictures = 0.3,
    .tags = 0.5,
    .wording = Wording::kSwaps,
    .sites = Sites::kPublic};

// --- occasions
constexpr GroupPlan kLiveEvent{
    .name = "live-event",
    .summary = "sixty moments of a match in three hours, felt by all at once",
    .size = {60, 400},
    .population_share = 0.03,
    .recruit = Recruit::kInterested,
    .platforms = 0,
    .waves = {60, 60},
    .days = {0.125, 0.125},
    .spread_s = {kMinute, kMinute},
    .participation = {0.1, 0.2},
    .tags = 1};
constexpr GroupPlan kSupportSpike{.name = "support-spike",
                                  .summary = "customers send a brand the same error message",
                                  .size = {60, 2000},
                                  .population_share = 0.03,
                                  .recruit = Recruit::kAnyone,
                                  .platforms = 0,
                                  .lead = Lead::kStar,
                                  .waves = {1, 1},
                                  .tempo = Tempo::kExponential,
                                  .spread_s = {kHour, kHour},
                                  .replies = 0.6,
                                  .wording = Wording::kSwaps};
constexpr GroupPlan kSupportDesk{.name = "support-desk",
                                 .summary = "a brand's agents answer strangers from templates",
                                 .size = {4, 8},
                                 .outlets = true,
                                 .camouflage = {0, 0},
                                 .solos = 80,
                                 .replies = 1,
                                 .wording = Wording::kSwaps,
                                 .clues = {.lines = 1, .devices = 0}};
constexpr GroupPlan kPetition{.name = "petition",
                              .summary = "a share button: one text, one link, for days",
                              .size = {60, 5000},
                              .population_share = 0.04,
                              .recruit = Recruit::kAnyone,
                              .platforms = 0,
                              .waves = {1, 1},
                              .tempo = Tempo::kExponential,
                              .spread_s = {0.5 * kDay, kDay},
                              .reposts = 0.1,
                              .links = 1,
                              .wording = Wording::kIdentical,
                              .sites = Sites::kPublic};
constexpr GroupPlan kCopypasta{.name = "copypasta",
                               .summary = "a joke everybody copies",
                               .size = {30, 2000},
                               .population_share = 0.015,
                               .recruit = Recruit::kAnyone,
                               .platforms = 0,
                               .waves = {1, 1},
                               .tempo = Tempo::kExponential,
                               .spread_s = {6 * kHour, kDay},
                               .reposts = 0.1,
                               .wording = Wording::kSwaps};

// --- work
constexpr GroupPlan kAdvocacy{.name = "employee-advocacy",
                              .summary = "staff share their employer's news, from its network",
                              .size = {20, 100},
                              .recruit = Recruit::kAnyone,
                              .lead = Lead::kStar,
                              .daily = {1, 2},
                              .tempo = Tempo::kLognormal,
                              .spread_s = {15 * kMinute, 30 * kMinute},
                              .participation = {0.2, 0.5},
                              .reposts = 0.6,
                              .links = 1,
                              .wording = Wording::kStory,
                              .clues = {.lines = 1, .leak = {0.5, 0.9}, .devices = 0}};
constexpr GroupPlan kBots{.name = "declared-bots",
                          .summary = "weather and timetables, declared automatic, on the hour",
                          .size = {5, 12},
                          .outlets = true,
                          .automated = true,
                          .camouflage = {0, 0},
                          .daily = {12, 24},
                          .on_the_hour = true,
                          .day_and_night = true,
                          .spread_s = {3, 20},
                          .participation = {0.9, 1},
                          .links = 0.3,
                          .wording = Wording::kSpintax,
                          .sites = Sites::kOneEach,
                          .clues = {.analytics = 1, .lines = 1}};
constexpr GroupPlan kAgency{
    .name = "agency",
    .summary = "customers of an agency: its lines and devices, no common act",
    .size = {8, 30},
    .recruit = Recruit::kAnyone,
    .platforms = 0,
    .clues = {.lines = 1, .devices = 1}};
constexpr GroupPlan kCampus{.name = "campus",
                            .summary = "students behind two addresses",
                            .size = {50, 5000},
                            .population_share = 0.015,
                            .recruit = Recruit::kAnyone,
                            .platforms = 0,
                            .clues = {.lines = 1, .devices = 0}};

// --- only by name: planted into other streams it would be others' seeds that change
constexpr GroupPlan kReaders{
    .name = "readers",
    .summary = "regular readers of a small publisher of a few sites share its stories",
    .size = {15, 60},
    .recruit = Recruit::kAnyone,
    .daily = {3, 8},
    .tempo = Tempo::kLognormal,
    .spread_s = {kHour, 3 * kHour},
    .participation = {0.1, 0.3},
    .reposts = 0.3,
    .links = 1,
    .wording = Wording::kStory,
    .site_count = {2, 4},
    .clues = {.analytics = 1}};

constexpr Planting kBasic[] = {
    {&kSyndication, 40'000}, {&kFans, 20'000}, {&kViral, 15'000, 1.5}, {&kGiveaway, 30'000}};
constexpr Planting kAll[] = {
    {&kSyndication, 40'000},  {&kFans, 20'000},        {&kViral, 15'000, 1.5},
    {&kGiveaway, 30'000},     {&kFanClub, 20'000},     {&kFanCommunity, 50'000},
    {&kActivists, 20'000},    {&kVolunteers, 20'000},  {&kLiveEvent, 50'000, 7},
    {&kSupportSpike, 50'000}, {&kSupportDesk, 40'000}, {&kPetition, 50'000},
    {&kCopypasta, 30'000},    {&kAdvocacy, 30'000},    {&kBots, 40'000},
    {&kAgency, 20'000},       {&kCampus, 50'000}};
constexpr Planting kApart[] = {{&kReaders, 2'000}};

}  // namespace

std::span<const Planting> basic_crowds() noexcept { return kBasic; }
std::span<const Planting> confounders() noexcept { return kAll; }
std::span<const Planting> further_crowds() noexcept { return kApart; }

}  // namespace lockstep::lab
