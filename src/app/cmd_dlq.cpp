#include "cmd_dlq.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "config.h"
#include "exit_codes.h"
#include "lockstep/io/kafka/dead_letters.h"
#include "progress.h"

namespace lockstep::app {
namespace {

using Counts = std::map<std::string, std::uint64_t>;  // by reason

constexpr const char* kUntil = "Only those that became dead letters before this time";

struct DlqArguments {
  std::string config;
  io::LetterFilter filter;
  bool json = false, dry_run = false;
  std::string to_topic;
};

int complain(const Status& status) {
  fmt::print(stderr, "dlq: {}\n", message_of(status));
  switch (status.code()) {
    case StatusCode::kInvalidArgument:
      return kUsage;
    case StatusCode::kUnavailable:
      return kBrokerUnreachable;
    default:
      return kFailure;
  }
}

// The configuration with the filter's topics settled: those named, which must be in it, or all.
StatusOr<Config> load(DlqArguments& a, int& exit_code) {
  exit_code = kBadConfig;
  LOCKSTEP_ASSIGN(Config config, load_config(a.config));
  LOCKSTEP_TRY(config.live.check());
  LOCKSTEP_TRY(config.kafka.check());
  std::vector<std::string> known;
  for (const auto& t : config.live.topics) known.push_back(t.topic);
  exit_code = kUsage;
  for (const std::string& topic : a.filter.topics)
    if (std::find(known.begin(), known.end(), topic) == known.end())
      return invalid_argument(
          fmt::format("--topic: '{}' is none of live.topics ({})", topic, fmt::join(known, ", ")));
  if (a.filter.topics.empty()) a.filter.topics = std::move(known);
  return config;
}

std::string in_words(const Counts& by_reason) {
  std::string text;
  for (const auto& [reason, count] : by_reason)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, reason);
  return text.empty() ? text : " (" + text + ")";
}

std::string word(const std::string& text) { return text.empty() ? "unknown" : text; }

// Letters hold what strangers wrote: nothing of it may steer a terminal.
std::string printable(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text.substr(0, most)) out += c >= ' ' && c <= '~' ? c : '.';
  return out;
}

void print_row(const io::Letter& letter) {
  fmt::print(
      "{:<24}  {:<9}  {:<16}  {:>8}  {}[{}]@{}  {}\n",
      letter.lettered ? format_rfc3339(*letter.lettered) : "-", printable(word(letter.stage), 9),
      printable(word(letter.reason), 16), letter.bytes.size(), letter.topic, letter.partition,
      letter.offset < 0 ? "?" : std::to_string(letter.offset), printable(letter.message, 80));
}

void print_json(const io::Letter& letter) {
  nlohmann::ordered_json json;
  json["topic"] = letter.topic;
  json["partition"] = letter.partition;
  if (letter.offset >= 0) json["offset"] = letter.offset;
  json["stage"] = word(letter.stage);
  json["reason"] = word(letter.reason);
  json["message"] = letter.message;
  json["bytes"] = letter.bytes.size();
  if (letter.cut) json["cut"] = true;
  if (letter.time) json["record_time"] = format_rfc3339(*letter.time);
  if (letter.lettered) json["lettered_at"] = format_rfc3339(*letter.lettered);
  json["letter_offset"] = letter.letter_offset;
  fmt::print("{}\n", json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

int list(DlqArguments a) {
  int exit_code = kDone;
  const auto config = load(a, exit_code);
  if (!config.ok()) {
    fmt::print(stderr, "{}\n", message_of(config.status()));
    return exit_code;
  }
  std::uint64_t count = 0;
  Counts by_reason;
  const auto show = [&](const io::Letter& letter) {
    if (!a.json && count == 0)
      fmt::print("{:<24}  {:<9}  {:<16}  {:>8}  {}\n", "TIME", "STAGE", "REASON", "BYTES",
                 "ORIGIN");
    a.json ? print_json(letter) : print_row(letter);
    ++count;
    ++by_reason[word(letter.reason)];
    return absl::OkStatus();
  };
  const Status status = io::read_letters(config->kafka, a.filter, show);
  std::fflush(stdout);  // before what is said on standard error
  if (!status.ok()) return complain(status);
  fmt::print(stderr, "{} dead letters{}\n", count, in_words(by_reason));
  return kDone;
}

int replay(DlqArguments a) {
  int exit_code = kDone;
  const auto config = load(a, exit_code);
  if (!config.ok()) {
    fmt::print(stderr, "{}\n", message_of(config.status()));
    return exit_code;
  }
  const auto back = io::LetterReturn::open(config->kafka, a.to_topic);
  if (!back.ok()) return complain(back.status());
  std::uint64_t count = 0, cut = 0, bytes = 0;
  Counts by_reason;
  Status status;
  {
    Progress progress;
    status = io::read_letters(config->kafka, a.filter, [&](const io::Letter& letter) -> Status {
      progress.show(++count, bytes += letter.bytes.size(), 0);
      if (letter.cut) ++cut;  // what is left of it is not the record
      if (letter.cut) return absl::OkStatus();
      ++by_reason[word(letter.reason)];
      return a.dry_run ? absl::OkStatus() : (*back)->put(letter);
    });
    if (const Status finished = (*back)->finish(); status.ok()) status = finished;
  }
  const auto done = a.dry_run ? count - cut : (*back)->written();
  fmt::print(
      stderr, "{} dead letters: {} {}{}, {} left because their end is missing, {} refused{}\n",
      count, done, a.dry_run ? "would be put back" : "put back", in_words(by_reason), cut,
      (*back)->refused(), (*back)->refused() > 0 ? ": " + (*back)->first_refusal() : std::string());
  if (!status.ok()) return complain(status);
  return cut + (*back)->refused() > 0 ? kFailure : kDone;
}

void add_filter(CLI::App& cmd, DlqArguments& a) {
  cmd.add_option("--config", a.config, "The live service's configuration file")->required();
  cmd.add_option("--topic", a.filter.topics, "Only those of this input topic; may be repeated");
  cmd.add_option("--reason", a.filter.reasons, "Only those with this reason; may be repeated");
  cmd.add_option("--from", a.filter.from,
                 "Only those that became dead letters at or after this time (or offset, or -2h)");
}

}  // namespace

void add_dlq(CLI::App& app, int& exit_code) {
  const auto a = std::make_shared<DlqArguments>();
  auto* dlq = app.add_subcommand("dlq", "Dead letters: what the live service could not use");
  dlq->require_subcommand(1);
  auto* listing = dlq->add_subcommand("list", "Where they came from, and why they are there");
  add_filter(*listing, *a);
  listing->add_option("--until,--to", a->filter.to, kUntil);
  listing->add_flag("--json", a->json, "One JSON object a line");
  listing->callback([a, &exit_code] { exit_code = list(*a); });
  auto* replaying = dlq->add_subcommand(
      "replay",
      "Put them back as they were, to where they came from; running it twice does it twice");
  add_filter(*replaying, *a);
  replaying->add_option("--until", a->filter.to, kUntil);
  replaying->add_option("--to", a->to_topic, "Put them into this topic instead, by their keys");
  replaying->add_flag("--dry-run", a->dry_run, "Only count");
  replaying->callback([a, &exit_code] { exit_code = replay(*a); });
}

}  // namespace lockstep::app
