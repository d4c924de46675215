#include "archive_reading.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <utility>

#include "apart.h"
#include "exit_codes.h"
#include "input_list.h"
#include "lockstep/io/dead_letter_file.h"
#include "lockstep/normalize/adapter.h"
#include "numbers.h"
#include "progress.h"
#include "side_facts.h"

namespace lockstep::app {
namespace {

// Nobody asked where bad records go: they are counted.
class Uncollected final : public runtime::DeadLetterSink {
 public:
  void rejected(const runtime::DeadLetter&) override {}
  void late(const TracedPost&) override {}
  void restart() override {}
};

// What is erased is left out ahead of the consumer.
class WithoutErased final : public runtime::PostConsumer {
 public:
  WithoutErased(const engine::Eraser& eraser, runtime::PostConsumer& consumer)
      : eraser_(eraser), consumer_(consumer) {}
  void prepare(TracedPost& post) override {
    eraser_.leave_out(post);
    if (!post.erased) consumer_.prepare(post);
  }
  void expect_prepare(const TracedPost& post) override { consumer_.expect_prepare(post); }
  void expect(const TracedPost& post) override { consumer_.expect(post); }
  void on_post(const TracedPost& post) override {
    if (post.erased)
      ++left_out_;
    else
      consumer_.on_post(post);
  }
  void on_fact(EventTime tick, engine::SideFact fact) override {
    consumer_.on_fact(tick, std::move(fact));
  }
  void on_watermark(EventTime watermark) override { consumer_.on_watermark(watermark); }
  void on_end(bool flush) override { consumer_.on_end(flush); }
  std::uint64_t left_out() const { return left_out_; }

 private:
  const engine::Eraser& eraser_;
  runtime::PostConsumer& consumer_;
  std::uint64_t left_out_ = 0;
};

}  // namespace

void add_archive_options(CLI::App& command, ArchiveArguments& a, const TimeOptions& times) {
  command.add_option("input", a.inputs,
                     "Files, - for standard input, or kafka:// addresses, as of 'replay'; without "
                     "any, the topics of the configuration");
  command.add_option("--from", a.from, times.from);
  command.add_option("--to", a.to, times.to);
  command.add_option("--format", a.format, "auto, an adapter's name, or mapping:FILE")
      ->capture_default_str();
  command.add_option("--platform", a.platform, "Platform of posts whose format does not say");
  command.add_option("--config", a.config, "Configuration file (default: built in)");
  command.add_option("--dlq", a.dead_letters, "Write what could not be used to this file");
  add_erased_option(command, a.erased);
  add_rejected_option(command, a.max_rejected);
  add_threads_option(command, a.threads);
}

void add_rejected_option(CLI::App& command, double& share) {
  command.add_option("--max-rejected", share, "Share of rejected records to tolerate")
      ->check(number(0, 1))
      ->capture_default_str();
}

void add_threads_option(CLI::App& command, unsigned& threads) {
  constexpr unsigned kMostThreads = 256;
  command.add_option("--threads", threads, "Threads that parse and normalise (0: one per core)")
      ->check(whole_number(0, kMostThreads))
      ->capture_default_str();
}

namespace {

bool parse_time(const std::string& text, const char* option, std::optional<EventTime>& out) {
  if (text.empty()) return true;
  out = parse_rfc3339(text);
  if (!out) fmt::print(stderr, "{}: '{}' is no time such as 2026-04-16T09:44:02Z\n", option, text);
  return out.has_value();
}

}  // namespace

bool parse_times(const std::string& from_text, const std::string& to_text,
                 std::optional<EventTime>& from, std::optional<EventTime>& to) {
  if (!parse_time(from_text, "--from", from) || !parse_time(to_text, "--to", to)) return false;
  const bool any = !from || !to || *from < *to;
  if (!any) fmt::print(stderr, "--from {} is not before --to {}\n", from_text, to_text);
  return any;
}

bool writes_elsewhere(const ArchiveArguments& a, const std::string& output) {
  return are_apart({a.inputs, a.erased, {a.config, normalize::mapping_file(a.format).value_or("")}},
                   {output, a.dead_letters});
}

bool may_name_accounts(const Config& config, std::string_view what) {
  const bool may = !config.live.sharing.is_pseudonymous();
  if (!may)
    fmt::print(stderr, "{}: tells of single accounts, and sharing.identities is pseudonymous\n",
               what);
  return may;
}

int complain_of_archive(const Status& status) {
  fmt::print(stderr, "{}\n", message_of(status));
  switch (status.code()) {
    case StatusCode::kInvalidArgument:
    case StatusCode::kNotFound:
    case StatusCode::kPermissionDenied:
      return kUsage;
    case StatusCode::kDataLoss:
      return kBadInput;
    case StatusCode::kUnavailable:
      return kBrokerUnreachable;
    default:
      return kFailure;
  }
}

bool tolerates(double max_rejected, const runtime::ReplayReport& report) {
  return static_cast<double>(report.rejected_total()) <=
         max_rejected * static_cast<double>(report.records);
}

int judge_rejected(double max_rejected, const runtime::ReplayReport& report) {
  if (tolerates(max_rejected, report)) return kDone;
  fmt::print(stderr, "more than {:.0f} % of the records were rejected\n", max_rejected * 100);
  return kBadInput;
}

int read_archive(const ArchiveArguments& a, const Config& config, const signals::Registry& registry,
                 const engine::Eraser& eraser,
                 const std::function<runtime::PostConsumer&()>& make_consumer) {
  const auto inputs = InputList::make(a.inputs, a.format, a.platform, config);
  if (!inputs.ok()) return complain_of_archive(inputs.status());
  if (inputs->inputs().empty())
    return complain_of_archive(invalid_argument("no input, and no live.topics"));
  Uncollected nowhere;
  std::unique_ptr<io::DeadLetterFile> file;
  if (!a.dead_letters.empty())
    file = std::make_unique<io::DeadLetterFile>(a.dead_letters, inputs->names());
  std::optional<WithoutErased> others;  // of the last attempt
  const auto make = [&]() -> runtime::PostConsumer& {
    return others.emplace(eraser, make_consumer());
  };
  StatusOr<runtime::ReplayReport> report = internal_error("not run");
  {
    Progress progress;
    runtime::DeadLetterSink& dead = file ? static_cast<runtime::DeadLetterSink&>(*file) : nowhere;
    report =
        runtime::replay(inputs->replay_options(config, a.threads, progress), registry, make, dead);
  }
  if (!report.ok()) return complain_of_archive(report.status());
  if (file) {
    if (const auto status = file->commit(); !status.ok()) return complain_of_archive(status);
  }
  fmt::print(stderr, "{} records: {} posts, {} duplicates, {} late, {} rejected\n", report->records,
             report->posts, report->duplicates, report->late, report->rejected_total());
  if (!a.erased.empty()) tell_of_erased(eraser.accounts(), others->left_out());
  return judge_rejected(a.max_rejected, *report);
}

}  // namespace lockstep::app
