#include "cmd_evidence.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "alert_input.h"
#include "apart.h"
#include "exit_codes.h"
#include "input_list.h"
#include "lockstep/alert/read_flat.h"
#include "lockstep/alert/text_page.h"
#include "lockstep/io/file_sink.h"
#include "lockstep/normalize/adapter.h"
#include "lockstep/report/custody.h"
#include "lockstep/report/package.h"
#include "numbers.h"

namespace lockstep::app {
namespace {

using report::Custody;

struct Arguments {
  std::string input, alert, output;
  std::uint32_t version = 0;
  std::vector<std::string> archives;
};

Status write_package(const Arguments& a, const alert::Alert& alert, const std::string& line) {
  LOCKSTEP_ASSIGN(const std::string tar, report::to_tar(alert, report::package_of(alert, line)));
  return io::write_file(a.output, tar);
}

// Reads which posts a record holds, where its format is one that is recognised.
class PostKeys {
 public:
  static StatusOr<PostKeys> of(const runtime::RecordSource& source) {
    PostKeys keys;
    const auto* def = normalize::recognise(source.sample(), source.framing());
    if (def == nullptr) return keys;
    normalize::AdapterOptions options;
    if (source.framing() == normalize::Framing::kCsv) options.csv_header = source.sample();
    LOCKSTEP_ASSIGN(keys.adapter_, def->make(options));
    return keys;
  }

  const std::vector<std::string>& in(std::string_view record) {
    keys_.clear();
    parsed_.clear();
    if (adapter_ != nullptr) adapter_->parse(record, parsed_);
    for (const Post& post : parsed_.posts)
      keys_.push_back(alert::record_name(post.platform, post.post_id, account_key(post)));
    return keys_;
  }

 private:
  std::unique_ptr<normalize::Adapter> adapter_;
  normalize::ParseOutput parsed_;
  std::vector<std::string> keys_;
};

Status read_archive(runtime::RecordSource& source, const std::string& name,
                    report::CustodyCheck& check) {
  LOCKSTEP_ASSIGN(PostKeys keys, PostKeys::of(source));
  runtime::RawRecord record;
  for (;;) {
    LOCKSTEP_ASSIGN(const bool found, source.next(record));
    if (!found) return absl::OkStatus();
    check.see(name, {"", record.at.partition, record.at.offset}, record.bytes,
              keys.in(record.bytes));
  }
}

Status read_archives(const std::vector<std::string>& archives, report::CustodyCheck& check) {
  LOCKSTEP_ASSIGN(const Config config, load_config(""));
  LOCKSTEP_ASSIGN(const InputList inputs, InputList::make(archives, "auto", "", config));
  for (std::uint32_t i = 0; i < inputs.inputs().size(); ++i) {
    LOCKSTEP_ASSIGN(const auto source, inputs.open(i));
    LOCKSTEP_TRY(read_archive(*source, inputs.names()[i], check));
  }
  return absl::OkStatus();
}

// What differs or is missing by name, the rest as a count.
int print_findings(const report::CustodyCheck& check) {
  std::array<std::size_t, 4> counts{};
  for (const auto& finding : check.findings()) {
    ++counts[static_cast<std::size_t>(finding.custody)];
    if (finding.custody == Custody::kMatched) continue;
    const auto& r = *finding.record;
    fmt::print("{:<9}  {}  {}[{}]@{}{}\n", name(finding.custody), alert::printable(r.post),
               alert::printable(r.source->topic), r.source->partition, r.source->offset,
               finding.seen_sha256.empty() ? "" : "  is now " + finding.seen_sha256);
  }
  const auto count = [&](Custody custody) { return counts[static_cast<std::size_t>(custody)]; };
  fmt::print("raw records: {} matched, {} differ, {} missing, {} without a digest\n",
             count(Custody::kMatched), count(Custody::kDiffers), count(Custody::kMissing),
             count(Custody::kNoDigest));
  return count(Custody::kDiffers) == 0 && count(Custody::kMatched) > 0 ? kDone : kFailure;
}

int verify(const Arguments& a, const alert::Alert& alert) {
  report::CustodyCheck check(alert);
  if (const Status read = read_archives(a.archives, check); !read.ok())
    return complain_of_alerts("evidence", read);
  return print_findings(check);
}

int run(const Arguments& a) {
  if (!are_apart({a.archives, {a.input}}, {a.output})) return kUsage;
  if (a.output == "-" && !a.archives.empty()) {
    fmt::print(stderr, "evidence: --verify prints what it finds, so -o must be a file\n");
    return kUsage;
  }
  const auto book = read_alert_book({{a.input}}, {.only = a.alert, .version = a.version});
  if (!book.ok()) return complain_of_alerts("evidence", book.status());
  const report::BookEntry* entry = find_held("evidence", *book, a.alert, a.version);
  if (entry == nullptr) return kFailure;
  const auto alert = alert::from_flat_json(entry->line);
  if (!alert.ok()) return complain_of_alerts("evidence", alert.status());
  if (const Status written = write_package(a, *alert, entry->line); !written.ok())
    return complain_of_alerts("evidence", written);
  return a.archives.empty() ? kDone : verify(a, *alert);
}

}  // namespace

void add_evidence(CLI::App& app, int& exit_code) {
  const auto a = std::make_shared<Arguments>();
  CLI::App* evidence =
      app.add_subcommand("evidence", "what an alert rests on, to hand on and check");
  evidence->require_subcommand(1);
  CLI::App* command = evidence->add_subcommand(
      "export",
      "one alert as a package: summary.md, appendix.json, index.csv and SHA256SUMS in a tar. Raw "
      "records are referenced by place and SHA-256, not included");
  command->add_option("alerts", a->input, kAlertsHelp)->required();
  command->add_option("--alert", a->alert, "alert id or campaign id")->required();
  command->add_option("--version", a->version, "this version instead of the newest")
      ->check(whole_number(1, std::numeric_limits<std::uint32_t>::max()));
  command->add_option("-o,--output", a->output, "the package (- for standard output)")->required();
  command->add_option("--verify", a->archives,
                      "also read these archived posts (replay's inputs) and compare the SHA-256 of "
                      "each record the alert refers to");
  command->footer(
      "Exit codes: 0 done, 1 no such alert, or --verify found that a record differs or none at "
      "all, "
      "2 usage, 4 not alerts, 5 broker unreachable.");
  command->callback([a, &exit_code] { exit_code = run(*a); });
}

}  // namespace lockstep::app
