#include "cmd_replay.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apart.h"
#include "archive_reading.h"
#include "config.h"
#include "detector.h"
#include "exit_codes.h"
#include "input_list.h"
#include "lockstep/io/dead_letter_file.h"
#include "lockstep/io/file_sink.h"
#include "lockstep/io/kafka/decision_log.h"
#include "lockstep/normalize/adapter.h"
#include "lockstep/runtime/replay.h"
#include "lockstep/runtime/side_files.h"
#include "progress.h"
#include "side_facts.h"
#include "why_text.h"

namespace lockstep::app {
namespace {

struct ReplayArguments {
  std::vector<std::string> inputs;
  std::string format = "auto", platform, config, alerts, stix, partner, takedown, report,
              dead_letters, from, to, decisions;
  std::vector<std::string> why, confirmed, watchlists, enrichments, erased;
  double max_rejected = 0.5;
  unsigned threads = 0;
  bool print = false;
};

// The dead letters lie beside the output they belong to.
std::string dead_letter_path(const ReplayArguments& a) {
  if (!a.dead_letters.empty()) return a.dead_letters;
  for (const auto* output : {&a.alerts, &a.stix, &a.partner, &a.takedown, &a.report}) {
    if (output->empty() || *output == "-") continue;
    const auto dot = output->rfind(".jsonl");
    return (dot == std::string::npos ? *output : output->substr(0, dot)) + ".dlq.jsonl";
  }
  return "replay.dlq.jsonl";
}

// Than it reads.
bool writes_elsewhere(const ReplayArguments& a) {
  return are_apart({a.inputs,
                    a.watchlists,
                    a.enrichments,
                    a.erased,
                    {a.config, a.decisions, normalize::mapping_file(a.format).value_or("")}},
                   {a.alerts, a.stix, a.partner, a.takedown, a.report, dead_letter_path(a)});
}

double peak_memory_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void print_report(const runtime::ReplayReport& r, const Detector& detector,
                  const std::string& dead_letters) {
  const auto stats = detector.stats();
  std::string reasons;
  for (std::size_t i = 0; i < r.rejected.size(); ++i) {
    if (r.rejected[i] == 0) continue;
    reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", r.rejected[i],
                           normalize::name(static_cast<normalize::Reason>(i)));
  }
  fmt::print(stderr, "{} records: {} posts, {} duplicates, {} late, {} rejected{}\n", r.records,
             r.posts, r.duplicates, r.late, r.rejected_total(),
             reasons.empty() ? "" : " (" + reasons + ")");
  if (r.rejected_total() + r.late > 0)
    fmt::print(stderr, "what could not be used: {}\n", dead_letters);
  if (r.sorted) {
    fmt::print(stderr, "the input was not in order of time and was sorted{}\n",
               r.spilled_runs > 0 ? fmt::format(" on disk, in {} runs", r.spilled_runs) : "");
  }
  fmt::print(
      stderr, "{} accounts, {} pairs met, {} accepted, {} campaigns; {} alerts in {} versions\n",
      stats.evidence.accounts, stats.evidence.pairs.first_coactions, stats.evidence.pairs.accepted,
      stats.campaigns, detector.new_alerts(), detector.published());
  if (stats.deletes > 0)
    fmt::print(stderr, "{} posts were deleted, which erased {} texts\n", stats.deletes,
               stats.erased());
  if (stats.watched + stats.sites > 0)
    fmt::print(stderr, "{} indicators on the watchlist, facts about {} sites\n", stats.watched,
               stats.sites);
  if (stats.erasures > 0) tell_of_erased(stats.erased_accounts, stats.erased_posts);
  fmt::print(stderr, "{:.2f} s, {:.0f} posts/s, peak memory {:.0f} MB\n", r.seconds,
             static_cast<double>(r.posts) / std::max(r.seconds, 1e-9), peak_memory_mb());
}

Status find_recorded(const ReplayArguments& a, const Config& config, InputList& inputs,
                     std::optional<runtime::RecordedRun>& out) {
  if (a.decisions.empty()) return absl::OkStatus();
  LOCKSTEP_ASSIGN(auto decisions, io::read_decisions(a.decisions, config.kafka));
  LOCKSTEP_ASSIGN(out, inputs.as_recorded(std::move(decisions)));
  out->side = config.live.side_topics();
  return absl::OkStatus();
}

// A live run knew what it knew.
bool may_tell(const ReplayArguments& a) {
  const bool may = a.decisions.empty() || (a.watchlists.empty() && a.enrichments.empty());
  if (!may)
    fmt::print(stderr,
               "--watchlist, --enrichment: not with --decisions, which has what its run took up\n");
  return may;
}

DetectorOutputs outputs_of(const ReplayArguments& a, const alert::SharingConfig& sharing) {
  DetectorOutputs out;
  out.identities = sharing.who_is_named({a.confirmed.begin(), a.confirmed.end()});
  out.alerts = a.alerts;
  out.report = a.report;
  for (const auto& [path, profile] : {std::pair{&a.stix, alert::Profile::kInternal},
                                      std::pair{&a.partner, alert::Profile::kPartner},
                                      std::pair{&a.takedown, alert::Profile::kTakedown}})
    if (!path->empty()) out.bundles.push_back({*path, sharing.options(profile)});
  const bool asked_for_else =
      !a.alerts.empty() || !a.report.empty() || !out.bundles.empty() || !a.why.empty();
  out.text = a.print || !asked_for_else;
  return out;
}

// Before a long run, not after it.
bool are_accounts(const std::vector<std::string>& names) {
  for (const auto& name : names) {
    const auto colon = name.find(':');
    if (colon != std::string::npos && colon > 0 && colon + 1 < name.size()) continue;
    fmt::print(stderr, "--why: '{}' is no account such as x:12345\n", name);
    return false;
  }
  if (names.size() > engine::kMostWhyAccounts)
    fmt::print(stderr, "--why: at most {} accounts\n", engine::kMostWhyAccounts);
  return names.size() <= engine::kMostWhyAccounts;
}

// What names accounts is asked for in vain where nobody has confirmed an alert.
bool may_name(const ReplayArguments& a, const Config& config) {
  if (!a.why.empty() && !may_name_accounts(config, "--why")) return false;
  const bool nobody_confirmed = a.confirmed.empty() && a.decisions.empty();
  const bool for_others = !a.partner.empty() || !a.takedown.empty();
  if (!config.live.sharing.is_pseudonymous() || !for_others || !nobody_confirmed) return true;
  fmt::print(stderr,
             "--stix-partner, --stix-takedown: sharing.identities is pseudonymous, so they need "
             "--confirmed, or --decisions with verdicts\n");
  return false;
}

// An output on standard output stands alone.
void print_why(const ReplayArguments& a, const Detector& detector,
               const signals::Registry& registry) {
  if (a.why.empty()) return;
  const auto outputs = {&a.alerts, &a.stix, &a.partner, &a.takedown, &a.report};
  const bool taken =
      std::any_of(outputs.begin(), outputs.end(), [](const auto* path) { return *path == "-"; });
  fmt::print(taken ? stderr : stdout, "{}", to_text(detector.why(a.why), registry));
}

// Before a long run, not after it.
Status can_be_written(const ReplayArguments& a) {
  for (const auto* path : {&a.alerts, &a.stix, &a.partner, &a.takedown, &a.report})
    LOCKSTEP_TRY(io::AtomicFile::create_if_named(*path).status());
  return absl::OkStatus();
}

void tell_of_unknown(const std::vector<std::string>& confirmed, const Detector& detector) {
  for (const auto& id : confirmed)
    if (!detector.knows(id)) fmt::print(stderr, "--confirmed: this run has no alert {}\n", id);
}

int run(const ReplayArguments& a) {
  if (!are_accounts(a.why) || !may_tell(a) || !writes_elsewhere(a)) return kUsage;
  auto config = load_config(a.config);
  if (!config.ok()) {
    fmt::print(stderr, "{}\n", message_of(config.status()));
    return kBadConfig;
  }
  if (!may_name(a, *config)) return kUsage;
  auto outputs = outputs_of(a, config->live.sharing);
  if (!parse_times(a.from, a.to, outputs.from, outputs.to)) return kUsage;
  if (const Status status = can_be_written(a); !status.ok()) return complain_of_archive(status);

  const signals::Registry registry(config->engine.signals);
  auto inputs = InputList::make(a.inputs, a.format, a.platform, *config);
  if (!inputs.ok()) return complain_of_archive(inputs.status());
  if (inputs->inputs().empty())
    return complain_of_archive(invalid_argument("no input, and no live.topics"));
  std::optional<runtime::RecordedRun> recorded;
  if (const Status status = find_recorded(a, *config, *inputs, recorded); !status.ok())
    return complain_of_archive(status);
  auto facts = read_facts({{runtime::SideInput::kWatchlist, a.watchlists},
                           {runtime::SideInput::kEnrichment, a.enrichments},
                           {runtime::SideInput::kErasure, a.erased}},
                          *config, registry);
  if (!facts.ok()) return complain_of_facts(facts.status());
  const auto provenance = provenance_of(*config, inputs->names());

  const auto dead_letters = dead_letter_path(a);
  io::DeadLetterFile dead(dead_letters, inputs->names());
  std::unique_ptr<Detector> detector;
  const auto make = [&]() -> runtime::PostConsumer& {
    detector.reset();  // a file is one attempt's at a time
    detector = std::make_unique<Detector>(config->engine, registry, provenance, outputs);
    return *detector;
  };

  StatusOr<runtime::ReplayReport> report = internal_error("not run");
  {
    Progress progress;
    auto options = inputs->replay_options(*config, a.threads, progress);
    options.recorded = std::move(recorded);
    options.facts = *std::move(facts);
    report = runtime::replay(options, registry, make, dead);
  }
  if (!report.ok()) return complain_of_archive(report.status());
  for (const auto& status : {detector->commit(), dead.commit()}) {
    if (!status.ok()) return complain_of_archive(status);
  }
  print_report(*report, *detector, dead_letters);
  tell_of_unknown(a.confirmed, *detector);
  print_why(a, *detector, registry);
  return judge_rejected(a.max_rejected, *report);
}

}  // namespace

void add_replay(CLI::App& app, int& exit_code) {
  const auto a = std::make_shared<ReplayArguments>();
  auto* cmd = app.add_subcommand("replay", "Find coordinated accounts in files of posts");
  cmd->add_option("input", a->inputs,
                  "Files (.jsonl, .json, .csv, also .gz, .zst), - for standard input, or "
                  "kafka://broker:port/topic?format=x&from=T&to=T (T: a time, an offset, or -2h); "
                  "without any, the topics of the configuration");
  cmd->add_option("--format", a->format, "auto, an adapter's name, or mapping:FILE")
      ->capture_default_str();
  cmd->add_option("--platform", a->platform, "Platform of posts whose format does not say");
  cmd->add_option("--config", a->config, "Configuration file (default: built in)");
  cmd->add_option("--alerts", a->alerts, "Write alerts as JSON lines");
  cmd->add_option("--stix", a->stix, "Write alerts as STIX 2.1 bundles, one a line");
  cmd->add_option("--stix-partner", a->partner,
                  "Write bundles for partners: who and what, not how it was found");
  cmd->add_option("--stix-takedown", a->takedown,
                  "Write takedown lists: accounts and redirectors of what is called inauthentic");
  cmd->add_option("--report", a->report, "Write alerts as one HTML page (see report)");
  cmd->add_option("--dlq", a->dead_letters,
                  "Write what could not be used (default: beside the output)");
  cmd->add_option("--from", a->from, "Only alerts detected at or after this time");
  cmd->add_option("--to", a->to, "Only alerts detected before this time");
  cmd->add_option(
      "--decisions", a->decisions,
      "File or kafka://broker:port/topic with the decisions of a live run: executes that "
      "run again, over its topics, with its configuration");
  cmd->add_option("--watchlist", a->watchlists,
                  "FILE; repeatable. What is known to be bad from the first post on, as records of "
                  "live.watchlist_topic, one a line")
      ->allow_extra_args(false);
  cmd->add_option("--enrichment", a->enrichments,
                  "FILE; repeatable. What is known of sites from the first post on, as records of "
                  "live.enrichment_topic with `domain`, one a line")
      ->allow_extra_args(false);
  add_erased_option(*cmd, a->erased);
  add_rejected_option(*cmd, a->max_rejected);
  add_threads_option(*cmd, a->threads);
  cmd->add_option("--why", a->why,
                  "PLATFORM:ID; repeatable. Why this account was alerted or was not: where it, its "
                  "pairs with the others that are named and their communities stand against the "
                  "bars")
      ->allow_extra_args(false);  // one each time, or it would swallow the inputs
  cmd->add_option("--confirmed", a->confirmed,
                  "ALERT; repeatable. A person has confirmed it: its accounts are named although "
                  "sharing.identities is pseudonymous")
      ->check(CLI::Validator(
          [](const std::string& id) {
            return id.starts_with("cib-") ? "" : "an alert's id begins with cib-";
          },
          "ALERT"))
      ->allow_extra_args(false);
  cmd->add_flag("--print", a->print,
                "Print alerts in plain text even if they are written to a file");
  cmd->callback([a, &exit_code] { exit_code = run(*a); });
}

}  // namespace lockstep::app
