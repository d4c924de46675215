#include "cmd_explain.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <limits>
#include <memory>
#include <string>

#include "alert_input.h"
#include "exit_codes.h"
#include "lockstep/alert/read_flat.h"
#include "lockstep/report/explain.h"
#include "numbers.h"

namespace lockstep::app {
namespace {

struct Arguments {
  std::string input, alert;
  std::uint32_t version = 0;
  report::ExplainOptions options;
};

int explain_one(const Arguments& a, const report::AlertBook& book) {
  const report::BookEntry* entry = find_held("explain", book, a.alert, a.version);
  if (entry == nullptr) return kFailure;
  const auto alert = alert::from_flat_json(entry->line);
  if (!alert.ok()) return complain_of_alerts("explain", alert.status());
  fmt::print("{}", report::explain(*alert, *entry, a.options));
  return kDone;
}

int run(const Arguments& a) {
  report::BookOptions options{.only = a.alert, .version = a.version};
  if (a.alert.empty()) options.max_held_bytes = 0;
  const auto book = read_alert_book({{a.input}}, options);
  if (!book.ok()) return complain_of_alerts("explain", book.status());
  if (!a.alert.empty()) return explain_one(a, *book);
  fmt::print("{}", report::table_of(*book));
  return kDone;
}

}  // namespace

void add_explain(CLI::App& app, int& exit_code) {
  const auto a = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "explain", "one alert in plain text: claim, evidence, doubts, members; or the table of all");
  command->add_option("alerts", a->input, kAlertsHelp)->required();
  auto* alert = command->add_option("--alert", a->alert,
                                    "alert id or campaign id; without it, one line an alert");
  command->add_option("--version", a->version, "this version instead of the newest")
      ->check(whole_number(1, std::numeric_limits<std::uint32_t>::max()))
      ->needs(alert);
  command->add_flag("--full", a->options.full, "every item, post, hash and member it lists")
      ->needs(alert);
  command->footer(
      "Exit codes: 0 done, 1 no such alert or version, 2 usage, 4 not alerts, "
      "5 broker unreachable.");
  command->callback([a, &exit_code] { exit_code = run(*a); });
}

}  // namespace lockstep::app
