// A made-up stream of posts with known truth: organic accounts, benign crowds and planted
// campaigns.
//
// The organic base has heavy-tailed activity and popularity, a daily rhythm by time zone, homophily
// by topic and language, and SEISMIC reaction delays (DETECTION 8.1). Campaign accounts come out of
// the same factory as everybody else and behave like everybody else between waves; no field, id,
// order, handle shape, address range or vocabulary is theirs alone, except for clues a scenario
// names.
//
// Output
//   posts            JSON Lines, lockstep.post/1, in order of event time; exactly `posts` lines
//                    (fewer of a sample)
//   truth            CSV `account,campaign,tactic,confounder`: every account that posted, sorted;
//                    "-" = organic; confounder = the first benign crowd it belongs to, or "-"
//   truth_posts      CSV `post,campaign,tactic,account,at,wave`, in order of event time: every post
//                    of a campaign account (its organic ones with tactic "camouflage") and every
//                    post of a benign crowd (campaign "-", tactic "fans", "viral", ...; "uptake":
//                    an outsider passes on what a campaign made). Waves count from 1; 0 = none.
//                    What is not listed is organic.
//   truth_campaigns  CSV `campaign,tactic,accounts,waves,clues,from,to`
//
// Deterministic: the same options give the same bytes.
// Memory: about 1.5 KB an account, that is 100 MB for a million posts.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lockstep/core/status.h"
#include "lockstep/core/time.h"

namespace lockstep::lab {

// What a poorer feed does not carry.
struct Withheld {
  bool infra = false, text = false, media = false;  // infra: with the facts about linked sites
};

struct SimulateOptions {
  std::string scenario = "quickstart";
  std::uint64_t seed = 1;
  std::uint64_t posts = 20'000;  // the number of accounts grows with it; the time span, slowly
  EventTime start = from_micros(1'767'571'200'000'000);  // 2026-01-05T00:00:00Z
  double days = 0;                   // 0 = the scenario's, which grow with the posts; at most 60
  std::optional<double> prevalence;  // share of accounts in campaigns; else the scenario's
  double sample = 1;                 // share of the posts that reach the file, (0, 1]
  Withheld without;
};

struct Scenario {
  std::string_view name, summary;
};
std::span<const Scenario> scenarios() noexcept;

// Receive text in blocks of whole lines, up to about 1 MiB each. An error stops the simulation.
struct SimulateSinks {
  using Sink = std::function<Status(std::string_view)>;
  Sink posts, truth, truth_posts;
  Sink truth_campaigns = {};  // may be left out
};

struct SimulateSummary {
  std::uint64_t simulated = 0;  // before sampling; the rest counts what reached the file
  std::uint64_t posts = 0, post_bytes = 0;
  std::uint64_t accounts = 0, campaign_accounts = 0;  // that posted
  std::uint64_t campaign_posts = 0;                   // of campaign accounts
  std::uint64_t coordinated_posts = 0;                // those that are not camouflage
  EventTime first{}, last{};
};

// kInvalidArgument: no such scenario, or too few posts to hold what it plants.
StatusOr<SimulateSummary> simulate(const SimulateOptions&, const SimulateSinks&);

// Writes posts.jsonl, truth.csv, truth_posts.csv, truth_campaigns.csv and simulation.json
// (scenario, seed and the summary) into `directory`, which is made if need be.
StatusOr<SimulateSummary> simulate_to_directory(const SimulateOptions&,
                                                const std::string& directory);

}  // namespace lockstep::lab
