#include "cmd_evaluate.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "alert_input.h"
#include "apart.h"
#include "exit_codes.h"
#include "lab_input.h"
#include "lockstep/io/file_sink.h"
#include "lockstep/lab/evaluate.h"
#include "numbers.h"
#include "whole_file.h"

namespace lockstep::app {
namespace {

struct Arguments {
  std::vector<std::string> runs, alerts, truth, truth_posts;
  std::vector<std::uint64_t> posts;
  std::string json;
  std::string assessment = "all";
  double min_precision = 0, min_recall = 0;
};

// One run to be scored.
struct Files {
  std::string alerts, truth, truth_posts, simulation;  // the latter two may be empty
  std::optional<std::uint64_t> posts;
};

// The number of posts as simulate notes it beside them, if it did.
StatusOr<std::optional<std::uint64_t>> posts_of(const std::string& simulation) {
  const auto text = read_whole(simulation);
  if (text.status().code() == StatusCode::kNotFound) return std::nullopt;
  if (!text.ok()) return text.status();
  const auto noted = nlohmann::json::parse(*text, nullptr, false);
  if (!noted.is_object() || !noted.contains("posts") || !noted["posts"].is_number_unsigned())
    return std::nullopt;
  return noted["posts"].get<std::uint64_t>();
}

Files files_in(const std::filesystem::path& folder) {
  return {(folder / "alerts.jsonl").string(), (folder / "truth.csv").string(),
          (folder / "truth_posts.csv").string(), (folder / "simulation.json").string(),
          std::nullopt};
}

// Empty if the lists do not go together.
std::vector<Files> files_of(const Arguments& a) {
  std::vector<Files> files;
  for (const std::string& run : a.runs) files.push_back(files_in(run));
  const auto fits = [&](std::size_t size) { return size == 0 || size == a.alerts.size(); };
  if (a.truth.size() != a.alerts.size() || !fits(a.truth_posts.size()) || !fits(a.posts.size()))
    return {};
  for (std::size_t i = 0; i < a.alerts.size(); ++i) {
    files.push_back({a.alerts[i], a.truth[i], {}, {}, std::nullopt});
    if (!a.truth_posts.empty()) files.back().truth_posts = a.truth_posts[i];
    if (!a.posts.empty() && a.posts[i] > 0) files.back().posts = a.posts[i];
  }
  return files;
}

StatusOr<lab::Evaluation> evaluate_files(const Files& files) {
  lab::EvaluateInputs inputs{{}, {}, std::nullopt, files.posts};
  LOCKSTEP_ASSIGN(inputs.alerts, read_alert_versions(files.alerts));
  LOCKSTEP_ASSIGN(inputs.truth, read_csv_file(files.truth));
  if (!files.truth_posts.empty()) {
    LOCKSTEP_ASSIGN(inputs.truth_posts, read_csv_file(files.truth_posts));
  }
  if (!files.simulation.empty()) {
    LOCKSTEP_ASSIGN(inputs.posts, posts_of(files.simulation));
  }
  return lab::evaluate(inputs);
}

int report(const Arguments& arguments, const lab::Evaluation& evaluation) {
  if (arguments.json != "-") fmt::print("{}", lab::to_table(evaluation));
  if (!arguments.json.empty()) {
    if (const Status written = io::write_file(arguments.json, lab::to_json(evaluation));
        !written.ok())
      return complain_of_alerts("evaluate", written);
  }
  const lab::Score& score =
      (arguments.assessment == "all" ? evaluation.all : evaluation.inauthentic).accounts;
  bool met = true;
  const auto gate = [&](const char* name, double value, double least) {
    if (value >= least) return;
    fmt::print(stderr, "evaluate: account {} {:.3f} is below {:.3f}\n", name, value, least);
    met = false;
  };
  gate("precision", score.precision(), arguments.min_precision);
  gate("recall", score.recall(), arguments.min_recall);
  return met ? kDone : kFailure;
}

int run(const Arguments& arguments) {
  const std::vector<Files> files = files_of(arguments);
  if (files.empty()) {
    fmt::print(stderr,
               "evaluate: give --run folders, or as many --truth (and --truth-posts, --posts) as "
               "--alerts\n");
    return kUsage;
  }
  std::vector<std::string> inputs;
  for (const auto& f : files)
    inputs.insert(inputs.end(), {f.alerts, f.truth, f.truth_posts, f.simulation});
  if (!are_apart({inputs}, {arguments.json})) return kUsage;
  std::vector<lab::Evaluation> evaluations;
  for (const Files& run : files) {
    auto evaluation = evaluate_files(run);
    if (!evaluation.ok()) return complain_of_alerts("evaluate", evaluation.status());
    evaluations.push_back(*std::move(evaluation));
  }
  return report(arguments, lab::pool(evaluations));
}

}  // namespace

void add_evaluate(CLI::App& app, int& exit_code) {
  const auto a = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("evaluate", "score alerts against known truth");
  command->add_option("--run", a->runs,
                      "folders with alerts.jsonl and what simulate wrote; several are pooled");
  command->add_option("--alerts", a->alerts,
                      "flat alerts (plain, .gz, .zst, - or kafka://...); several are pooled");
  command->add_option("--truth", a->truth,
                      "CSV: account,campaign[,tactic,confounder]; '-' is organic");
  command->add_option(
      "--truth-posts", a->truth_posts,
      "CSV of simulate: measures latency from the third member's first coordinated post");
  command
      ->add_option("--posts", a->posts,
                   "posts in the whole stream: gives rates per million organic posts")
      ->check(whole_number());
  command->add_option("--json", a->json, "also write the figures to this file ('-': only them)");
  command->add_option("--min-precision", a->min_precision, "exit 1 if account precision is lower")
      ->check(number(0, 1));
  command->add_option("--min-recall", a->min_recall, "exit 1 if account recall is lower")
      ->check(number(0, 1));
  command->add_option("--assessment", a->assessment, "alerts the two limits apply to")
      ->check(CLI::IsMember({"all", "coordinated-inauthentic"}))
      ->capture_default_str();
  command->callback([a, &exit_code] { exit_code = run(*a); });
}

}  // namespace lockstep::app
