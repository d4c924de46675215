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
#include "lockstep/io/kafka/normalize_session.h"
#include "lockstep/io/kafka/session.h"
#include "lockstep/io/read_server.h"
#include "lockstep/io/snapshot_folder.h"
#include "lockstep/runtime/live.h"
#include "lockstep/runtime/log.h"
#include "lockstep/runtime/normalize.h"

namespace lockstep::app {
namespace {

using runtime::Level;
using runtime::log;

// Signal handlers may set them: `run_ends` ends the present run, `stop_requested` all of it.
std::atomic<bool> stop_requested{false}, run_ends{false};
static_assert(std::atomic<bool>::is_always_lock_free);

void obey_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) {
    stop_requested.store(true);
    run_ends.store(true);
  };
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  signal(SIGXFSZ, SIG_IGN);  // a file that may not grow further is an error of the write
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
  options.stop = &run_ends;
  return options;
}

// Null if none are wanted or none can be had, which is no reason not to run.
std::unique_ptr<runtime::StateStore> open_snapshots(const std::string& folder) {
  if (folder.empty()) return nullptr;
  auto opened = io::SnapshotFolder::open(folder);
  if (opened.ok()) return *std::move(opened);
  log(Level::kError, "run", "no_snapshots", {{"reason", message_of(opened.status())}});
  return nullptr;
}

void show_waiting(io::AdminServer& admin, const std::string& what) {
  runtime::LiveStatus status;
  status.trouble = "waiting for " + what;
  admin.show(status);
}

// The role `normalize`; growing topics are the group's affair.
StatusOr<runtime::LiveStatus> run_normalizer(const Config& config, io::AdminServer& admin) {
  LOCKSTEP_ASSIGN(
      const auto session,
      io::NormalizeSession::open(config.kafka, config.live, stop_requested,
                                 [&admin](const std::string& what) { show_waiting(admin, what); }));
  const signals::Registry registry(config.engine.signals);
  auto options = options_of(config);
  options.observe = [&admin](const runtime::LiveStatus& status) { admin.show(status); };
  return runtime::run_normalize(options, registry, session->source(), session->sink());
}

// What a detector has beside the brokers; what may be null is not wanted.
struct Surroundings {
  io::AdminServer& admin;
  runtime::StateStore* snapshots;
  runtime::AlertBoard* board;
};

// A standby may learn of new partitions from the active instance first, and cannot follow it then;
// and what cannot be committed, as while another one has its turn, is found again by whoever begins
// anew.
bool is_void_once_grown(const Status& status) {
  return status.code() == StatusCode::kAborted || status.code() == StatusCode::kUnavailable;
}

// One session with the brokers, until it is stopped or `again` another must begin: topics have got
// more partitions.
StatusOr<runtime::LiveStatus> run_detector(const Config& config, const Surroundings& around,
                                           bool& again) {
  io::AdminServer& admin = around.admin;
  admin.show({});
  LOCKSTEP_ASSIGN(
      const auto session,
      io::KafkaSession::open(config.kafka, config.live, stop_requested,
                             [&admin](const std::string& what) { show_waiting(admin, what); }));
  run_ends.store(false);
  if (stop_requested.load()) run_ends.store(true);  // it may have come just before
  session->when_grown([] { run_ends.store(true); });
  const signals::Registry registry(config.engine.signals);
  auto options = options_of(config);
  options.side = session->side();
  options.snapshots = around.snapshots;
  options.board = around.board;
  options.observe = [&admin](const runtime::LiveStatus& status) { admin.show(status); };
  auto ended = runtime::run_live(options, registry, session->source(), session->sink(),
                                 session->start(), session->succession());
  again = !stop_requested.load() && (ended.ok() || is_void_once_grown(ended.status())) &&
          session->has_grown();
  if (!again || ended.ok()) return ended;
  if (ended.status().code() == StatusCode::kUnavailable)
    log(Level::kWarning, "run", "left_uncommitted", {{"reason", message_of(ended.status())}});
  return runtime::LiveStatus{};
}

void tell_start(const Config& config) {
  log(Level::kInfo, "run", "starting",
      {{"version", LOCKSTEP_VERSION},
       {"config_sha256", fingerprint(config)},
       {"role", config.live.role},
       {"mode", config.live.mode},
       {"profiles", fmt::format("{}", fmt::join(config.live.sharing.profiles, ","))},
       {"identities", config.live.sharing.identities},
       {"group", config.kafka.group}});
  if (config.live.role == "detect" && !config.live.sharing.has_key())
    log(Level::kWarning, "run", "ids_can_be_guessed", {{"reason", kNoKey}});
}

// Of the role `detect`, if it shall be looked at.
StatusOr<std::unique_ptr<io::ReadServer>> open_reading(const Config& config,
                                                       const runtime::AlertBoard& board) {
  if (config.admin.read_listen.empty() || config.live.role != "detect") return nullptr;
  return io::ReadServer::listen(config.admin.read_listen, board);
}

int run(const std::string& path, const std::string& role) {
  auto loaded = load_config(path);
  if (!loaded.ok()) {
    fmt::print(stderr, "{}\n", message_of(loaded.status()));
    return kBadConfig;
  }
  if (!role.empty()) loaded->live.role = role;
  const Config config = as_run(*loaded);
  obey_signals();
  tell_start(config);
  const auto admin = io::AdminServer::listen(config.admin.listen, LOCKSTEP_VERSION);
  if (!admin.ok()) return complain("cannot_start", admin.status());
  runtime::AlertBoard board;
  const auto reading = open_reading(config, board);
  if (!reading.ok()) return complain("cannot_start", reading.status());
  const auto snapshots = open_snapshots(config.live.snapshot_dir);
  const Surroundings around{**admin, snapshots.get(), *reading ? &board : nullptr};
  for (bool again = true; again;) {
    again = false;
    const auto ended = config.live.role == "normalize" ? run_normalizer(config, **admin)
                                                       : run_detector(config, around, again);
    if (ended.status().code() == StatusCode::kCancelled) return kDone;
    if (!ended.ok()) return complain("ended", ended.status());
    log(Level::kInfo, "run", again ? "begins_anew" : "stopped",
        {{"records", ended->records},
         {"posts", ended->posts},
         {"alerts", ended->alerts},
         {"transactions", ended->transactions}});
  }
  return kDone;
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  const auto path = std::make_shared<std::string>();
  const auto role = std::make_shared<std::string>();
  auto* cmd = app.add_subcommand("run", "Find coordinated accounts in Kafka topics, until SIGTERM");
  cmd->add_option("--config", *path, "Configuration file; live.topics must name what to read")
      ->required();
  cmd->add_option("--role", *role, "detect or normalize; goes before live.role")
      ->check(CLI::IsMember({"detect", "normalize"}));
  cmd->callback([path, role, &exit_code] { exit_code = run(*path, *role); });
}

}  // namespace lockstep::app
