// A group with its dice rolled: the people of a plan, in one simulated world.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simulate/group_plan.h"
#include "simulate/population.h"

namespace lockstep::lab {

struct Timeline {
  std::int64_t start = 0, end = 0;  // microseconds
  double days() const noexcept { return static_cast<double>(end - start) / 86400e6; }
};

struct Member {
  AccountId id = 0;
  std::int64_t from = 0, to = 0;  // takes part within
};

// Memory: 24 bytes a member, 4 an outsider (the accounts of a language, at most).
struct Group {
  const GroupPlan* plan = nullptr;
  std::string name;             // in the truth files
  std::vector<Member> members;  // a star comes first
  std::vector<AccountId> newcomers;
  std::vector<AccountId> outsiders;  // who may join in
  std::vector<SiteId> sites;         // Sites::kOneEach: one a member
  std::uint32_t redirector = kNone;
  std::uint8_t language = 0, topic = 0, zone = 0;
  Timeline life;
  int waves = 0;
  double participation = 1, spread_s = 0, uptake = 0;
  std::string tag;
  std::string clues;  // what it leaves, for the truth files: "lines+redirector"
};

}  // namespace lockstep::lab
