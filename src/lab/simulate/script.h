// The planned part of a simulation: waves of campaigns, and benign crowds that look like them.
//
// An episode (one wave, or one member's act alone) expands into its acts when its time has come,
// and the expansion is a function of the episode alone; so acts can be counted beforehand without
// being kept, and memory is bounded by the members of the groups and the episodes under way.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "simulate/behaviour.h"
#include "simulate/casting.h"
#include "simulate/group.h"
#include "simulate/population.h"
#include "simulate/post_writer.h"
#include "simulate/scenario.h"

namespace lockstep::lab {

struct Act {
  std::int64_t at = 0;
  std::uint32_t episode = kNone;  // kNone: a scheduled post of an organic account
  AccountId author = 0;
  enum class Part : std::uint8_t { kLead, kJoin, kRepost, kReply, kOutsider } part = Part::kLead;
};

// A campaign as it was cast, for the truth files.
struct CampaignTruth {
  const Group* group;
  std::uint64_t accounts;
};

class Script {
 public:
  // `prevalence` as in ScenarioPlan; `turn` is the tactic that comes first.
  Script(const ScenarioPlan& plan, double prevalence, std::uint64_t turn, const TextSource& text,
         Population& population, Behaviour& behaviour, Timeline timeline, Random random);

  std::size_t episode_count() const noexcept { return episodes_.size(); }
  // Episodes are in order of start.
  std::int64_t start_of(std::size_t episode) const noexcept { return episodes_[episode].start; }
  // The acts of an episode within the timeline, by time.
  void expand(std::uint32_t episode, std::vector<Act>& out) const;
  // What the act's author posts (author and time of the draft are set).
  void perform(const Act& act, Draft& draft);
  // To be told the native number of what was performed, so that others can repost it.
  void performed(const Act& act, const Draft& draft, std::uint64_t number);

  // For the truth files. Groups are numbered from 1.
  std::string_view group_name(std::uint16_t group) const noexcept;  // "-" for 0
  std::string_view kind_of(std::uint16_t group) const noexcept;     // its plan's name
  std::uint16_t group_of(std::uint32_t episode) const noexcept;
  int wave_of(std::uint32_t episode) const noexcept { return episodes_[episode].wave; }
  const std::vector<Group>& groups() const noexcept { return groups_; }

 private:
  struct Episode {
    std::int64_t start = 0;
    std::uint32_t group = 0;
    int wave = 0;  // from 1; 0 = one member alone
    std::uint64_t seed = 0;
    std::array<Item, kPlatforms> leads{};  // first posts, once made
  };

  void plan_campaigns(const ScenarioPlan& plan, double prevalence, std::uint64_t turn);
  void plan_crowds(const ScenarioPlan& plan);
  std::size_t add_group(Casting& casting, const GroupPlan& plan, int most);
  void add_episodes(std::uint32_t group, int count, bool waves);
  std::int64_t start_within(const Group& group, double from, double to);

  bool takes_part(const Group& group, std::size_t member, const Episode& episode,
                  Random& random) const;
  double delay_s(const Group& group, Random& random) const;
  void expand_wave(const Episode& episode, Random& random, std::vector<Act>& out) const;
  void expand_solo(const Episode& episode, Random& random, std::vector<Act>& out) const;
  void cast_parts(const Episode& episode, std::size_t first, Random& random,
                  std::vector<Act>& out) const;
  void add_outsiders(const Episode& episode, std::size_t members, Random& random,
                     std::vector<Act>& out) const;

  void say(const Episode& episode, const Act& act, Draft& draft);
  void attach(const Episode& episode, Random& choice, Draft& draft) const;
  void join_from_outside(const Episode& episode, Random& choice, Draft& draft);
  bool repost_lead(const Episode& episode, Draft& draft) const;
  bool answer_lead(const Episode& episode, Draft& draft) const;
  Story story_of(const Episode& episode) const;

  const TextSource& text_;
  Population& population_;
  Behaviour& behaviour_;
  Timeline timeline_;
  Random random_;
  std::vector<Group> groups_;
  std::vector<Episode> episodes_;
};

}  // namespace lockstep::lab
