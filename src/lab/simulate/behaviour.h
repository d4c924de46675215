// What accounts do of their own accord: post, share links, repost, quote and reply within their
// interests. Popularity is heavy-tailed (appeal is Pareto), reactions follow SEISMIC delays, and
// nine of ten acts stay in one's own topics (DETECTION 8.1). Campaign accounts do the same between
// waves.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulate/items.h"
#include "simulate/population.h"
#include "simulate/post_writer.h"

namespace lockstep::lab {

class Behaviour {
 public:
  // Memory: rings of at most 128 entries for each (platform, language, topic, circle).
  Behaviour(const TextSource& text, Population& population, std::uint32_t circles, Random random);

  // Fills the draft (author and time are set) with an act of its author.
  void act(Draft& draft);
  // Makes what was just posted available to others.
  void remember(const Draft& draft, std::uint64_t number);

  // Building blocks, for scripted posts too.
  Story new_story(std::int64_t at, std::uint8_t language, std::uint8_t topic);
  void share(const Story& story, Draft& draft);
  // Makes the draft a reply to a post of its author's audience, if there is one.
  bool answer_somebody(Draft& draft);
  void say_post(std::uint8_t language, std::uint8_t topic, Draft& draft);
  void add_topic_tags(Draft& draft, int count);
  float appeal() { return static_cast<float>(random_.pareto(1.15)); }

 private:
  struct Audience {
    std::uint8_t topic = 0;
    std::uint32_t circle = 0;
  };
  Audience choose_audience(const Account& account);
  TimedRing<Item>& items(const Account& account, Audience audience);
  TimedRing<Story>& stories(std::uint8_t language, Audience audience);
  bool choose_target(Draft& draft, Audience audience, double horizon_s);
  void react(Draft& draft, Audience audience, Action action);
  void share_link(Draft& draft, Audience audience);
  void post(Draft& draft, Audience audience);

  const TextSource& text_;
  Population& population_;
  std::uint32_t circles_;
  Random random_;
  std::vector<TimedRing<Item>> items_;
  std::vector<TimedRing<Story>> stories_;
};

}  // namespace lockstep::lab
