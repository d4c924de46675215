#include "cmd_simulate.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "exit_codes.h"
#include "lockstep/lab/simulate.h"

namespace lockstep::app {
namespace {

struct Arguments {
  lab::SimulateOptions options;
  std::string directory, start;
  bool list = false;
};

int list_scenarios() {
  for (const lab::Scenario& scenario : lab::scenarios())
    fmt::print("{:<12}{}\n", scenario.name, scenario.summary);
  return kDone;
}

int run(Arguments& arguments) {
  if (arguments.list) return list_scenarios();
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
  command->add_option("--scenario", arguments->options.scenario, "what to plant; see --list")
      ->capture_default_str();
  command->add_option("--seed", arguments->options.seed, "the same seed gives the same bytes")
      ->capture_default_str();
  command->add_option("--posts", arguments->options.posts, "number of posts")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--start", arguments->start,
                      "time of the first post (RFC 3339); default 2026-01-05T00:00:00Z");
  command->add_option("-o,--output", arguments->directory,
                      "directory for posts.jsonl, truth.csv and truth_posts.csv");
  command->add_flag("--list", arguments->list, "print the scenarios and end");
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace lockstep::app
