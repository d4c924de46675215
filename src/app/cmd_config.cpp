#include "cmd_config.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "config.h"
#include "exit_codes.h"

namespace lockstep::app {
namespace {

// Loads `path` and hands the configuration on, or says what is wrong with it.
template <class Use>
int with_config(const std::string& path, Use&& use) {
  const auto config = load_config(path);
  if (!config.ok()) {
    fmt::print(stderr, "{}\n", message_of(config.status()));
    return kBadConfig;
  }
  use(*config);
  return kDone;
}

}  // namespace

void add_config(CLI::App& app, int& exit_code) {
  auto* config = app.add_subcommand("config", "Check and show the configuration");
  config->require_subcommand(1);
  const auto path = std::make_shared<std::string>();
  const auto format = std::make_shared<std::string>("yaml");

  auto* validate =
      config->add_subcommand("validate", "Report every problem of a configuration file");
  validate->add_option("file", *path, "Configuration file")->required();
  validate->callback([path, &exit_code] {
    exit_code = with_config(*path, [&](const Config& c) {
      fmt::print("{}: valid, config_sha256 {}\n", *path, fingerprint(c));
      if (!c.live.sharing.has_key()) fmt::print(stderr, "{}: warning: {}\n", *path, kNoKey);
    });
  });

  auto* print =
      config->add_subcommand("print", "Print the effective configuration, every key commented");
  print->add_option("file", *path, "Configuration file (default: built in)");
  print->add_option("--format", *format, "yaml or markdown")
      ->check(CLI::IsMember({"yaml", "markdown"}))
      ->capture_default_str();
  print->callback([path, format, &exit_code] {
    exit_code = with_config(*path, [&](const Config& c) {
      fmt::print("{}", *format == "yaml" ? print_yaml(c) : print_markdown(c));
    });
  });

  auto* schema =
      config->add_subcommand("schema", "Print the JSON Schema of the configuration file");
  schema->callback([&exit_code] {
    fmt::print("{}", print_json_schema(Config{}));
    exit_code = kDone;
  });
}

}  // namespace lockstep::app
