#include "simulate/scenario.h"

namespace lockstep::lab {
namespace {

constexpr double kShort = 2, kWeek = 5, kFortnight = 7;  // days at 20,000 posts

void add_fixed(std::vector<ScenarioPlan>& plans) {
  const auto classic = classic_campaigns();
  const auto basic = basic_crowds();
  plans.push_back({"quickstart",
                   "two campaigns of different nature among organic posts and benign crowds",
                   kShort, classic.subspan(0, 2), 0, basic});
  plans.push_back(
      {"organic",
       "no campaign: organic posts, a news syndicate, fans, viral events and a giveaway",
       kShort,
       {},
       0,
       basic});
  plans.push_back({"burst", "three fast campaigns: copied text, a tight botnet, a hashtag storm",
                   kShort, classic.subspan(1, 3), 0, basic});
  plans.push_back({"slow",
                   "two patient campaigns: delays of hours, partial participation, aged accounts",
                   8, classic.subspan(4, 2), 0, basic});
}

void add_mixed(std::vector<ScenarioPlan>& plans) {
  plans.push_back({"all",
                   "campaigns of every tactic, one after another by seed, among every "
                   "confounder",
                   kWeek, tactics(), 0.01, confounders(), true});
  plans.push_back({"tactics", "many campaigns of every tactic among the usual crowds", kWeek,
                   tactics(), 0.05, basic_crowds()});
  plans.push_back({"large", "operations of hundreds of accounts among the usual crowds", kWeek,
                   large_operations(), 0.05, basic_crowds()});
  plans.push_back({"confounders",
                   "no campaign: every benign crowd and every clue without meaning",
                   kWeek,
                   {},
                   0,
                   confounders(),
                   true});
}

// One for each tactic and each confounder.
void add_single(std::vector<ScenarioPlan>& plans) {
  for (std::size_t i = 0; i < tactics().size(); ++i) {
    const GroupPlan& plan = *tactics()[i];
    plans.push_back({plan.name, plan.summary, plan.days.high > 0 ? kWeek : kFortnight,
                     tactics().subspan(i, 1), 0.02, basic_crowds()});
  }
  for (const auto crowds : {confounders(), further_crowds()}) {
    for (std::size_t i = 0; i < crowds.size(); ++i) {
      const GroupPlan& plan = *crowds[i].plan;
      plans.push_back({plan.name, plan.summary, kShort, {}, 0, crowds.subspan(i, 1)});
    }
  }
}

}  // namespace

std::span<const ScenarioPlan> scenario_plans() noexcept {
  static const std::vector<ScenarioPlan> kAll = [] {
    std::vector<ScenarioPlan> plans;
    add_fixed(plans);
    add_mixed(plans);
    add_single(plans);
    return plans;
  }();
  return kAll;
}

}  // namespace lockstep::lab
