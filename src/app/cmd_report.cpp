#include "cmd_report.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "alert_input.h"
#include "apart.h"
#include "exit_codes.h"
#include "lockstep/io/file_sink.h"
#include "lockstep/report/page.h"
#include "numbers.h"

namespace lockstep::app {
namespace {

struct Arguments {
  std::string input, output;
  report::PageOptions options;
};

Status write_page(const Arguments& a) {
  LOCKSTEP_ASSIGN(const auto book, read_alert_book({{a.input}}, {}));
  return io::write_file(a.output, report::to_page(book, a.options));
}

int run(const Arguments& a) {
  if (!are_apart({{a.input}}, {a.output})) return kUsage;
  const Status written = write_page(a);
  return written.ok() ? kDone : complain_of_alerts("report", written);
}

}  // namespace

void add_report(CLI::App& app, int& exit_code) {
  const auto a = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "report", "alerts as one HTML page: no script, nothing from outside, ready to print");
  command->add_option("alerts", a->input, kAlertsHelp)->required();
  command->add_option("-o,--output", a->output, "the page (- for standard output)")->required();
  command
      ->add_option("--campaigns", a->options.max_campaigns,
                   "campaigns that get a section, highest ranked first")
      ->check(whole_number(0, 1000))
      ->capture_default_str();
  command->footer("Exit codes: 0 done, 2 usage, 4 not alerts, 5 broker unreachable.");
  command->callback([a, &exit_code] { exit_code = run(*a); });
}

}  // namespace lockstep::app
