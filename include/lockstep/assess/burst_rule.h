// Burst rules: what a first wave looks like, before anything repeats. Written in the configuration,
// one line a rule:
//
//   HYPOTHESIS: KIND[/KIND...] by N accounts within DURATION and M share a clue
//   HYPOTHESIS: KIND[/KIND...] by N accounts within DURATION and M share a campaign and target
//   younger than DURATION
//   HYPOTHESIS: KIND[/KIND...] by N new accounts within DURATION and M share a clue
//
// A kind is a kind of act (docs/ADD_A_SIGNAL.md). The first form names accounts that touched one
// key and of whom M share a telling attribute value; the second, an account that M known members of
// one campaign answered or reposted in step. In the third a kind is one of attributes: accounts
// whose records of creation (`event: account`) show one value, and of whom M share a clue of
// another sort; nobody has posted yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/time.h"

namespace lockstep::assess {

struct BurstRule {
  std::string hypothesis;
  std::vector<std::string> kinds;
  std::uint32_t accounts = 5;
  Duration within = std::chrono::minutes{10};
  std::uint32_t sharing = 3;
  bool of_birth = false;     // new accounts that show a value, else accounts that act on a key
  bool of_campaign = false;  // they share a campaign, else a clue
  Duration target_age{};     // of_campaign only
};

// Empty if `line` is no rule; N is 3 to 64, M is 2 to N.
std::optional<BurstRule> parse_burst_rule(std::string_view line);

std::vector<std::string> shipped_burst_rules();

}  // namespace lockstep::assess
