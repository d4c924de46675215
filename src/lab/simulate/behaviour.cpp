#include "simulate/behaviour.h"

#include <cmath>

#include "lockstep/core/hash.h"

namespace lockstep::lab {
namespace {

constexpr double kHorizonSeconds = 2 * 86400.0;  // nobody digs out older posts
constexpr double kReplyHorizonSeconds = 6 * 3600.0;

// Habits differ: between a tenth and a half of an account's acts are reposts.
double repost_share(const Account& account) {
  return 0.1 + 0.4 * static_cast<double>(mix64(account.device) >> 11) * 0x1.0p-53;
}

}  // namespace

Behaviour::Behaviour(const TextSource& text, Population& population, std::uint32_t circles,
                     Random random)
    : text_(text), population_(population), circles_(circles), random_(random) {
  const std::size_t audiences = text.language_count() * kTopics * circles;
  stories_.resize(audiences);
  items_.resize(audiences * kPlatforms);
}

Behaviour::Audience Behaviour::choose_audience(const Account& account) {
  const double u = random_.uniform();
  if (u < 0.6) return {account.topics[0], account.circles[0]};
  if (u < 0.9) return {account.topics[1], account.circles[1]};
  return {static_cast<std::uint8_t>(random_.below(kTopics)), random_.below(circles_)};
}

TimedRing<Story>& Behaviour::stories(std::uint8_t language, Audience audience) {
  return stories_[(language * kTopics + audience.topic) * circles_ + audience.circle];
}

TimedRing<Item>& Behaviour::items(const Account& account, Audience audience) {
  const std::size_t cell =
      (account.language * kTopics + audience.topic) * circles_ + audience.circle;
  return items_[cell * kPlatforms + static_cast<std::size_t>(account.platform)];
}

bool Behaviour::choose_target(Draft& draft, Audience audience, double horizon_s) {
  const auto& ring = items(population_.accounts[draft.author], audience);
  if (ring.empty()) return false;
  const auto delay = static_cast<std::int64_t>(random_.reaction_seconds(horizon_s) * 1e6);
  draft.target = ring.pick(draft.at - delay, random_);
  return draft.target.author != draft.author;
}

void Behaviour::act(Draft& draft) {
  const Account& account = population_.accounts[draft.author];
  const Audience audience = choose_audience(account);
  const double reposts = repost_share(account);
  double u = random_.uniform();
  if (u < reposts) {
    const bool forwards = account.platform == Platform::kTelegram;
    return react(draft, audience, forwards ? Action::kForward : Action::kRepost);
  }
  u = (u - reposts) / (1 - reposts);
  if (u < 0.25) return react(draft, audience, Action::kReply);
  if (u < 0.31) return react(draft, audience, Action::kQuote);
  if (u < 0.65) return share_link(draft, audience);
  post(draft, audience);
}

bool Behaviour::answer_somebody(Draft& draft) {
  const Audience audience = choose_audience(population_.accounts[draft.author]);
  if (!choose_target(draft, audience, kReplyHorizonSeconds)) return false;
  draft.action = Action::kReply;
  return true;
}

void Behaviour::react(Draft& draft, Audience audience, Action action) {
  const bool reply = action == Action::kReply;
  if (!choose_target(draft, audience, reply ? kReplyHorizonSeconds : kHorizonSeconds)) {
    draft.target = {};
    return post(draft, audience);
  }
  draft.action = action;
  draft.saying.key = draft.target.saying.key;
  if (action == Action::kRepost || action == Action::kForward) return;
  draft.saying.form = Saying::Form::kRemark;
  draft.saying.remark = random_.next();
}

Story Behaviour::new_story(std::int64_t at, std::uint8_t language, std::uint8_t topic) {
  return {at,
          population_.pick_site(language, random_),
          {language, topic, random_.next()},
          random_.next(),
          random_.next() | 1,
          appeal()};
}

void Behaviour::share(const Story& story, Draft& draft) {
  const Account& account = population_.accounts[draft.author];
  const double u = random_.uniform();
  draft.saying.key = story.headline;
  draft.saying.remark = random_.next();
  if (u < 0.2) {
    draft.saying.form = Saying::Form::kHeadline;  // the site's share button
  } else if (u < 0.45) {
    draft.saying.form = Saying::Form::kHeadlineAndRemark;
  } else {
    draft.saying.form = u < 0.65 ? Saying::Form::kRemark : Saying::Form::kPost;
    if (draft.saying.form == Saying::Form::kPost) draft.saying.key.seed = random_.next();
  }
  Link link{story.site, story.path, kNone, false};
  if (account.redirector != kNone && random_.chance(0.6))
    link.redirector = account.redirector;
  else
    link.shortened = random_.chance(0.65);
  draft.link = link;
  if (random_.chance(0.3)) {
    draft.media = story.media;
    draft.media_is_copy = true;
  }
}

void Behaviour::share_link(Draft& draft, Audience audience) {
  const Account& account = population_.accounts[draft.author];
  // Four in five pass on what others found: the rich get richer.
  if (account.mainstream || random_.chance(0.3)) audience.circle = 0;  // the topic's mainstream
  auto& ring = stories(account.language, audience);
  Story story;
  if (!ring.empty() && random_.chance(0.8)) {
    story = ring.pick(
        draft.at - static_cast<std::int64_t>(random_.reaction_seconds(kHorizonSeconds) * 1e6),
        random_);
  } else {
    story = new_story(draft.at, account.language, audience.topic);
    ring.push(story);
  }
  share(story, draft);
  if (random_.chance(0.35)) add_topic_tags(draft, random_.between(1, 3));
}

void Behaviour::say_post(std::uint8_t language, std::uint8_t topic, Draft& draft) {
  draft.saying = {Saying::Form::kPost, {language, topic, random_.next()}, 0, 0};
}

void Behaviour::add_topic_tags(Draft& draft, int count) {
  const TextKey& key = draft.saying.key;
  for (int i = 0; i < count; ++i) {
    std::string tag{text_.tag(key.language, key.topic, random_)};
    if (random_.chance(0.4)) tag = text_.place(key.language, random_);
    if (draft.tags.empty() || draft.tags.back() != tag) draft.tags.push_back(std::move(tag));
  }
}

void Behaviour::post(Draft& draft, Audience audience) {
  const Account& account = population_.accounts[draft.author];
  const bool english = random_.chance(0.05);
  say_post(english ? 0 : account.language, audience.topic, draft);
  if (random_.chance(0.35)) add_topic_tags(draft, random_.between(1, 3));
  if (!random_.chance(0.25)) return;
  draft.media = random_.next() | 1;
  const auto& ring = items(account, audience);
  if (ring.empty() || !random_.chance(0.3)) return;
  const Item& seen = ring.pick(
      draft.at - static_cast<std::int64_t>(1e6 * random_.reaction_seconds(kHorizonSeconds)),
      random_);
  if (seen.media == 0) return;
  draft.media = seen.media;  // a picture doing the rounds
  draft.media_is_copy = true;
}

void Behaviour::remember(const Draft& draft, std::uint64_t number) {
  if (draft.action == Action::kRepost || draft.action == Action::kForward) return;
  const Account& account = population_.accounts[draft.author];
  // Replies are seldom passed on; what many followers see, often.
  const double weight =
      (draft.action == Action::kReply ? 0.2 : 1.0) * std::pow(1.0 + account.followers, 0.25);
  const Audience audience{draft.saying.key.topic, draft.saying.key.topic == account.topics[1]
                                                      ? account.circles[1]
                                                      : account.circles[0]};
  items(account, audience)
      .push({draft.at, draft.author, number, draft.saying, draft.media,
             static_cast<float>(weight) * appeal()});
}

}  // namespace lockstep::lab
