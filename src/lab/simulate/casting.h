// Makes groups out of plans: finds or makes their accounts, sites and clues.
#pragma once

#include <string>
#include <vector>

#include "simulate/group.h"
#include "simulate/random.h"
#include "simulate/text.h"

namespace lockstep::lab {

class Casting {
 public:
  Casting(const TextSource& text, Population& population, Timeline timeline, Random random)
      : text_(text), population_(population), timeline_(timeline), random_(random) {}

  // `campaign` > 0 marks the accounts as that campaign's, `crowd` > 0 as of that crowd. At most
  // `most` members, unless the plan wants more at least.
  Group cast(const GroupPlan& plan, std::uint16_t campaign, std::uint16_t crowd, int most);

 private:
  struct Clues {
    bool redirector = false, analytics = false, creation = false, lines = false, persona = false,
         registration = false;
    int count() const { return redirector + analytics + creation + lines + persona + registration; }
    double leak = 1;
    EventTime founded{};
    double founded_within_h = 0;
    std::uint64_t make = 0;  // of its personas
  };

  void draw_life(Group& group);
  Clues draw_clues(const GroupPlan& plan);
  int draw_size(const GroupPlan& plan, int most);
  std::vector<int> draw_platforms(const GroupPlan& plan);
  double organic_rate(const Group& group);
  AccountSpec spec_of(const Group& group, int platform, bool covered, const Clues& clues);
  AccountId make_account(Group& group, const AccountSpec& spec);
  void make_members(Group& group, int count, const Clues& clues);
  void recruit_members(Group& group, int count);
  void add_star(Group& group);
  void add_newcomers(Group& group);
  void replace_members(Group& group, const Clues& clues);
  void find_outsiders(Group& group);
  std::vector<AccountId> candidates(const Group& group, bool interested, int platform) const;
  // `count` of them, in no order.
  std::vector<AccountId> choose(std::vector<AccountId> from, std::size_t count);
  void make_sites(Group& group, const Clues& clues);
  void leave_clues(Group& group, const Clues& clues);
  double draw(const Span2<double>& span) { return random_.uniform(span.low, span.high); }

  const TextSource& text_;
  Population& population_;
  Timeline timeline_;
  Random random_;
  std::uint16_t campaign_ = 0, crowd_ = 0;
  std::vector<int> platforms_;  // of the group being cast; -1 = like everybody
};

}  // namespace lockstep::lab
