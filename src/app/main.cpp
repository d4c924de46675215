// The command line. Each subcommand lies in its own cmd_<name>.cpp; this file only lists them.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#ifdef LOCKSTEP_MIMALLOC
#include <mimalloc.h>
#endif

#include "cmd_baseline.h"
#include "cmd_compare.h"
#include "cmd_config.h"
#include "cmd_dlq.h"
#include "cmd_evaluate.h"
#include "cmd_evidence.h"
#include "cmd_explain.h"
#include "cmd_graph.h"
#include "cmd_hunt.h"
#include "cmd_investigate.h"
#include "cmd_network.h"
#include "cmd_replay.h"
#include "cmd_report.h"
#include "cmd_run.h"
#include "cmd_simulate.h"
#include "cmd_tune.h"
#include "exit_codes.h"

namespace {

int run(int argc, char** argv) {
  using namespace lockstep::app;
  CLI::App app{"Lockstep finds accounts that act in lockstep while pretending to be independent."};
  app.require_subcommand(1);
  int exit_code = kDone;
  add_run(app, exit_code);
  add_replay(app, exit_code);
  add_network(app, exit_code);
  add_simulate(app, exit_code);
  add_evaluate(app, exit_code);
  add_compare(app, exit_code);
  add_baseline(app, exit_code);
  add_explain(app, exit_code);
  add_investigate(app, exit_code);
  add_hunt(app, exit_code);
  add_report(app, exit_code);
  add_graph(app, exit_code);
  add_evidence(app, exit_code);
  add_tune(app, exit_code);
  add_dlq(app, exit_code);
  add_config(app, exit_code);
  app.add_subcommand("version", "Print the version")->callback([] {
    fmt::print("lockstep {}\n", LOCKSTEP_VERSION);
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? kDone : kUsage;
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
#ifdef LOCKSTEP_MIMALLOC
  // The tables are large and touched at random: 2 MB pages spare a tenth of the time.
  mi_option_enable(mi_option_large_os_pages);
  mi_option_set(mi_option_eager_commit_delay, 0);   // ... from a thread's first memory on
  mi_option_set(mi_option_decommit_delay, 10'000);  // ms: what is freed is soon wanted again
#endif
  try {
    const int exit_code = run(argc, argv);
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit_code;
    fmt::print(stderr, "lockstep: standard output cannot be written\n");
    return exit_code == lockstep::app::kDone ? lockstep::app::kFailure : exit_code;
  } catch (const std::exception& e) {
    fmt::print(stderr, "lockstep: {}\n", e.what());
    return lockstep::app::kFailure;
  }
}
