#include "simulate/casting.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "lockstep/core/hash.h"
#include "simulate/shares.h"

namespace lockstep::lab {
namespace {

constexpr double kDay = 86400e6, kHour = 3600e6;

Duration micros(double us) { return Duration{static_cast<std::int64_t>(us)}; }

}  // namespace

Group Casting::cast(const GroupPlan& plan, std::uint16_t campaign, std::uint16_t crowd, int most) {
  Group group;
  group.plan = &plan;
  campaign_ = campaign;
  crowd_ = crowd;
  group.language = static_cast<std::uint8_t>(draw_language(random_));
  group.topic = static_cast<std::uint8_t>(random_.below(kTopics));
  group.zone = draw_zone(group.language, random_);
  group.tag = text_.place(group.language, random_);
  group.participation = draw(plan.participation);
  group.spread_s = draw(plan.spread_s);
  group.uptake = draw(plan.uptake);
  draw_life(group);
  platforms_ = draw_platforms(plan);
  const Clues clues = draw_clues(plan);
  const int count = draw_size(plan, most);
  if (plan.lead == Lead::kStar) add_star(group);
  if (plan.recruit == Recruit::kFactory)
    make_members(group, count, clues);
  else
    recruit_members(group, count);
  if (plan.lead == Lead::kNewcomer) add_newcomers(group);
  if (plan.weekly_turnover.high > 0) replace_members(group, clues);
  if (group.uptake > 0) find_outsiders(group);
  make_sites(group, clues);
  leave_clues(group, clues);
  return group;
}

void Casting::draw_life(Group& group) {
  const GroupPlan& plan = *group.plan;
  group.life = timeline_;
  if (plan.days.high > 0) {
    const double all = static_cast<double>(timeline_.end - timeline_.start);
    const double length = std::min(all, draw(plan.days) * kDay);
    group.life.start += static_cast<std::int64_t>(random_.uniform(0, all - length));
    group.life.end = group.life.start + static_cast<std::int64_t>(length);
  }
  group.waves = plan.waves.high > 0
                    ? random_.between(plan.waves.low, plan.waves.high)
                    : static_cast<int>(std::lround(draw(plan.daily) * group.life.days()));
}

Casting::Clues Casting::draw_clues(const GroupPlan& plan) {
  const CluePlan& chances = plan.clues;
  Clues clues;
  for (int attempt = 0; attempt < 100; ++attempt) {
    clues.redirector = random_.chance(chances.redirector);
    clues.analytics = random_.chance(chances.analytics);
    clues.creation = random_.chance(chances.creation);
    clues.lines = random_.chance(chances.lines);
    clues.persona = random_.chance(chances.persona);
    clues.registration = random_.chance(chances.registration);
    if (clues.count() >= chances.at_least) break;
  }
  clues.leak = draw(chances.leak);
  clues.founded = from_micros(timeline_.start) - micros(random_.uniform(20, 900) * kDay);
  clues.founded_within_h = draw(chances.created_within_h);
  clues.make = random_.next();
  return clues;
}

// Sizes of real operations: DETECTION 8.2.
int Casting::draw_size(const GroupPlan& plan, int most) {
  constexpr Span2<double> kSizes[] = {{3, 10}, {11, 50}, {51, 500}, {500, 5000}};
  constexpr double kShares[] = {0.4, 0.35, 0.2, 0.05};
  if (plan.size.high > 0) {
    const auto all = static_cast<double>(population_.accounts.size());
    const int high = std::max(plan.size.low, std::min(plan.size.high, most));
    if (plan.population_share == 0) return random_.between(plan.size.low, high);
    const double wanted = all * plan.population_share * random_.uniform(0.5, 1);
    return std::clamp(static_cast<int>(wanted), plan.size.low, high);
  }
  double u = random_.uniform();
  std::size_t band = 0;
  while (band < 3 && u >= kShares[band]) u -= kShares[band++];
  const double size =
      std::exp(random_.uniform(std::log(kSizes[band].low), std::log(kSizes[band].high + 0.99)));
  if (size <= most) return static_cast<int>(size);
  return std::max(3, static_cast<int>(most * random_.uniform(0.5, 1)));
}

std::vector<int> Casting::draw_platforms(const GroupPlan& plan) {
  std::vector<int> chosen;
  if (plan.platforms == 0) return {-1};
  while (chosen.size() < static_cast<std::size_t>(plan.platforms)) {
    const int platform = static_cast<int>(draw_platform(random_));
    if (std::find(chosen.begin(), chosen.end(), platform) == chosen.end())
      chosen.push_back(platform);
  }
  return chosen;
}

// Posts a day of its own accord that make its coordinated posts the share they should be.
double Casting::organic_rate(const Group& group) {
  const double hidden = draw(group.plan->camouflage);
  const double a_day = group.waves * group.participation / group.life.days();
  return a_day * hidden / (1 - hidden) * random_.lognormal(1, 0.4);
}

AccountSpec Casting::spec_of(const Group& group, int platform, bool covered, const Clues& clues) {
  AccountSpec spec;
  spec.platform = platform;
  spec.language =
      group.plan->many_languages ? static_cast<int>(draw_language(random_)) : group.language;
  spec.topic = group.topic;
  spec.outlet = group.plan->outlets;
  spec.automated = group.plan->automated;
  if (clues.creation)
    spec.created_at = clues.founded + micros(random_.uniform(0, clues.founded_within_h) * kHour);
  if (clues.persona && covered) spec.persona = clues.make;
  return spec;
}

AccountId Casting::make_account(Group& group, const AccountSpec& spec) {
  const AccountId id = population_.add_account(spec);
  Account& account = population_.accounts[id];
  account.campaign = campaign_;
  account.crowd = crowd_;
  account.mainstream = account.mainstream || group.plan->mainstream;
  if (group.plan->camouflage.low >= 0) account.rate = std::min(200.0, organic_rate(group));
  return id;
}

void Casting::make_members(Group& group, int count, const Clues& clues) {
  const auto& shares = group.plan->platform_shares;
  const bool by_shares = shares[0] + shares[1] + shares[2] + shares[3] > 0;
  for (int i = 0; i < count; ++i) {
    int platform = platforms_[static_cast<std::size_t>(i) % platforms_.size()];
    if (by_shares) {
      double place = (i + 0.5) / count;
      for (platform = 0; platform < 3 && place >= shares[static_cast<std::size_t>(platform)];)
        place -= shares[static_cast<std::size_t>(platform++)];
    }
    const bool covered = (i + 1) * clues.leak >= 1 + std::floor(i * clues.leak);
    const AccountId id = make_account(group, spec_of(group, platform, covered, clues));
    group.members.push_back({id, group.life.start, group.life.end});
  }
}

std::vector<AccountId> Casting::candidates(const Group& group, bool interested,
                                           int platform) const {
  std::vector<AccountId> found;
  for (AccountId id = 0; id < population_.accounts.size(); ++id) {
    const Account& account = population_.accounts[id];
    const bool follows = account.topics[0] == group.topic || account.topics[1] == group.topic;
    if (account.campaign != 0 || account.language != group.language || account.rate <= 0.2)
      continue;
    if (interested && !follows) continue;
    if (platform >= 0 && static_cast<int>(account.platform) != platform) continue;
    found.push_back(id);
  }
  return found;
}

std::vector<AccountId> Casting::choose(std::vector<AccountId> from, std::size_t count) {
  count = std::min(count, from.size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto left = static_cast<std::uint32_t>(from.size() - i);
    std::swap(from[i], from[i + random_.below(left)]);
  }
  from.resize(count);
  return from;
}

// No more than half of those who could: a crowd is never all of an audience.
void Casting::recruit_members(Group& group, int count) {
  auto pool = candidates(group, group.plan->recruit == Recruit::kInterested, platforms_.front());
  if (pool.size() < 2 * static_cast<std::size_t>(count))
    pool = candidates(group, false, platforms_.front());
  const std::size_t most = std::max<std::size_t>(1, pool.size() / 2);
  for (const AccountId id :
       choose(std::move(pool), std::min(static_cast<std::size_t>(count), most))) {
    if (population_.accounts[id].crowd == 0) population_.accounts[id].crowd = crowd_;
    group.members.push_back({id, group.life.start, group.life.end});
  }
  if (group.members.empty()) add_star(group);
}

// Somebody many follow; in a campaign, an account like the others.
void Casting::add_star(Group& group) {
  AccountSpec spec;
  spec.platform = std::max(0, platforms_.front());
  spec.language = group.language;
  spec.topic = group.topic;
  const AccountId id = make_account(group, spec);
  if (campaign_ == 0) {
    population_.accounts[id].rate = 0.5;
    population_.accounts[id].followers = 20'000 + random_.below(400'000);
  }
  group.members.push_back({id, group.life.start, group.life.end});
}

void Casting::add_newcomers(Group& group) {
  for (int i = 0; i <= group.waves / 3; ++i) {
    AccountSpec spec;
    spec.platform = platforms_.front();
    spec.language = group.language;
    spec.topic = group.topic;
    spec.created_at = from_micros(group.life.start) - micros(random_.uniform(0.5, 4) * kDay);
    group.newcomers.push_back(make_account(group, spec));
  }
}

// A member leaves after a while, and a new one takes its place.
void Casting::replace_members(Group& group, const Clues& clues) {
  const double mean = 7 * kDay / draw(group.plan->weekly_turnover);
  for (std::size_t i = 0; i < group.members.size(); ++i) {
    const auto leaves =
        group.members[i].from + static_cast<std::int64_t>(mean * random_.exponential());
    if (leaves >= group.life.end) continue;
    group.members[i].to = leaves;
    const int platform = static_cast<int>(population_.accounts[group.members[i].id].platform);
    const AccountId id =
        make_account(group, spec_of(group, platform, random_.chance(clues.leak), clues));
    group.members.push_back({id, leaves, group.life.end});
  }
}

// Anybody of the language: in a world this small those who follow the topic are soon the same ones.
void Casting::find_outsiders(Group& group) { group.outsiders = candidates(group, false, -1); }

void Casting::make_sites(Group& group, const Clues& clues) {
  const GroupPlan& plan = *group.plan;
  if (plan.links <= 0 && plan.solos <= 0) return;
  std::size_t count =
      static_cast<std::size_t>(random_.between(plan.site_count.low, plan.site_count.high));
  if (plan.sites == Sites::kOneEach) count = group.members.size();
  if (clues.analytics) count = std::max<std::size_t>(count, 2);
  const std::string analytics = population_.new_analytics_id();
  for (std::size_t i = 0; i < count; ++i) {
    if (plan.sites == Sites::kPublic) {
      group.sites.push_back(population_.pick_site(group.language, random_));
      continue;
    }
    std::optional<EventTime> registered;
    if (campaign_ != 0 && random_.chance(0.5))
      registered = from_micros(timeline_.start) - micros(random_.uniform(20, 90) * kDay);
    group.sites.push_back(population_.add_site(
        group.language, registered, clues.analytics ? analytics : population_.new_analytics_id()));
  }
  if (clues.redirector) group.redirector = population_.add_redirector();
}

// Members that sit together, or were registered together: on two lines, more the second.
void Casting::leave_clues(Group& group, const Clues& clues) {
  const auto note = [&](bool left, const char* name) {
    if (left) (group.clues += group.clues.empty() ? "" : "+") += name;
  };
  note(clues.analytics, "analytics");
  note(clues.creation, "creation");
  note(clues.lines, "lines");
  note(clues.persona, "persona");
  note(group.redirector != kNone, "redirector");
  note(clues.registration, "registration");
  if (!clues.lines && !clues.registration) return;
  const CluePlan& plan = group.plan->clues;
  const auto covered = static_cast<std::size_t>(
      std::lround(std::max(2.0, clues.leak * static_cast<double>(group.members.size()))));
  std::array<Account, 2> first{population_.accounts[group.members.front().id],
                               population_.accounts[group.members.back().id]};
  for (std::size_t i = 0; i < covered; ++i) {
    Account& member = population_.accounts[group.members[i * group.members.size() / covered].id];
    const Account& line = first[i % 2];
    if (clues.registration) member.registration_v4 = line.registration_v4;
    if (!clues.lines) continue;
    member.home_v4 = plan.subnet ? (line.home_v4 & ~0xffU) | random_.below(256) : line.home_v4;
    member.home_v6 = plan.subnet ? 0 : line.home_v6;
    member.asn = line.asn;
    if (!plan.subnet && random_.chance(plan.devices)) member.device = line.device;
  }
}

}  // namespace lockstep::lab
