#include "cmd_run.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <memory>
#include <string>

#include "config.h"
#include "exit_codes.h"
#include "lockstep/io/admin_server.h"
#include "lockstep/io/kafka/session.h"
#include "lockstep/runtime/live.h"
#include "lockstep/runtime/log.h"

namespace lockstep::app {
namespace {

using runtime::Level;
using runtime::log;

std::atomic<bool> stop_requested{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // a signal handler may set it

void obey_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { stop_requested.store(true); };
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

int complain(std::string_view event, const Status& status) {
  log(Level::kError, "run", event, {{"reason", message_of(status)}});
  switch (status.code()) {
    case StatusCode::kInvalidArgument:
      return kBadConfig;
    case StatusCode::kUnavailable:
      return kBrokerUnreachable;
    default:
      return kFailure;
  }
}

runtime::LiveOptions options_of(const Config& config) {
  runtime::LiveOptions options;
  options.live = config.live;
  options.normalize = config.normalize;
  options.sequence = config.sequence;
  options.engine = config.engine;
  std::vector<std::string> topics;
  for (const auto& t : config.live.topics) topics.push_back(t.topic);
  options.provenance = provenance_of(config, std::move(topics));
  options.stop = &stop_requested;
  return options;
}

int run(const std::string& path) {
  const auto config = load_config(path);
  if (!config.ok()) {
    fmt::print(stderr, "{}\n", message_of(config.status()));
    return kBadConfig;
  }
  obey_signals();
  log(Level::kInfo, "run", "starting",
      {{"version", LOCKSTEP_VERSION},
       {"config_sha256", fingerprint(*config)},
       {"group", config->kafka.group}});
  const auto admin = io::AdminServer::listen(config->admin.listen, LOCKSTEP_VERSION);
  if (!admin.ok()) return complain("cannot_start", admin.status());
  const auto session = io::KafkaSession::open(config->kafka, config->live, stop_requested);
  if (!session.ok() && session.status().code() == StatusCode::kCancelled) return kDone;
  if (!session.ok()) return complain("cannot_start", session.status());
  const signals::Registry registry(config->engine.signals);
  auto options = options_of(*config);
  options.observe = [&admin](const runtime::LiveStatus& status) { (*admin)->show(status); };
  const auto ended = runtime::run_live(options, registry, (*session)->source(), (*session)->sink(),
                                       (*session)->start(), (*session)->succession());
  if (!ended.ok()) return complain("ended", ended.status());
  log(Level::kInfo, "run", "stopped",
      {{"records", ended->records},
       {"posts", ended->posts},
       {"alerts", ended->alerts},
       {"transactions", ended->transactions}});
  return kDone;
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  const auto path = std::make_shared<std::string>();
  auto* cmd = app.add_subcommand("run", "Find coordinated accounts in Kafka topics, until SIGTERM");
  cmd->add_option("--config", *path, "Configuration file; live.topics must name what to read")
      ->required();
  cmd->callback([path, &exit_code] { exit_code = run(*path); });
}

}  // namespace lockstep::app
