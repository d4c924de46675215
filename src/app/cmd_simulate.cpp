#include "cmd_simulate.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "exit_codes.h"
#include "lockstep/lab/simulate.h"
#include "numbers.h"

namespace lockstep::app {
namespace {

struct Arguments {
  lab::SimulateOptions options;
  std::string directory, start;
  std::vector<std::string> without;
  double prevalence = -1;
  bool list = false;
};

std::string list_of_scenarios() {
  std::string list = "Scenarios:\n";
  for (const lab::Scenario& scenario : lab::scenarios())
    fmt::format_to(std::back_inserter(list), "  {:<30}{}\n", scenario.name, scenario.summary);
  return list;
}

int run(Arguments& arguments) {
  if (arguments.list) {
    fmt::print("{}", list_of_scenarios());
    return kDone;
  }
  if (arguments.directory.empty()) {
    fmt::print(stderr, "simulate: -o DIR is required\n");
    return kUsage;
  }
  if (!arguments.start.empty()) {
    const auto start = parse_rfc3339(arguments.start);
    if (!start) {
      fmt::print(stderr, "simulate: --start: '{}' is not an RFC 3339 time\n", arguments.start);
      return kUsage;
    }
    arguments.options.start = *start;
  }
  if (arguments.prevalence >= 0) arguments.options.prevalence = arguments.prevalence;
  for (const std::string& what : arguments.without) {
    arguments.options.without.infra |= what == "infra";
    arguments.options.without.text |= what == "text";
    arguments.options.without.media |= what == "media";
  }
  const auto summary = lab::simulate_to_directory(arguments.options, arguments.directory);
  if (!summary.ok()) {
    fmt::print(stderr, "simulate: {}\n", message_of(summary.status()));
    return summary.status().code() == StatusCode::kInvalidArgument ? kUsage : kFailure;
  }
  fmt::print(
      stderr,
      "{} posts of {} accounts from {} to {}; {} accounts in campaigns made {} coordinated posts\n",
      summary->posts, summary->accounts, format_rfc3339(summary->first),
      format_rfc3339(summary->last), summary->campaign_accounts, summary->coordinated_posts);
  return kDone;
}

}  // namespace

void add_simulate(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("simulate", "make up a stream of posts with known truth");
  command
      ->add_option("--scenario", arguments->options.scenario, "what to plant; see below, or --list")
      ->capture_default_str();
  command->add_option("--seed", arguments->options.seed, "the same seed gives the same bytes")
      ->check(whole_number())
      ->capture_default_str();
  command->add_option("--posts", arguments->options.posts, "number of posts")
      ->check(whole_number(1))
      ->capture_default_str();
  command->add_option("--start", arguments->start,
                      "time of the first post (RFC 3339); default 2026-01-05T00:00:00Z");
  command
      ->add_option("--days", arguments->options.days,
                   "event time to cover (default: the scenario's, more for more posts)")
      ->check(number(0, 60));
  command
      ->add_option("--prevalence", arguments->prevalence,
                   "share of the accounts that belong to campaigns (default: the scenario's)")
      ->check(number(0, 0.5));
  command->add_option("--without", arguments->without, "leave out of the posts: infra, text, media")
      ->delimiter(',')
      ->check(CLI::IsMember({"infra", "text", "media"}));
  command->add_option("--sample", arguments->options.sample, "share of the posts to keep")
      ->check(number(1e-4, 1))
      ->capture_default_str();
  command->add_option(
      "-o,--output", arguments->directory,
      "directory for posts.jsonl, truth.csv, truth_posts.csv, truth_campaigns.csv and "
      "simulation.json");
  command->add_flag("--list", arguments->list, "print the scenarios and end");
  command->footer(list_of_scenarios());
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace lockstep::app
