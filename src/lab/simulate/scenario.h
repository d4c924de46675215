// Scenarios: what is planted into the organic stream. A row of a table each; a new scenario is a
// new row, a new kind of campaign a new CampaignPlan. Ranges are drawn per seed.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace lockstep::lab {

template <class T>
struct Span2 {
  T low, high;
};

// How members follow the first of a wave.
enum class Tempo : std::uint8_t {
  kUniform,   // anywhere within `spread_s`
  kReaction,  // organic-looking: SEISMIC delays, cut at `spread_s`
};

struct CampaignPlan {
  std::string_view name;    // in truth.csv
  std::string_view tactic;  // in truth_posts.csv
  Span2<int> members, waves;
  std::array<double, 4> platforms;  // shares of x, bluesky, mastodon, telegram
  Span2<double> participation;      // of the members, a wave
  Tempo tempo = Tempo::kUniform;
  Span2<double> spread_s;
  bool copies = false;  // text copied with small word swaps; else everyone writes anew
  double reposts = 0;   // share of a wave that reposts the first post of its platform
  double links = 0, pictures = 0, tags = 0;  // share of the wave's own posts that carry them
  int sites = 0;                             // landing sites of its own
  // Clues, as real operations leave them.
  bool own_redirector = false;    // all links go through one
  bool one_analytics_id = false;  // on all its sites
  double created_within_h = 0;    // accounts made in one go; 0 = like everybody's
  double shared_lines = 0;        // share of members on a few common lines and devices
};

struct ScenarioPlan {
  std::string_view name, summary;
  double days;  // at 20,000 posts; grows with the fourth root of the posts
  std::span<const CampaignPlan> campaigns;
};

std::span<const ScenarioPlan> scenario_plans() noexcept;

}  // namespace lockstep::lab
