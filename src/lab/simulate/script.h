// The planned part of a simulation: waves of campaigns, and benign crowds that look like them (a
// news syndicate, fans of an artist, viral events, a giveaway).
//
// An episode (one wave, one story, one viral event) expands into its acts when its time has come,
// and the expansion is a function of the episode alone; so acts can be counted beforehand without
// being kept, and memory is bounded by the episodes under way.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "simulate/behaviour.h"
#include "simulate/population.h"
#include "simulate/post_writer.h"
#include "simulate/scenario.h"

namespace lockstep::lab {

struct Act {
  std::int64_t at = 0;
  std::uint32_t episode = kNone;  // kNone: a scheduled post of an organic account
  AccountId author = 0;
  enum class Part : std::uint8_t { kLead, kJoin, kRepost } part = Part::kLead;
};

struct Timeline {
  std::int64_t start = 0, end = 0;  // microseconds
};

class Script {
 public:
  Script(const ScenarioPlan& plan, const TextSource& text, Population& population,
         Behaviour& behaviour, Timeline timeline, Random random);

  std::size_t episode_count() const noexcept { return episodes_.size(); }
  // Episodes are in order of start.
  std::int64_t start_of(std::size_t episode) const noexcept { return episodes_[episode].start; }
  // The acts of an episode within the timeline, by time.
  void expand(std::uint32_t episode, std::vector<Act>& out) const;
  // What the act's author posts (author and time of the draft are set).
  void perform(const Act& act, Draft& draft);
  // To be told the native number of what was performed, so that others can repost it.
  void performed(const Act& act, const Draft& draft, std::uint64_t number);

  // For the truth files.
  std::string_view campaign_name(std::uint16_t campaign) const noexcept;  // "-" for 0
  std::string_view tactic(std::uint32_t episode) const noexcept;
  bool planted(std::uint32_t episode) const noexcept;

 private:
  enum class Kind : std::uint8_t { kWave, kSyndicated, kLocalNews, kFans, kViral, kGiveaway };
  struct Group {
    Kind kind = Kind::kWave;
    const CampaignPlan* plan = nullptr;  // of a campaign
    std::vector<AccountId> members;
    std::vector<SiteId> sites;  // of a campaign; of a syndicate, one a member
    std::uint32_t redirector = kNone;
    std::uint8_t language = 0, topic = 0;
    double participation = 1, spread_s = 0;
    std::string tag;
  };
  struct Episode {
    std::int64_t start = 0;
    Kind kind = Kind::kWave;
    std::uint32_t group = 0;
    std::uint32_t size = 0;  // of a crowd
    std::uint64_t seed = 0;
    std::array<Item, kPlatforms> leads{};  // first posts, once made
  };

  void plan_campaign(const CampaignPlan& plan);
  void make_members(const CampaignPlan& plan, Group& group);
  void plan_syndicate();
  void plan_fans();
  void plan_viral(double size_share);
  void plan_giveaway();
  void add_episodes(Kind kind, std::uint32_t group, int count, std::uint32_t size);
  AccountId someone(std::uint8_t language, Random& random) const;

  void expand_wave(const Episode& episode, Random& random, std::vector<Act>& out) const;
  void expand_syndicated(const Episode& episode, Random& random, std::vector<Act>& out) const;
  void expand_fans(const Episode& episode, Random& random, std::vector<Act>& out) const;
  void expand_crowd(const Episode& episode, Random& random, std::vector<Act>& out) const;

  void perform_wave(const Act& act, const Episode& episode, Draft& draft);
  void perform_news(const Act& act, const Episode& episode, Draft& draft);
  void perform_fans(const Episode& episode, Draft& draft);
  void perform_crowd(const Act& act, const Episode& episode, Draft& draft);
  bool repost_lead(const Episode& episode, Draft& draft) const;

  const ScenarioPlan& plan_;
  const TextSource& text_;
  Population& population_;
  Behaviour& behaviour_;
  Timeline timeline_;
  Random random_;
  std::vector<Group> groups_;
  std::vector<Episode> episodes_;
};

}  // namespace lockstep::lab
