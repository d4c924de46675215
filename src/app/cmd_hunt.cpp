#include "cmd_hunt.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "archive_reading.h"
#include "exit_codes.h"
#include "lockstep/hunt/hunts.h"
#include "lockstep/io/file_sink.h"
#include "lockstep/io/kafka/publish.h"
#include "numbers.h"
#include "side_facts.h"

namespace lockstep::app {
namespace {

struct Arguments {
  ArchiveArguments archive;
  std::vector<std::string> hunts;
  hunt::HuntOptions options;
  std::string new_account_age = "30d", output, publish;
  bool list = false;
};

int fail(const Status& status, int code) {
  fmt::print(stderr, "{}\n", message_of(status));
  return code;
}

bool settle(const Arguments& a, hunt::HuntOptions& options) {
  if (!parse_times(a.archive.from, a.archive.to, options.from, options.to)) return false;
  const auto age = parse_duration(a.new_account_age);
  if (!age) {
    fmt::print(stderr, "--new-account-age: '{}' is no duration such as 30d\n", a.new_account_age);
    return false;
  }
  options.new_account_age = *age;
  if (!a.hunts.empty()) options.chosen.fill(false);
  for (const auto& name : a.hunts)
    options.chosen[static_cast<std::size_t>(*hunt::find_hunt(name))] = true;
  return true;
}

int list(const hunt::HuntOptions& options) {
  for (const auto& h : hunt::describe_hunts(options))
    fmt::print("{}\n  hypothesis  {}\n  signal      {}\n  threshold   {}\n", h.name, h.hypothesis,
               h.signal, h.threshold);
  return kDone;
}

constexpr const char* kAsConfigured = "config";

// The topic that hits go to.
struct Destination {
  io::KafkaConfig kafka;
  std::string topic, tlp;
};

// Asks the brokers, so that nobody hunts for hours to learn that they are away. An exit code;
// anything but kDone was explained on standard error.
int open_destination(const std::string& where, const Config& config,
                     std::optional<Destination>& out) {
  if (where.empty()) return kDone;
  Destination to{config.kafka, config.live.hunts_topic,
                 config.live.sharing.options(alert::Profile::kInternal).tlp};
  if (where != kAsConfigured) {
    const auto address = io::parse_kafka_destination(where);
    if (!address.ok()) return fail(address.status(), kUsage);
    to.kafka.brokers = address->brokers;
    to.topic = address->topic;
  }
  if (const auto status = to.kafka.check(); !status.ok()) return fail(status, kBadConfig);
  out = std::move(to);
  const auto status = io::prepare_to_publish(out->kafka, out->topic);
  return status.ok() ? kDone : complain_of_archive(status);
}

int publish(const hunt::Hunter& hunter, const Destination& to) {
  std::vector<runtime::OutputRecord> records;
  std::transform(hunter.hits().begin(), hunter.hits().end(), std::back_inserter(records),
                 [&](const hunt::Hit& hit) { return hunt::to_record(hit, to.topic, to.tlp); });
  const auto status = io::publish(to.kafka, "hunt", records);
  if (!status.ok()) return complain_of_archive(status);
  fmt::print(stderr, "{} hits published to {}\n", records.size(), to.topic);
  return kDone;
}

int hand_out(const Arguments& a, const hunt::Hunter& hunter, io::AtomicFile* file) {
  if (file != nullptr) {
    for (const auto& hit : hunter.hits()) {
      if (const auto status = file->write(hunt::to_json_line(hit)); !status.ok())
        return fail(status, kFailure);
    }
    if (const auto status = file->commit(); !status.ok()) return fail(status, kFailure);
  }
  // JSON lines on standard output stand alone.
  if (a.output != "-") {
    fmt::print(
        "Hits are leads, not alerts: something to look at, about which nothing is claimed.\n\n");
    fmt::print("{}", hunt::to_table(hunter.hits()));
  }
  for (const auto& cut : hunter.cuts()) fmt::print(stderr, "a bound was met: {}\n", cut);
  fmt::print(stderr, "{} hits on {} days\n", hunter.hits().size(), hunter.days());
  return kDone;
}

int run(const Arguments& a) {
  auto options = a.options;
  if (!settle(a, options) || !writes_elsewhere(a.archive, a.output)) return kUsage;
  if (a.list) return list(options);
  const auto config = load_config(a.archive.config);
  if (!config.ok()) return fail(config.status(), kBadConfig);
  if (!may_name_accounts(*config, "hunt")) return kUsage;
  options.weights = config->engine.evidence.weights;
  const signals::Registry registry(config->engine.signals);
  const auto erased = read_erased(a.archive.erased, *config, registry);
  if (!erased.ok()) return complain_of_facts(erased.status());
  const auto file = io::AtomicFile::create_if_named(a.output);
  if (!file.ok()) return fail(file.status(), kUsage);
  std::optional<Destination> topic;
  if (const int code = open_destination(a.publish, *config, topic); code != kDone) return code;
  std::unique_ptr<hunt::Hunter> hunter;
  const auto make = [&]() -> runtime::PostConsumer& {
    hunter = std::make_unique<hunt::Hunter>(options, config->engine.similar, registry);
    return *hunter;
  };
  int code = read_archive(a.archive, *config, registry, *erased, make);
  if (code == kDone) code = hand_out(a, *hunter, file->get());
  if (code == kDone && topic) code = publish(*hunter, *topic);
  return code;
}

void add_thresholds(CLI::App& cmd, Arguments& a) {
  auto& o = a.options;
  cmd.add_option("--min-score", o.min_score, "Nats of a hit, at least")
      ->check(number(0, 1e6))
      ->capture_default_str();
  cmd.add_option("--new-account-age", a.new_account_age, "Younger accounts are new")
      ->capture_default_str();
  cmd.add_option("--min-new-accounts", o.min_new_accounts, "New accounts on an object, at least")
      ->check(whole_number(1, 1'000'000))
      ->capture_default_str();
  cmd.add_option("--min-domain-accounts", o.min_domain_accounts, "Accounts linking to a site")
      ->check(whole_number(1, 1'000'000))
      ->capture_default_str();
  cmd.add_option("--domain-growth", o.domain_growth, "... times their mean over the days before")
      ->check(number(1e-3, 1e6))
      ->capture_default_str();
  cmd.add_option("--min-synchronised", o.min_synchronised, "Accounts arriving close together")
      ->check(whole_number(2, 1'000'000))
      ->capture_default_str();
  cmd.add_option("--min-media-accounts", o.min_media_accounts, "Accounts posting one picture")
      ->check(whole_number(1, 1'000'000))
      ->capture_default_str();
  cmd.add_option("--min-chain-accounts", o.min_chain_accounts, "Accounts with one referral chain")
      ->check(whole_number(2, 1'000'000))
      ->capture_default_str();
  cmd.add_option("--min-replies", o.min_replies, "Replies of a replier, at least")
      ->check(whole_number(2, 1'000'000))
      ->capture_default_str();
  cmd.add_option("--max-entropy", o.max_entropy, "Entropy of a replier, at most (0 to 1)")
      ->check(number(0, 1))
      ->capture_default_str();
}

}  // namespace

void add_hunt(CLI::App& app, int& exit_code) {
  const auto a = std::make_shared<Arguments>();
  auto* cmd =
      app.add_subcommand("hunt", "Six named hunts over an archive, day by day: hits are leads");
  add_archive_options(*cmd, a->archive,
                      {"Only hits of days at or after this time; earlier ones tell what is usual",
                       "Read no posts at or after this time"});
  std::vector<std::string> names;
  for (const auto& h : hunt::describe_hunts(a->options)) names.emplace_back(h.name);
  cmd->add_option("--hunt", a->hunts, "One of them; repeatable (default: all; see --list)")
      ->check(CLI::IsMember(names))
      ->allow_extra_args(false);  // one name each time, or it would swallow the inputs
  cmd->add_flag("--list", a->list, "Say what each hunt asks, and with which thresholds");
  cmd->add_option("--top", a->options.top, "Hits of a hunt and day, at most")
      ->check(whole_number(1, 1'000'000))
      ->capture_default_str();
  add_thresholds(*cmd, *a);
  cmd->add_option("-o,--output", a->output, "Write hits as JSON lines as well (-: instead)");
  cmd->add_option("--publish", a->publish,
                  "Write hits to a topic as well, all or none: kafka://broker:port/topic, or "
                  "'config' for kafka.brokers and live.hunts_topic");
  cmd->callback([a, &exit_code] { exit_code = run(*a); });
}

}  // namespace lockstep::app
