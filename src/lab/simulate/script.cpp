#include "simulate/script.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace lockstep::lab {
namespace {

constexpr double kSecond = 1e6;
constexpr double kDay = 86400e6;
constexpr std::uint32_t kFans = 60, kOutlets = 10, kLargestCrowd = 400;

std::int64_t after(std::int64_t start, double seconds) {
  // Platforms tell time in milliseconds.
  return start + static_cast<std::int64_t>(seconds * 1000) * 1000;
}

}  // namespace

Script::Script(const ScenarioPlan& plan, const TextSource& text, Population& population,
               Behaviour& behaviour, Timeline timeline, Random random)
    : plan_(plan),
      text_(text),
      population_(population),
      behaviour_(behaviour),
      timeline_(timeline),
      random_(random) {
  const auto organic = static_cast<std::uint32_t>(population.accounts.size());
  for (const CampaignPlan& campaign : plan.campaigns) plan_campaign(campaign);
  for (std::uint32_t i = 0; i < 1 + organic / 40'000; ++i) plan_syndicate();
  for (std::uint32_t i = 0; i < 1 + organic / 20'000; ++i) plan_fans();
  const double days = static_cast<double>(timeline.end - timeline.start) / kDay;
  const auto virals =
      std::max(1U, static_cast<std::uint32_t>(days / 1.5 * (1 + organic / 15'000.0)));
  for (std::uint32_t i = 0; i < virals; ++i) plan_viral(i == 0 ? 1.0 : random_.uniform(0.2, 1.0));
  for (std::uint32_t i = 0; i < 1 + organic / 30'000; ++i) plan_giveaway();
  std::stable_sort(episodes_.begin(), episodes_.end(),
                   [](const Episode& a, const Episode& b) { return a.start < b.start; });
}

// Spreads `count` episodes over the timeline, one in each of as many equal parts.
void Script::add_episodes(Kind kind, std::uint32_t group, int count, std::uint32_t size) {
  const double length = static_cast<double>(timeline_.end - timeline_.start);
  for (int i = 0; i < count; ++i) {
    const double part = 0.04 + 0.9 * (i + random_.uniform()) / count;
    episodes_.push_back(
        {after(timeline_.start, length * part / kSecond), kind, group, size, random_.next(), {}});
  }
}

void Script::make_members(const CampaignPlan& plan, Group& group) {
  const int count = random_.between(plan.members.low, plan.members.high);
  const double hour = 3600e6;
  const EventTime founded = from_micros(timeline_.start) -
                            Duration{static_cast<std::int64_t>(random_.uniform(25, 120) * kDay)};
  for (int i = 0; i < count; ++i) {
    AccountSpec spec{0, group.language, group.topic, std::nullopt, false};
    double place = (i + 0.5) / count;
    while (spec.platform < 3 && place >= plan.platforms[static_cast<std::size_t>(spec.platform)]) {
      place -= plan.platforms[static_cast<std::size_t>(spec.platform++)];
    }
    if (plan.created_within_h > 0) {
      const double into = random_.uniform(0, plan.created_within_h) * hour;
      spec.created_at = founded + Duration{static_cast<std::int64_t>(into)};
    }
    const AccountId id = population_.add_account(spec);
    population_.accounts[id].campaign = static_cast<std::uint16_t>(groups_.size() + 1);
    group.members.push_back(id);
  }
  // Members that sit together: every third of them shares the device of the first of its line.
  const auto leaking = static_cast<std::size_t>(std::lround(plan.shared_lines * count));
  for (std::size_t i = 0; i < leaking; ++i) {
    Account& member = population_.accounts[group.members[i * group.members.size() / leaking]];
    const Account& first =
        population_.accounts[group.members[(i % 2) * group.members.size() / leaking]];
    member.home_v4 = first.home_v4;
    member.home_v6 = first.home_v6;
    member.asn = first.asn;
    if (i % 3 != 2) member.device = first.device;
  }
}

void Script::plan_campaign(const CampaignPlan& plan) {
  Group group;
  group.kind = Kind::kWave;
  group.plan = &plan;
  group.language = static_cast<std::uint8_t>(random_.below(3));
  group.topic = static_cast<std::uint8_t>(random_.below(kTopics));
  group.participation = random_.uniform(plan.participation.low, plan.participation.high);
  group.spread_s = random_.uniform(plan.spread_s.low, plan.spread_s.high);
  group.tag = text_.place(group.language, random_);
  if (plan.own_redirector) group.redirector = population_.add_redirector();
  const std::string analytics = population_.new_analytics_id();
  for (int i = 0; i < plan.sites; ++i) {
    const auto age = Duration{static_cast<std::int64_t>(random_.uniform(20, 90) * kDay)};
    group.sites.push_back(
        population_.add_site(group.language, from_micros(timeline_.start) - age,
                             plan.one_analytics_id ? analytics : population_.new_analytics_id()));
  }
  make_members(plan, group);
  groups_.push_back(std::move(group));
  add_episodes(Kind::kWave, static_cast<std::uint32_t>(groups_.size() - 1),
               random_.between(plan.waves.low, plan.waves.high), 0);
}

void Script::plan_syndicate() {
  Group group;
  group.language =
      static_cast<std::uint8_t>(random_.below(static_cast<std::uint32_t>(text_.language_count())));
  const std::string analytics = population_.new_analytics_id();
  for (std::uint32_t i = 0; i < kOutlets; ++i) {
    const int platform = random_.chance(0.7) ? 0 : -1;
    const AccountId id =
        population_.add_account({platform, group.language, -1, std::nullopt, true});
    population_.accounts[id].rate = 0;  // posts what its desk sends out, nothing else
    group.members.push_back(id);
    group.sites.push_back(population_.add_site(group.language, std::nullopt, analytics));
  }
  groups_.push_back(std::move(group));
  const auto index = static_cast<std::uint32_t>(groups_.size() - 1);
  const double days = static_cast<double>(timeline_.end - timeline_.start) / kDay;
  add_episodes(Kind::kSyndicated, index, static_cast<int>(std::lround(10 * days)), 0);
  add_episodes(Kind::kLocalNews, index, static_cast<int>(std::lround(40 * days)), 0);
}

void Script::plan_fans() {
  Group group;
  group.language = static_cast<std::uint8_t>(random_.below(3));
  group.topic = 5;  // music
  const AccountId artist =
      population_.add_account({0, group.language, group.topic, std::nullopt, false});
  population_.accounts[artist].rate = 0.5;
  population_.accounts[artist].followers = 20'000 + random_.below(400'000);
  group.members.push_back(artist);
  std::vector<AccountId> fans;
  while (fans.size() < std::min<std::size_t>(kFans, population_.accounts.size() / 20)) {
    fans.push_back(someone(group.language, random_));
    std::sort(fans.begin(), fans.end());
    fans.erase(std::unique(fans.begin(), fans.end()), fans.end());
  }
  group.members.insert(group.members.end(), fans.begin(), fans.end());
  group.tag = text_.place(group.language, random_);
  groups_.push_back(std::move(group));
  const double days = static_cast<double>(timeline_.end - timeline_.start) / kDay;
  add_episodes(Kind::kFans, static_cast<std::uint32_t>(groups_.size() - 1),
               static_cast<int>(std::lround(5 * days)), 0);
}

void Script::plan_viral(double size_share) {
  Group group;
  group.language = static_cast<std::uint8_t>(random_.below(4));
  group.topic = static_cast<std::uint8_t>(random_.below(kTopics));
  group.sites.push_back(population_.pick_site(group.language, random_));
  group.tag = text_.place(group.language, random_);
  group.members.push_back(someone(group.language, random_));
  groups_.push_back(std::move(group));
  const auto all = static_cast<std::uint32_t>(population_.accounts.size());
  const std::uint32_t size = std::min(kLargestCrowd, all / 8);
  add_episodes(Kind::kViral, static_cast<std::uint32_t>(groups_.size() - 1), 1,
               std::max(20U, static_cast<std::uint32_t>(size * size_share)));
}

void Script::plan_giveaway() {
  Group group;
  group.language = static_cast<std::uint8_t>(random_.below(3));
  group.topic = static_cast<std::uint8_t>(random_.below(kTopics));
  group.tag = text_.place(group.language, random_);
  group.members.push_back(someone(group.language, random_));
  groups_.push_back(std::move(group));
  const auto all = static_cast<std::uint32_t>(population_.accounts.size());
  add_episodes(Kind::kGiveaway, static_cast<std::uint32_t>(groups_.size() - 1), 1,
               std::clamp(all / 25, 15U, 150U));
}

// An organic account of the language that posts at all.
AccountId Script::someone(std::uint8_t language, Random& random) const {
  while (true) {
    const AccountId id = random.below(static_cast<std::uint32_t>(population_.accounts.size()));
    const Account& account = population_.accounts[id];
    if (account.language == language && account.campaign == 0 && account.rate > 0.2) return id;
  }
}

void Script::expand(std::uint32_t index, std::vector<Act>& out) const {
  const Episode& episode = episodes_[index];
  Random random{episode.seed};
  const std::size_t before = out.size();
  switch (episode.kind) {
    case Kind::kWave:
      expand_wave(episode, random, out);
      break;
    case Kind::kSyndicated:
      expand_syndicated(episode, random, out);
      break;
    case Kind::kFans:
      expand_fans(episode, random, out);
      break;
    case Kind::kViral:
    case Kind::kGiveaway:
      expand_crowd(episode, random, out);
      break;
    case Kind::kLocalNews: {
      const auto& outlets = groups_[episode.group].members;
      out.push_back({episode.start, 0,
                     outlets[random.below(static_cast<std::uint32_t>(outlets.size()))],
                     Act::Part::kLead});
    }
  }
  const auto first = out.begin() + static_cast<std::ptrdiff_t>(before);
  out.erase(
      std::remove_if(first, out.end(), [this](const Act& a) { return a.at >= timeline_.end; }),
      out.end());
  std::stable_sort(first, out.end(), [](const Act& a, const Act& b) { return a.at < b.at; });
  for (std::size_t i = before; i < out.size(); ++i) out[i].episode = index;
}

void Script::expand_wave(const Episode& episode, Random& random, std::vector<Act>& out) const {
  const Group& group = groups_[episode.group];
  const CampaignPlan& plan = *group.plan;
  const std::size_t before = out.size();
  for (const AccountId member : group.members) {
    if (!random.chance(group.participation)) continue;
    const double delay = plan.tempo == Tempo::kUniform ? random.uniform(0, group.spread_s)
                                                       : random.reaction_seconds(group.spread_s);
    out.push_back({after(episode.start, delay), 0, member, Act::Part::kJoin});
  }
  std::sort(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(),
            [](const Act& a, const Act& b) {
              return std::tie(a.at, a.author) < std::tie(b.at, b.author);
            });
  std::array<bool, kPlatforms> led{};
  for (std::size_t i = before; i < out.size(); ++i) {
    bool& lead = led[static_cast<std::size_t>(population_.accounts[out[i].author].platform)];
    if (!lead)
      out[i].part = Act::Part::kLead;
    else if (random.chance(plan.reposts))
      out[i].part = Act::Part::kRepost;
    lead = true;
  }
}

void Script::expand_syndicated(const Episode& episode, Random& random,
                               std::vector<Act>& out) const {
  for (const AccountId outlet : groups_[episode.group].members) {
    if (random.chance(0.8))
      out.push_back({after(episode.start, random.uniform(0, 90)), 0, outlet, Act::Part::kJoin});
  }
}

void Script::expand_fans(const Episode& episode, Random& random, std::vector<Act>& out) const {
  const auto& members = groups_[episode.group].members;
  out.push_back({episode.start, 0, members[0], Act::Part::kLead});
  for (std::size_t i = 1; i < members.size(); ++i) {
    if (!random.chance(0.3)) continue;
    const double delay = 1 + random.lognormal(120, 1.2);
    const bool repost = random.chance(0.8);
    out.push_back({after(episode.start, delay), 0, members[i],
                   repost ? Act::Part::kRepost : Act::Part::kJoin});
  }
}

// A viral event fades within minutes; a giveaway fills over hours.
void Script::expand_crowd(const Episode& episode, Random& random, std::vector<Act>& out) const {
  const Group& group = groups_[episode.group];
  const bool viral = episode.kind == Kind::kViral;
  out.push_back({episode.start, 0, group.members[0], Act::Part::kLead});
  std::vector<AccountId> crowd;
  for (std::uint32_t i = 0; i < episode.size; ++i) crowd.push_back(someone(group.language, random));
  std::sort(crowd.begin(), crowd.end());
  crowd.erase(std::unique(crowd.begin(), crowd.end()), crowd.end());
  for (const AccountId id : crowd) {
    if (id == group.members[0]) continue;
    const double delay =
        viral ? std::min(600.0, 200 * random.exponential()) : 7200 * random.exponential();
    const bool repost = random.chance(viral ? 0.6 : 0.4);
    out.push_back(
        {after(episode.start, 1 + delay), 0, id, repost ? Act::Part::kRepost : Act::Part::kJoin});
  }
}

std::string_view Script::campaign_name(std::uint16_t campaign) const noexcept {
  return campaign == 0 ? std::string_view("-") : groups_[campaign - 1U].plan->name;
}

bool Script::planted(std::uint32_t episode) const noexcept {
  return episode != kNone && episodes_[episode].kind == Kind::kWave;
}

std::string_view Script::tactic(std::uint32_t episode) const noexcept {
  if (episode == kNone) return "organic";
  switch (episodes_[episode].kind) {
    case Kind::kWave:
      return groups_[episodes_[episode].group].plan->tactic;
    case Kind::kSyndicated:
      return "syndication";
    case Kind::kLocalNews:
      return "local-news";
    case Kind::kFans:
      return "fans";
    case Kind::kViral:
      return "viral";
    case Kind::kGiveaway:
      return "giveaway";
  }
  return "organic";
}

}  // namespace lockstep::lab
