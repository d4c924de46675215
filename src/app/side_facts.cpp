#include "side_facts.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <utility>
#include <variant>

#include "exit_codes.h"
#include "whole_file.h"

namespace lockstep::app {

void add_erased_option(CLI::App& command, std::vector<std::string>& erased) {
  command
      .add_option("--erased", erased,
                  "FILE; repeatable. Accounts to leave out, as records of live.erasure_topic, one "
                  "a line")
      ->allow_extra_args(false);  // one each time, or it would swallow the inputs
}

StatusOr<std::vector<engine::SideFact>> read_facts(const std::vector<SidePaths>& files,
                                                   const Config& config,
                                                   const signals::Registry& registry) {
  std::vector<runtime::SideFile> read;
  for (const auto& [input, paths] : files)
    for (const auto& path : paths) {
      auto lines = read_whole(path);
      if (lines.status().code() == StatusCode::kInvalidArgument)
        return not_found(message_of(lines.status()));  // a folder; no line was read
      if (!lines.ok()) return lines.status();
      read.push_back({input, path, *std::move(lines)});
    }
  LOCKSTEP_ASSIGN(auto facts, runtime::read_side_files(read, config.normalize, registry));
  // Beyond that some would be shown again, and nobody told.
  const auto erased = std::count_if(facts.begin(), facts.end(), [](const auto& fact) {
    return std::holds_alternative<engine::ErasureFact>(fact);
  });
  if (static_cast<std::size_t>(erased) > engine::kMostErased)
    return invalid_argument(fmt::format("--erased: {} accounts, and at most {} can be left out",
                                        erased, engine::kMostErased));
  return facts;
}

StatusOr<engine::Eraser> read_erased(const std::vector<std::string>& paths, const Config& config,
                                     const signals::Registry& registry) {
  LOCKSTEP_ASSIGN(const auto facts,
                  read_facts({{runtime::SideInput::kErasure, paths}}, config, registry));
  engine::Eraser eraser(registry);
  for (const auto& fact : facts)
    if (const auto* erasure = std::get_if<engine::ErasureFact>(&fact)) eraser.take(*erasure);
  return eraser;
}

int complain_of_facts(const Status& status) {
  fmt::print(stderr, "{}\n", message_of(status));
  switch (status.code()) {
    case StatusCode::kNotFound:
    case StatusCode::kPermissionDenied:
      return kUsage;
    case StatusCode::kInvalidArgument:
    case StatusCode::kDataLoss:
      return kBadInput;
    default:
      return kFailure;
  }
}

void tell_of_erased(std::uint64_t accounts, std::uint64_t posts) {
  fmt::print(stderr, "{} accounts are erased, and {} posts of theirs were left out\n", accounts,
             posts);
}

}  // namespace lockstep::app
