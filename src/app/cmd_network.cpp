#include "cmd_network.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apart.h"
#include "archive_reading.h"
#include "exit_codes.h"
#include "input_list.h"
#include "lockstep/core/time.h"
#include "lockstep/io/file_sink.h"
#include "lockstep/lab/network.h"
#include "lockstep/lab/network_reader.h"
#include "lockstep/lab/network_writer.h"
#include "lockstep/normalize/adapter.h"
#include "numbers.h"
#include "progress.h"
#include "side_facts.h"

namespace lockstep::app {
namespace {

struct Command {
  lab::NetworkInputs inputs;
  lab::NetworkOptions network;
  std::string output = "-";
  std::string config;  // for the way to the brokers of topics
  std::vector<std::string> erased;
  double max_rejected = 0.5;
  bool ignores_participation = false;  // it was asked for, and directed networks have none
};

std::string join(const std::vector<std::string_view>& words) {
  return fmt::format("{}", fmt::join(words, "|"));
}

CLI::Validator duration_up_to_a_year() {
  return CLI::Validator(
      [](std::string& text) -> std::string {
        const auto window = parse_duration(text);
        const bool fits = window && window->count() >= 0 && *window <= std::chrono::hours{24 * 366};
        return fits ? "" : "'" + text + "' is no duration from 0s to 366d such as 60s or 5m";
      },
      "DURATION");
}

bool is_graphml(const std::string& path) { return path.ends_with(".graphml"); }

// Not as if it had been written as its name says.
bool may_be_called(const std::string& output) {
  const auto ending = std::filesystem::path(output).extension();
  const bool known = ending.empty() || ending == ".csv" || ending == ".graphml";
  if (!known)
    fmt::print(stderr, "{}: networks are written as .csv or .graphml, not as {}\n", output,
               ending.string());
  return known;
}

Status write(const lab::Network& network, io::AtomicFile& file) {
  const auto sink = [&file](std::string_view text) { return file.write(text); };
  LOCKSTEP_TRY(is_graphml(file.path()) ? lab::write_network_graphml(network, sink)
                                       : lab::write_network_csv(network, sink));
  return file.commit();
}

std::string rejections(const lab::NetworkReadReport& read) {
  std::string reasons;
  for (std::size_t i = 0; i < normalize::kReasonCount; ++i) {
    if (read.rejected[i] == 0) continue;
    reasons += fmt::format("{}{} {}", reasons.empty() ? " (" : ", ", read.rejected[i],
                           normalize::name(static_cast<normalize::Reason>(i)));
  }
  return fmt::format("{} rejected{}{}", read.rejected_total(), reasons, reasons.empty() ? "" : ")");
}

void print_summary(const Command& command, const lab::NetworkReadReport& read,
                   const lab::Network& network, double seconds) {
  fmt::print(stderr, "{} records: {} posts, {} duplicates, {} without an object, {}\n",
             read.records, read.posts, read.duplicates, read.without_object, rejections(read));
  fmt::print(stderr, "{} rows", network.rows);
  if (!network.directed) {
    fmt::print(stderr, ", {} of accounts with enough of them", network.rows_used);
  }
  fmt::print(stderr, "; {} {}edges among {} accounts", network.edges.size(),
             network.directed ? "directed " : "", network.accounts.size());
  if (!network.directed) fmt::print(stderr, ", threshold weight {}", network.threshold);
  fmt::print(stderr, "; {:.2f} s\n", seconds);
  if (command.ignores_participation) {
    fmt::print(stderr, "directed networks have no participation filter and no quantile: ignored\n");
  }
}

StatusOr<lab::NetworkReadReport> read_rows(Command& command, lab::NetworkRows& rows) {
  Progress progress;
  command.inputs.progress = [&](std::uint64_t posts, std::uint64_t read, std::uint64_t total) {
    progress.show(posts, read, total);
  };
  return lab::read_network_rows(command.inputs, rows);
}

// If topics are among the inputs, the reader opens all of them through the list; it lives as long.
StatusOr<std::shared_ptr<const InputList>> resolve_topics(Command& command, const Config& config) {
  auto& in = command.inputs;
  if (std::none_of(in.paths.begin(), in.paths.end(), io::is_kafka_url))
    return std::shared_ptr<const InputList>();
  LOCKSTEP_ASSIGN(InputList made, InputList::make(in.paths, in.format, in.platform, config));
  const auto list = std::make_shared<const InputList>(std::move(made));
  in.paths = list->names();
  for (const auto& input : list->inputs()) {
    if (input.format != list->inputs().front().format)
      return invalid_argument("all inputs of a network must have one format");
    in.format = input.format;
    in.platform = input.platform;
  }
  in.open = [list](std::uint32_t index) { return list->open(index); };
  return list;
}

int run(Command& command) {
  const auto start = std::chrono::steady_clock::now();
  if (!may_be_called(command.output)) return kUsage;
  if (!are_apart({command.inputs.paths,
                  command.erased,
                  {command.config, normalize::mapping_file(command.inputs.format).value_or("")}},
                 {command.output}))
    return kUsage;
  const auto config = load_config(command.config);
  if (!config.ok()) {
    fmt::print(stderr, "{}\n", message_of(config.status()));
    return kBadConfig;
  }
  if (!may_name_accounts(*config, "network")) return kUsage;
  const signals::Registry registry(config->engine.signals);
  const auto erased = read_erased(command.erased, *config, registry);
  if (!erased.ok()) return complain_of_facts(erased.status());
  command.inputs.leaves_out = [&](const auto& account) { return erased->is_erased(account); };
  const auto file = io::AtomicFile::create(command.output);
  if (!file.ok()) return complain_of_archive(file.status());
  const auto topics = resolve_topics(command, *config);
  if (!topics.ok()) return complain_of_archive(topics.status());
  lab::NetworkRows rows;
  const auto read = read_rows(command, rows);
  if (!read.ok()) return complain_of_archive(read.status());
  const lab::Network network = lab::build_network(rows, command.network);
  if (const Status status = write(network, **file); !status.ok())
    return complain_of_archive(status);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  print_summary(command, *read, network, took.count());
  if (!command.erased.empty()) tell_of_erased(erased->accounts(), read->left_out);
  const double tolerated = command.max_rejected * static_cast<double>(read->records);
  if (static_cast<double>(read->rejected_total()) <= tolerated) return kDone;
  fmt::print(stderr, "more than {:.0f} % of the records were rejected\n",
             command.max_rejected * 100);
  return kBadInput;
}

void add_input_options(CLI::App& sub, Command& c) {
  const auto known = lab::network_signals();
  const std::vector<std::string_view> names(known.begin(), known.end());
  sub.add_option("INPUT", c.inputs.paths,
                 "Files (plain, .gz, .zst), - for standard input, or kafka://broker:port/topic "
                 "(see replay)")
      ->required();
  sub.add_option("--format", c.inputs.format, "auto, an adapter's name, or mapping:FILE")
      ->capture_default_str();
  sub.add_option("--config", c.config, "Configuration file, for topics: how to reach the brokers");
  add_erased_option(sub, c.erased);
  sub.add_option("--platform", c.inputs.platform, "Platform of posts that do not say");
  sub.add_option("--signal", c.inputs.signals,
                 "What the accounts share: " + join(names) +
                     ". Repeatable; several (default: all) are joined one by one and stacked")
      ->check(CLI::IsMember(std::vector<std::string>(names.begin(), names.end())))
      ->allow_extra_args(false);  // one name each time, or it would swallow the inputs
  add_rejected_option(sub, c.max_rejected);
}

}  // namespace

void add_network(CLI::App& app, int& exit_code) {
  auto* sub = app.add_subcommand(
      "network", "Classic co-action networks: who shares what others share, when they do");
  const auto command = std::make_shared<Command>();
  const auto window = std::make_shared<std::string>("60s");
  Command& c = *command;
  add_input_options(*sub, c);
  sub->add_option("--window", *window, "Furthest apart two actions may be, inclusive")
      ->check(duration_up_to_a_year())
      ->capture_default_str();
  auto* participation =
      sub->add_option("--min-participation", c.network.min_participation,
                      "Fewest rows, and fewest coordinated posts, of an account (CooRTweet)")
          ->check(whole_number(0, std::numeric_limits<std::uint32_t>::max()))
          ->capture_default_str();
  auto* quantile = sub->add_option("--edge-weight-quantile", c.network.edge_weight_quantile,
                                   "Edges above this quantile of the weights are marked")
                       ->check(number(0, 1))
                       ->capture_default_str();
  sub->add_option("--min-weight", c.network.min_weight, "Lighter edges are left out")
      ->check(whole_number())
      ->capture_default_str();
  sub->add_flag("--directed", c.network.directed,
                "Edges a -> b weighted by posts of a near one of b (Coordination Network Toolkit)");
  sub->add_option("-o,--output", c.output,
                  "edges.csv, graph.graphml, or - for CSV on standard output")
      ->capture_default_str();
  sub->callback([command, window, participation, quantile, &exit_code] {
    command->network.window = *parse_duration(*window);
    command->ignores_participation =
        command->network.directed && participation->count() + quantile->count() > 0;
    exit_code = run(*command);
  });
}

}  // namespace lockstep::app
