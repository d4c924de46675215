// What the authors of scripted acts post.
#include <algorithm>
#include <string>

#include "lockstep/core/hash.h"
#include "simulate/script.h"

namespace lockstep::lab {
namespace {

constexpr double kObfuscates = 0.7, kCrops = 0.3;  // of an obfuscating member's posts, pictures
constexpr std::uint32_t kTemplates = 6;            // answers a support desk has at hand

}  // namespace

bool Script::repost_lead(const Episode& episode, Draft& draft) const {
  const Platform platform = population_.accounts[draft.author].platform;
  const Item& lead = episode.leads[static_cast<std::size_t>(platform)];
  if (lead.at == 0 || lead.author == draft.author) return false;
  draft.action = platform == Platform::kTelegram ? Action::kForward : Action::kRepost;
  draft.target = lead;
  draft.saying.key = lead.saying.key;
  return true;
}

bool Script::answer_lead(const Episode& episode, Draft& draft) const {
  const Platform platform = population_.accounts[draft.author].platform;
  const Item& lead = episode.leads[static_cast<std::size_t>(platform)];
  if (lead.at == 0 || lead.author == draft.author) return false;
  draft.action = Action::kReply;
  draft.target = lead;
  return true;
}

Story Script::story_of(const Episode& episode) const {
  const Group& group = groups_[episode.group];
  return {episode.start,
          group.sites[episode.seed % group.sites.size()],
          {group.language, group.topic, mix64(episode.seed)},
          mix64(episode.seed + 1),
          mix64(episode.seed + 2) | 1,
          1};
}

void Script::perform(const Act& act, Draft& draft) {
  const Episode& episode = episodes_[act.episode];
  const Group& group = groups_[episode.group];
  Random choice{mix64(episode.seed ^ (std::uint64_t{act.author} << 32))};
  if (act.part == Act::Part::kOutsider) return join_from_outside(episode, choice, draft);
  if (act.part == Act::Part::kRepost && repost_lead(episode, draft)) return;
  if (group.plan->wording == Wording::kStory) {
    behaviour_.share(story_of(episode), draft);
    if (act.part == Act::Part::kLead) draft.saying.form = Saying::Form::kHeadline;
    if (choice.chance(group.plan->tags)) draft.tags.push_back(group.tag);
    return;
  }
  const bool answers_strangers =
      episode.wave == 0 && group.plan->replies > 0 && behaviour_.answer_somebody(draft);
  say(episode, act, draft);
  if (answers_strangers || (act.part == Act::Part::kReply && answer_lead(episode, draft))) return;
  attach(episode, choice, draft);
}

void Script::say(const Episode& episode, const Act& act, Draft& draft) {
  const Group& group = groups_[episode.group];
  const std::uint64_t own = mix64(episode.seed ^ (std::uint64_t{act.author} << 32)) | 1;
  TextKey key{group.language, group.topic, mix64(episode.seed)};
  Saying& saying = draft.saying;
  if (episode.wave == 0 && group.plan->replies > 0)
    key.seed = mix64(group.redirector + stable_hash(group.tag)) + episode.seed % kTemplates;
  switch (group.plan->wording) {
    case Wording::kOwn:
      behaviour_.say_post(population_.accounts[act.author].language, group.topic, draft);
      break;
    case Wording::kHeadline:
      key.topic = static_cast<std::uint8_t>(mix64(episode.seed + 4) % kTopics);
      saying = {Saying::Form::kHeadline, key, 0, 0};
      break;
    case Wording::kSwaps:
    case Wording::kSpintax:
    case Wording::kReworded:
      saying = {Saying::Form::kPost, key, act.part == Act::Part::kLead ? 0 : own, 0};
      if (group.plan->wording == Wording::kSpintax) saying.copying = Copying::kSpintax;
      if (group.plan->wording == Wording::kReworded) saying.copying = Copying::kReworded;
      break;
    case Wording::kIdentical:
    case Wording::kStory:
      saying = {Saying::Form::kPost, key, 0, 0};
  }
  saying.obfuscated = group.plan->obfuscated && Random{own}.chance(kObfuscates);
}

void Script::attach(const Episode& episode, Random& choice, Draft& draft) const {
  const Group& group = groups_[episode.group];
  const GroupPlan& plan = *group.plan;
  const bool sends_out = plan.solos > 0 && plan.links > 0;
  if (!group.sites.empty() && choice.chance(sends_out ? 1 : plan.links)) {
    std::size_t site = episode.seed % group.sites.size();
    std::uint64_t path = mix64(episode.seed + 1);
    if (plan.sites == Sites::kOneEach) {
      const auto own = std::find_if(group.members.begin(), group.members.end(),
                                    [&](const Member& m) { return m.id == draft.author; });
      site = static_cast<std::size_t>(own - group.members.begin()) % group.sites.size();
    } else if (plan.split_keys) {
      site = choice.below(static_cast<std::uint32_t>(group.sites.size()));
      path += choice.below(3);
    }
    draft.link = Link{group.sites[site], path, group.redirector, false};
    if (group.redirector == kNone && plan.sites != Sites::kOneEach)
      draft.link->shortened = plan.obfuscated || choice.chance(0.65);
  }
  if (choice.chance(plan.pictures)) {
    draft.media = mix64(episode.seed + 2) | 1;
    if (plan.obfuscated && choice.chance(kCrops)) draft.media = choice.next() | 1;
    draft.media_is_copy = true;
  }
  if (choice.chance(plan.tags)) {
    Random wave{mix64(episode.seed + 3)};
    draft.tags = {group.tag, std::string(text_.tag(group.language, group.topic, wave))};
    if (wave.chance(0.5)) draft.tags.push_back(text_.place(group.language, wave));
    if (choice.chance(0.25)) draft.tags.pop_back();
  }
}

// Somebody who saw the wave and thinks it is news.
void Script::join_from_outside(const Episode& episode, Random& choice, Draft& draft) {
  if (choice.chance(0.6) && repost_lead(episode, draft)) return;
  const Group& group = groups_[episode.group];
  if (!group.sites.empty()) return behaviour_.share(story_of(episode), draft);
  behaviour_.say_post(group.language, group.topic, draft);
  draft.tags.push_back(group.tag);
}

void Script::performed(const Act& act, const Draft& draft, std::uint64_t number) {
  const bool own = draft.action == Action::kPost || draft.action == Action::kQuote;
  if (!own || act.part == Act::Part::kOutsider) return;
  const Platform platform = population_.accounts[draft.author].platform;
  Item& lead = episodes_[act.episode].leads[static_cast<std::size_t>(platform)];
  if (lead.at == 0) lead = {draft.at, draft.author, number, draft.saying, draft.media, 1};
}

}  // namespace lockstep::lab
