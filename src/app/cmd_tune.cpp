#include "cmd_tune.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "alert_input.h"
#include "apart.h"
#include "exit_codes.h"
#include "lab_input.h"
#include "lockstep/io/file_sink.h"
#include "lockstep/lab/tune.h"
#include "numbers.h"

namespace lockstep::app {
namespace {

struct Arguments {
  std::vector<std::string> runs, alerts, verdicts;
  std::string json, yaml;
  double expected_share = 0;
};

using Judged = std::vector<lab::JudgedAlert>;

constexpr const char *kAlerts = "alerts.jsonl", *kTruth = "truth.csv";

std::string in(const std::string& run, const char* name) {
  return (std::filesystem::path(run) / name).string();
}

StatusOr<Judged> judged_in(const std::string& run) {
  LOCKSTEP_ASSIGN(const auto alerts, read_alert_versions(in(run, kAlerts)));
  LOCKSTEP_ASSIGN(const auto truth, read_csv_file(in(run, kTruth)));
  return lab::judge_by_truth(alerts, truth, run);
}

StatusOr<Judged> judged_of(const std::string& alerts_path, const std::string& verdicts_path) {
  LOCKSTEP_ASSIGN(const auto alerts, read_alert_versions(alerts_path));
  LOCKSTEP_ASSIGN(const auto verdicts, read_csv_file(verdicts_path));
  return lab::judge_by_verdicts(alerts, verdicts);
}

StatusOr<Judged> read_all(const Arguments& a) {
  Judged all;
  const auto add = [&all](Judged some) {
    all.insert(all.end(), std::make_move_iterator(some.begin()),
               std::make_move_iterator(some.end()));
  };
  for (const std::string& run : a.runs) {
    LOCKSTEP_ASSIGN(Judged judged, judged_in(run));
    add(std::move(judged));
  }
  for (std::size_t i = 0; i < a.alerts.size(); ++i) {
    LOCKSTEP_ASSIGN(Judged judged, judged_of(a.alerts[i], a.verdicts[i]));
    add(std::move(judged));
  }
  return all;
}

int run(const Arguments& a) {
  std::vector<std::string> of_runs;
  for (const std::string& run : a.runs)
    for (const char* name : {kAlerts, kTruth}) of_runs.push_back(in(run, name));
  if (!are_apart({a.alerts, a.verdicts, of_runs}, {a.json, a.yaml})) return kUsage;
  if (a.alerts.size() != a.verdicts.size() || (a.runs.empty() && a.alerts.empty())) {
    fmt::print(stderr, "tune: give --run folders, or as many --verdicts as --alerts\n");
    return kUsage;
  }
  const auto judged = read_all(a);
  if (!judged.ok()) return complain_of_alerts("tune", judged.status());
  lab::TuneOptions options;
  if (a.expected_share > 0) options.expected_share = a.expected_share;
  const auto tuning = lab::tune(*judged, options);
  if (!tuning.ok()) {
    fmt::print(stderr, "tune: {}\n", message_of(tuning.status()));
    return kFailure;
  }
  if (a.json != "-" && a.yaml != "-") fmt::print("{}", lab::to_table(*tuning));
  for (const auto& [path, text] :
       {std::pair(a.json, lab::to_json(*tuning)), std::pair(a.yaml, lab::to_yaml(*tuning))}) {
    const Status written = path.empty() ? absl::OkStatus() : io::write_file(path, text);
    if (!written.ok()) return complain_of_alerts("tune", written);
  }
  return kDone;
}

}  // namespace

void add_tune(CLI::App& app, int& exit_code) {
  const auto a = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "tune", "propose weights and a calibration from verdicts on alerts; changes nothing");
  command->add_option("--alerts", a->alerts, "flat alerts (plain, .gz, .zst, - or kafka://...)");
  command->add_option("--verdicts", a->verdicts,
                      "CSV: alert_id,verdict[,group]; verdict: confirmed, dismissed (or rejected), "
                      "reopened; the last one of an alert counts");
  command->add_option("--run", a->runs,
                      "folders with alerts.jsonl and the truth.csv of simulate, which judges");
  command
      ->add_option("--expected-share", a->expected_share,
                   "share of right alerts where the result will be used (default: as judged)")
      ->check(number(1e-6, 1 - 1e-6));
  command->add_option("--json", a->json, "also write the proposal to this file ('-': only it)");
  command->add_option("--yaml", a->yaml,
                      "also write the better proposal as a piece of configuration, to be "
                      "reviewed ('-': only it)");
  command->callback([a, &exit_code] { exit_code = run(*a); });
}

}  // namespace lockstep::app
