#include "simulate/script.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "lockstep/core/hash.h"
#include "simulate/shares.h"

namespace lockstep::lab {
namespace {

constexpr double kSecond = 1e6, kDaySeconds = 86400;
constexpr std::int64_t kHour = 3'600'000'000;
constexpr int kNoLimit = 1 << 30;
constexpr int kShiftCount = 3, kRotationWaves = 3;
constexpr double kFirstOutsider = 30;  // seconds after the first member

std::int64_t after(std::int64_t start, double seconds) {
  // Platforms tell time in milliseconds.
  return start + static_cast<std::int64_t>(seconds * 1000) * 1000;
}

}  // namespace

Script::Script(const ScenarioPlan& plan, double prevalence, std::uint64_t turn,
               const TextSource& text, Population& population, Behaviour& behaviour,
               Timeline timeline, Random random)
    : text_(text),
      population_(population),
      behaviour_(behaviour),
      timeline_(timeline),
      random_(random) {
  plan_campaigns(plan, prevalence, turn);
  plan_crowds(plan);
  std::stable_sort(episodes_.begin(), episodes_.end(),
                   [](const Episode& a, const Episode& b) { return a.start < b.start; });
}

std::size_t Script::add_group(Casting& casting, const GroupPlan& plan, int most) {
  const auto number = static_cast<std::uint16_t>(groups_.size() + 1);
  Group group =
      plan.campaign ? casting.cast(plan, number, 0, most) : casting.cast(plan, 0, number, most);
  const auto namesakes = std::count_if(groups_.begin(), groups_.end(),
                                       [&](const Group& g) { return g.plan == &plan; });
  group.name = plan.name;
  if (namesakes > 0) group.name += "-" + std::to_string(namesakes + 1);
  groups_.push_back(std::move(group));
  const Group& cast = groups_.back();
  const auto index = static_cast<std::uint32_t>(groups_.size() - 1);
  add_episodes(index, cast.waves, true);
  add_episodes(index, static_cast<int>(std::lround(plan.solos * cast.life.days())), false);
  return cast.members.size() + cast.newcomers.size();
}

void Script::plan_campaigns(const ScenarioPlan& plan, double prevalence, std::uint64_t turn) {
  Casting casting(text_, population_, timeline_, Random{random_.next()});
  if (prevalence <= 0) {
    for (const GroupPlan* campaign : plan.campaigns) add_group(casting, *campaign, kNoLimit);
    return;
  }
  const auto budget = static_cast<std::size_t>(
      prevalence * static_cast<double>(population_.accounts.size()) / (1 - prevalence));
  const int most = std::max(10, static_cast<int>(0.4 * static_cast<double>(budget)));
  std::size_t cast = 0;
  do {
    cast += add_group(casting, *plan.campaigns[turn++ % plan.campaigns.size()], most);
  } while (cast < budget);
}

void Script::plan_crowds(const ScenarioPlan& plan) {
  Casting casting(text_, population_, timeline_, Random{random_.next()});
  const auto accounts = static_cast<double>(population_.accounts.size());
  for (const Planting& planting : plan.crowds) {
    const double periods = planting.days > 0 ? timeline_.days() / planting.days : 1;
    const int count = static_cast<int>(std::max(1.0, periods * (1 + accounts / planting.accounts)));
    for (int i = 0; i < count; ++i) add_group(casting, *planting.plan, kNoLimit);
  }
}

// People plan for waking hours.
std::int64_t Script::start_within(const Group& group, double from, double to) {
  const double length = static_cast<double>(group.life.end - group.life.start) / kSecond;
  std::int64_t at = 0;
  for (int attempt = 0; attempt < 8; ++attempt) {
    at = after(group.life.start, length * random_.uniform(from, to));
    if (group.plan->day_and_night) break;
    const double utc_hour = static_cast<double>(at % (24 * kHour)) / static_cast<double>(kHour);
    if (random_.chance(hourly_activity(utc_hour + kZones[group.zone]) / 1.7)) break;
  }
  return group.plan->on_the_hour ? std::max(timeline_.start, at / kHour * kHour) : at;
}

// Spreads `count` episodes over the group's life, one in each of as many equal parts.
void Script::add_episodes(std::uint32_t index, int count, bool waves) {
  const Group& group = groups_[index];
  std::vector<std::int64_t> starts;
  for (int i = 0; i < count; ++i)
    starts.push_back(start_within(group, 0.02 + 0.94 * i / count, 0.02 + 0.94 * (i + 1) / count));
  for (int i = 0; i < count; ++i) {
    episodes_.push_back(
        {starts[static_cast<std::size_t>(i)], index, waves ? i + 1 : 0, random_.next(), {}});
  }
}

void Script::expand(std::uint32_t index, std::vector<Act>& out) const {
  const Episode& episode = episodes_[index];
  Random random{episode.seed};
  const std::size_t before = out.size();
  if (episode.wave == 0)
    expand_solo(episode, random, out);
  else
    expand_wave(episode, random, out);
  const auto first = out.begin() + static_cast<std::ptrdiff_t>(before);
  out.erase(
      std::remove_if(first, out.end(), [this](const Act& a) { return a.at >= timeline_.end; }),
      out.end());
  std::stable_sort(first, out.end(), [](const Act& a, const Act& b) { return a.at < b.at; });
  for (std::size_t i = before; i < out.size(); ++i) out[i].episode = index;
}

void Script::expand_solo(const Episode& episode, Random& random, std::vector<Act>& out) const {
  const auto& members = groups_[episode.group].members;
  const auto chosen = random.below(static_cast<std::uint32_t>(members.size()));
  out.push_back({episode.start, 0, members[chosen].id, Act::Part::kLead});
}

bool Script::takes_part(const Group& group, std::size_t member, const Episode& episode,
                        Random& random) const {
  const Member& who = group.members[member];
  const bool willing = random.chance(group.participation);
  if (episode.start < who.from || episode.start >= who.to) return false;
  switch (group.plan->turnout) {
    case Turnout::kRandom:
      break;
    case Turnout::kShifts:
      return willing && (static_cast<int>(member) + episode.wave) % kShiftCount == 0;
    case Turnout::kRotating: {
      const auto turn = static_cast<std::uint64_t>(episode.wave / kRotationWaves);
      return willing && mix64(mix64(who.id) + turn) % 2 == 0;
    }
  }
  return willing;
}

double Script::delay_s(const Group& group, Random& random) const {
  switch (group.plan->tempo) {
    case Tempo::kUniform:
      return random.uniform(0, group.spread_s);
    case Tempo::kReaction:
      return random.reaction_seconds(group.spread_s);
    case Tempo::kLognormal:
      return 1 + std::min(kDaySeconds, random.lognormal(group.spread_s, 1.2));
    case Tempo::kExponential:
      break;
  }
  return 1 + group.spread_s * random.exponential();
}

void Script::expand_wave(const Episode& episode, Random& random, std::vector<Act>& out) const {
  const Group& group = groups_[episode.group];
  const GroupPlan& plan = *group.plan;
  std::array<double, kPlatforms> carried{};  // seconds until a platform's turn
  if (plan.hand_off) {
    for (double& seconds : carried) seconds = std::clamp(random.lognormal(2700, 1), 600.0, 43200.0);
    carried[static_cast<std::size_t>(population_.accounts[group.members[0].id].platform)] = 0;
  }
  if (!group.newcomers.empty()) {
    const auto turn = static_cast<std::size_t>(episode.wave) % group.newcomers.size();
    out.push_back({episode.start, 0, group.newcomers[turn], Act::Part::kLead});
  }
  for (std::size_t i = 0; i < group.members.size(); ++i) {
    const AccountId id = group.members[i].id;
    if (plan.lead == Lead::kStar && i == 0) {
      out.push_back({episode.start, 0, id, Act::Part::kLead});
      continue;
    }
    if (!takes_part(group, i, episode, random)) continue;
    const auto platform = static_cast<std::size_t>(population_.accounts[id].platform);
    const double delay = carried[platform] + delay_s(group, random);
    out.push_back({after(episode.start, delay), 0, id, Act::Part::kJoin});
  }
  cast_parts(episode, 0, random, out);
  if (group.uptake > 0) add_outsiders(episode, out.size(), random, out);
}

// Who leads, who reposts, who answers.
void Script::cast_parts(const Episode& episode, std::size_t first, Random& random,
                        std::vector<Act>& out) const {
  const GroupPlan& plan = *groups_[episode.group].plan;
  std::sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
            [](const Act& a, const Act& b) {
              return std::tie(a.at, a.part, a.author) < std::tie(b.at, b.part, b.author);
            });
  std::array<bool, kPlatforms> led{};
  for (std::size_t i = first; i < out.size(); ++i) {
    bool& lead = led[static_cast<std::size_t>(population_.accounts[out[i].author].platform)];
    if (!lead)
      out[i].part = Act::Part::kLead;
    else if (random.chance(plan.replies))
      out[i].part = Act::Part::kReply;
    else if (random.chance(plan.reposts))
      out[i].part = Act::Part::kRepost;
    lead = true;
  }
}

void Script::add_outsiders(const Episode& episode, std::size_t members, Random& random,
                           std::vector<Act>& out) const {
  const Group& group = groups_[episode.group];
  if (group.outsiders.empty()) return;
  const auto count = std::min<std::size_t>(
      group.outsiders.size() / 2,
      static_cast<std::size_t>(std::lround(static_cast<double>(members) * group.uptake)));
  std::set<AccountId> joined;  // everyone once
  while (joined.size() < count) {
    const auto place = random.below(static_cast<std::uint32_t>(group.outsiders.size()));
    const AccountId id = group.outsiders[place];
    if (!joined.insert(id).second) continue;
    const double delay = kFirstOutsider + random.reaction_seconds(kDaySeconds);
    out.push_back({after(episode.start, delay), 0, id, Act::Part::kOutsider});
  }
}

std::string_view Script::group_name(std::uint16_t group) const noexcept {
  return group == 0 ? std::string_view("-") : std::string_view(groups_[group - 1U].name);
}

std::string_view Script::kind_of(std::uint16_t group) const noexcept {
  return group == 0 ? std::string_view("-") : groups_[group - 1U].plan->name;
}

std::uint16_t Script::group_of(std::uint32_t episode) const noexcept {
  return static_cast<std::uint16_t>(episodes_[episode].group + 1);
}

}  // namespace lockstep::lab
