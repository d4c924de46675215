#include "cmd_graph.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "alert_input.h"
#include "apart.h"
#include "config.h"
#include "exit_codes.h"
#include "lockstep/alert/text_page.h"
#include "lockstep/io/file_sink.h"
#include "lockstep/report/case_graph_files.h"

namespace lockstep::app {
namespace {

struct Arguments {
  AlertInputs inputs;
  std::string output, format, alert;
};

using Writer = Status (*)(const report::CaseGraph&, const TextSink&);

// One file of the output; the graph is in all of them or in none.
struct Part {
  Writer write;
  std::unique_ptr<io::AtomicFile> file;
};

// The format that the name of the output asks for; empty: it asks for none.
std::string_view format_of(const std::string& output) {
  if (output.ends_with(".graphml")) return "graphml";
  if (output.ends_with(".ndjson") || output.ends_with(".jsonl")) return "ndjson";
  std::error_code ignored;
  if (output.ends_with('/') || std::filesystem::is_directory(output, ignored)) return "csv";
  return {};
}

Status add_part(std::vector<Part>& parts, Writer write, const std::string& path) {
  LOCKSTEP_ASSIGN(auto file, io::AtomicFile::create(path));
  parts.push_back({write, std::move(file)});
  return absl::OkStatus();
}

Status open_tables(const std::string& folder, std::vector<Part>& parts) {
  if (folder == "-") return invalid_argument("csv is two files, so -o must be a folder");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return make_status(StatusCode::kPermissionDenied, folder + ": " + error.message());
  const std::filesystem::path in(folder);
  LOCKSTEP_TRY(add_part(parts, report::write_case_nodes_csv, (in / "nodes.csv").string()));
  return add_part(parts, report::write_case_edges_csv, (in / "edges.csv").string());
}

StatusOr<std::vector<Part>> open_output(const Arguments& a) {
  const std::string_view format = a.format.empty() ? format_of(a.output) : a.format;
  std::vector<Part> parts;
  if (format.empty())
    return invalid_argument(
        "the name of the output ends with none of .graphml, .ndjson, .jsonl and /, so --format "
        "must say what to write");
  if (format == "csv")
    LOCKSTEP_TRY(open_tables(a.output, parts));
  else
    LOCKSTEP_TRY(add_part(
        parts, format == "ndjson" ? report::write_case_json_lines : report::write_case_graphml,
        a.output));
  return parts;
}

Status write(const report::CaseGraph& graph, const std::vector<Part>& parts) {
  for (const Part& part : parts) {
    const TextSink sink = [&](std::string_view text) { return part.file->write(text); };
    LOCKSTEP_TRY(part.write(graph, sink));
  }
  for (const Part& part : parts) LOCKSTEP_TRY(part.file->commit());
  return absl::OkStatus();
}

void print_summary(const report::CaseGraph& graph, const report::AlertBook& book) {
  fmt::print(stderr, "{}: {} nodes, {} edges\n", alert::count_of(graph.alerts, "alert"),
             graph.nodes.size(), graph.edges.size());
  const auto versions = book.versions_refused();
  if (graph.alerts_left_out + versions == 0) return;
  fmt::print(stderr, "graph: left out for room: {} of lowest rank, {} of further ones\n",
             alert::count_of(graph.alerts_left_out, "alert"), alert::count_of(versions, "version"));
}

// Those that --alert asks for: one, or all of a campaign.
std::vector<const report::BookEntry*> wanted(const report::AlertBook& book, const std::string& id) {
  auto entries = book.ranked();
  if (!id.empty())
    std::erase_if(entries, [&](const report::BookEntry* e) {
      return e->alert_id != id && e->campaign_id != id;
    });
  return entries;
}

int run(const Arguments& a) {
  if (!are_apart({a.inputs.paths, {a.inputs.config}}, {a.output})) return kUsage;
  if (const auto config = load_config(a.inputs.config); !config.ok()) {
    fmt::print(stderr, "graph: {}\n", message_of(config.status()));
    return kBadConfig;
  }
  const auto parts = open_output(a);
  if (!parts.ok()) return complain_of_alerts("graph", parts.status());
  const auto book = read_alert_book(a.inputs, {.only = a.alert});
  if (!book.ok()) return complain_of_alerts("graph", book.status());
  if (!a.alert.empty() && find_held("graph", *book, a.alert, 0) == nullptr) return kFailure;
  const auto graph = report::case_graph_of(wanted(*book, a.alert), {});
  if (!graph.ok()) return complain_of_alerts("graph", graph.status());
  if (const Status written = write(*graph, *parts); !written.ok())
    return complain_of_alerts("graph", written);
  print_summary(*graph, *book);
  return kDone;
}

}  // namespace

void add_graph(CLI::App& app, int& exit_code) {
  const auto a = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "graph",
      "alerts as one property graph: accounts, posts, what they share, campaigns. For Gephi, "
      "NetworkX, Neo4j");
  command->add_option("alerts", a->inputs.paths, kAlertsHelp)->required();
  command
      ->add_option("-o,--output", a->output,
                   "F.graphml, F.ndjson (or .jsonl), or a folder/ for nodes.csv and edges.csv")
      ->required();
  command->add_option("--format", a->format, "what to write, whatever the output is called")
      ->check(CLI::IsMember({"graphml", "ndjson", "csv"}));
  command->add_option("--alert", a->alert, "only this alert, or those of this campaign (its id)");
  command->add_option("--config", a->inputs.config,
                      "configuration file, for topics: how to reach the brokers");
  command->footer(
      "Exit codes: 0 done, 1 no such alert, 2 usage, 3 bad configuration, 4 not alerts, 5 broker "
      "unreachable.");
  command->callback([a, &exit_code] { exit_code = run(*a); });
}

}  // namespace lockstep::app
