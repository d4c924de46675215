#include "cmd_evaluate.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "exit_codes.h"
#include "lockstep/io/file_sink.h"
#include "lockstep/lab/evaluate.h"

namespace lockstep::app {
namespace {

struct Arguments {
  std::string alerts, truth, truth_posts, json;
  std::string assessment = "all";
  std::uint64_t posts = 0;
  double min_precision = 0, min_recall = 0;
};

Status write_json(const std::string& path, const lab::Evaluation& evaluation) {
  LOCKSTEP_ASSIGN(auto file, io::AtomicFile::create(path));
  LOCKSTEP_TRY(file->write(lab::to_json(evaluation)));
  return file->commit();
}

int report(const Arguments& arguments, const lab::Evaluation& evaluation) {
  fmt::print("{}", lab::to_table(evaluation));
  if (!arguments.json.empty()) {
    if (const Status written = write_json(arguments.json, evaluation); !written.ok()) {
      fmt::print(stderr, "evaluate: {}\n", message_of(written));
      return kFailure;
    }
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
  std::ifstream alerts(arguments.alerts, std::ios::binary),
      truth(arguments.truth, std::ios::binary), truth_posts;
  if (!arguments.truth_posts.empty()) truth_posts.open(arguments.truth_posts, std::ios::binary);
  if (!alerts || !truth || !truth_posts) {
    const std::string& missing = !alerts  ? arguments.alerts
                                 : !truth ? arguments.truth
                                          : arguments.truth_posts;
    fmt::print(stderr, "evaluate: {}: cannot be read\n", missing);
    return kUsage;
  }
  lab::EvaluateInputs inputs{alerts, truth, arguments.truth_posts.empty() ? nullptr : &truth_posts,
                             std::nullopt};
  if (arguments.posts > 0) inputs.posts = arguments.posts;
  const auto evaluation = lab::evaluate(inputs);
  if (!evaluation.ok()) {
    fmt::print(stderr, "evaluate: {}\n", message_of(evaluation.status()));
    return kBadInput;
  }
  return report(arguments, *evaluation);
}

}  // namespace

void add_evaluate(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("evaluate", "score alerts against known truth");
  command->add_option("--alerts", arguments->alerts, "flat alerts, one JSON object a line")
      ->required();
  command->add_option("--truth", arguments->truth, "CSV: account,campaign; '-' is organic")
      ->required();
  command->add_option(
      "--truth-posts", arguments->truth_posts,
      "CSV of simulate: measures latency from the third member's first coordinated post");
  command->add_option("--posts", arguments->posts,
                      "posts in the whole stream: gives rates per million organic posts");
  command->add_option("--json", arguments->json, "also write the figures to this file");
  command
      ->add_option("--min-precision", arguments->min_precision,
                   "exit 1 if account precision is lower")
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--min-recall", arguments->min_recall, "exit 1 if account recall is lower")
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--assessment", arguments->assessment, "alerts the two limits apply to")
      ->check(CLI::IsMember({"all", "coordinated-inauthentic"}))
      ->capture_default_str();
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace lockstep::app
