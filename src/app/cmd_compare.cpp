#include "cmd_compare.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "alert_input.h"
#include "apart.h"
#include "exit_codes.h"
#include "lab_input.h"
#include "lockstep/io/file_sink.h"
#include "lockstep/lab/compare.h"
#include "numbers.h"

namespace lockstep::app {
namespace {

struct Arguments {
  std::string before, after, json;
  lab::CompareOptions options;
  std::size_t max_new = 0, max_gone = 0, max_changed = 0;
};

// A run is a file of alerts, or a folder with alerts.jsonl in it.
std::string alerts_of(const std::string& run) {
  std::error_code error;
  if (!std::filesystem::is_directory(run, error)) return run;
  return (std::filesystem::path(run) / "alerts.jsonl").string();
}

int run(const Arguments& a) {
  const std::string before_path = alerts_of(a.before), after_path = alerts_of(a.after);
  if (!are_apart({{before_path, after_path}}, {a.json})) return kUsage;
  const auto before = read_alert_versions(before_path);
  if (!before.ok()) return complain_of_alerts("compare", before.status());
  const auto after = read_alert_versions(after_path);
  if (!after.ok()) return complain_of_alerts("compare", after.status());
  const auto comparison = lab::compare(*before, *after, a.options);
  if (a.json != "-") fmt::print("{}", lab::to_table(comparison));
  if (!a.json.empty()) {
    if (const Status written = io::write_file(a.json, lab::to_json(comparison)); !written.ok())
      return complain_of_alerts("compare", written);
  }
  const bool within = comparison.fresh.size() <= a.max_new &&
                      comparison.gone.size() <= a.max_gone &&
                      comparison.changed.size() <= a.max_changed;
  return within ? kDone : kFailure;
}

}  // namespace

void add_compare(CLI::App& app, int& exit_code) {
  const auto a = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "compare",
      "what changed between the alerts of two runs: accounts, assessment, and the "
      "last version's assessment, status, tier and confidence; exit 1 if more than allowed");
  command
      ->add_option(
          "before", a->before,
          "flat alerts (plain, .gz, .zst, - or kafka://...), or a folder with alerts.jsonl")
      ->required();
  command->add_option("after", a->after, "the other run")->required();
  command->add_option("--json", a->json, "also write the changes to this file ('-': only them)");
  command
      ->add_option("--confidence-tolerance", a->options.confidence_tolerance,
                   "a change of confidence up to this (of 100) is none")
      ->check(number(0, 100))
      ->capture_default_str();
  command->add_option("--max-new", a->max_new, "new alerts to tolerate")
      ->check(whole_number())
      ->capture_default_str();
  command->add_option("--max-gone", a->max_gone, "gone alerts to tolerate")
      ->check(whole_number())
      ->capture_default_str();
  command->add_option("--max-changed", a->max_changed, "changed alerts to tolerate")
      ->check(whole_number())
      ->capture_default_str();
  command->callback([a, &exit_code] { exit_code = run(*a); });
}

}  // namespace lockstep::app
