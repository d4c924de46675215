// What the authors of scripted acts post.
#include <string>

#include "lockstep/core/hash.h"
#include "simulate/script.h"

namespace lockstep::lab {

bool Script::repost_lead(const Episode& episode, Draft& draft) const {
  const Platform platform = population_.accounts[draft.author].platform;
  const Item& lead = episode.leads[static_cast<std::size_t>(platform)];
  if (lead.at == 0 || lead.author == draft.author) return false;
  draft.action = platform == Platform::kTelegram ? Action::kForward : Action::kRepost;
  draft.target = lead;
  draft.saying.key = lead.saying.key;
  return true;
}

void Script::perform(const Act& act, Draft& draft) {
  const Episode& episode = episodes_[act.episode];
  if (act.part == Act::Part::kRepost && repost_lead(episode, draft)) return;
  switch (episode.kind) {
    case Kind::kWave:
      return perform_wave(act, episode, draft);
    case Kind::kSyndicated:
    case Kind::kLocalNews:
      return perform_news(act, episode, draft);
    case Kind::kFans:
      return perform_fans(episode, draft);
    case Kind::kViral:
    case Kind::kGiveaway:
      return perform_crowd(act, episode, draft);
  }
}

void Script::performed(const Act& act, const Draft& draft, std::uint64_t number) {
  if (draft.action == Action::kRepost || draft.action == Action::kForward) return;
  const Platform platform = population_.accounts[draft.author].platform;
  Item& lead = episodes_[act.episode].leads[static_cast<std::size_t>(platform)];
  if (lead.at == 0) lead = {draft.at, draft.author, number, draft.saying, draft.media, 1};
}

void Script::perform_wave(const Act& act, const Episode& episode, Draft& draft) {
  const Group& group = groups_[episode.group];
  const CampaignPlan& plan = *group.plan;
  const std::uint64_t own = mix64(episode.seed ^ (std::uint64_t{act.author} << 32));
  Random choice{own};
  const TextKey key{group.language, group.topic, mix64(episode.seed)};
  if (plan.copies) {
    draft.saying = {Saying::Form::kPost, key, act.part == Act::Part::kLead ? 0 : own, 0};
  } else {
    behaviour_.say_post(group.language, group.topic, draft);
  }
  if (choice.chance(plan.links)) {
    const SiteId site = group.sites[episode.seed % group.sites.size()];
    draft.link = Link{site, mix64(episode.seed + 1), group.redirector, false};
    if (group.redirector == kNone) draft.link->shortened = choice.chance(0.65);
  }
  if (choice.chance(plan.pictures)) {
    draft.media = mix64(episode.seed + 2) | 1;
    draft.media_is_copy = true;
  }
  if (choice.chance(plan.tags)) {
    Random wave{mix64(episode.seed + 3)};
    draft.tags = {group.tag, std::string(text_.tag(group.language, group.topic, wave))};
    if (wave.chance(0.5)) draft.tags.push_back(text_.place(group.language, wave));
    if (choice.chance(0.25)) draft.tags.pop_back();
  }
}

// One headline from the desk, each outlet on its own site; or a story of one outlet's own.
void Script::perform_news(const Act& act, const Episode& episode, Draft& draft) {
  const Group& group = groups_[episode.group];
  std::size_t outlet = 0;
  while (group.members[outlet] != act.author) ++outlet;
  Random choice{episode.seed};
  const auto topic = static_cast<std::uint8_t>(choice.below(kTopics));
  draft.saying = {Saying::Form::kHeadline, {group.language, topic, mix64(episode.seed)}, 0, 0};
  draft.link = Link{group.sites[outlet], mix64(episode.seed + 1), kNone, false};
  if (choice.chance(0.5)) draft.media = mix64(episode.seed + 2) | 1;
}

void Script::perform_fans(const Episode& episode, Draft& draft) {
  const Group& group = groups_[episode.group];
  behaviour_.say_post(group.language, group.topic, draft);
  draft.tags.push_back(group.tag);
  Random choice{episode.seed};
  if (choice.chance(0.6)) {
    draft.media = mix64(episode.seed + 2) | 1;
    draft.media_is_copy = true;
  }
}

void Script::perform_crowd(const Act& act, const Episode& episode, Draft& draft) {
  const Group& group = groups_[episode.group];
  const TextKey key{group.language, group.topic, mix64(episode.seed)};
  draft.tags.push_back(group.tag);
  if (episode.kind == Kind::kGiveaway) {
    draft.saying = {Saying::Form::kPost, key, 0, 0};  // the words the rules ask for
    return;
  }
  const Story story{
      episode.start, group.sites[0], key, mix64(episode.seed + 1), mix64(episode.seed + 2) | 1, 1};
  behaviour_.share(story, draft);
  if (act.part == Act::Part::kLead) draft.saying.form = Saying::Form::kHeadline;
}

}  // namespace lockstep::lab
