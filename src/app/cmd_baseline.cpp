#include "cmd_baseline.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "apart.h"
#include "archive_reading.h"
#include "config.h"
#include "exit_codes.h"
#include "input_list.h"
#include "lockstep/engine/baseline_file.h"
#include "lockstep/io/dead_letter_file.h"
#include "lockstep/io/file_sink.h"
#include "lockstep/normalize/adapter.h"
#include "lockstep/runtime/replay.h"
#include "progress.h"
#include "side_facts.h"

namespace lockstep::app {
namespace {

struct Arguments {
  std::vector<std::string> inputs, erased;
  std::string format = "auto", platform, config, output, dead_letters;
  double max_rejected = 0.5;
  unsigned threads = 0;
};

// An engine whose alerts nobody reads: they only tell whom to leave out.
class Learner final : public runtime::PostConsumer {
 public:
  Learner(const engine::EngineConfig& config, const signals::Registry& registry,
          const alert::Provenance& provenance)
      : engine_(config, registry, provenance) {}
  void prepare(TracedPost& post) override { engine_.give_keys(post); }
  void expect_prepare(const TracedPost& post) override { engine_.expect_keys(post); }
  void expect(const TracedPost& post) override { engine_.expect(post); }
  void on_post(const TracedPost& post) override {
    if (!post.erased && post.event != EventKind::kDelete) {
      if (posts_++ == 0) from_ = post.time;
      to_ = post.time;
    }
    engine_.on_post(post, alerts_);
    count();
  }
  void on_fact(EventTime tick, engine::SideFact fact) override {
    engine_.take_fact(tick, std::move(fact));
  }
  void on_watermark(EventTime watermark) override {
    engine_.advance(watermark, alerts_);
    count();
  }
  void on_end(bool flush) override {
    engine_.on_end(flush, alerts_);
    count();
  }

  engine::EngineStats stats() const { return engine_.stats(); }
  evidence::Baseline baseline() const { return engine_.baseline(); }
  engine::BaselineOrigin origin() const {
    return {.posts = posts_,
            .accounts = engine_.stats().evidence.accounts,
            .campaigns_left_out = campaigns_,
            .from = from_,
            .to = to_,
            .config_sha256 = {},
            .engine_version = LOCKSTEP_VERSION};
  }

 private:
  void count() {
    for (const auto& alert : alerts_) campaigns_ += alert.version == 1 ? 1 : 0;
    alerts_.clear();
  }

  engine::Engine engine_;
  std::vector<alert::Alert> alerts_;
  std::uint64_t posts_ = 0, campaigns_ = 0;
  EventTime from_{}, to_{};
};

std::string dead_letter_path(const Arguments& a) {
  return a.dead_letters.empty() ? a.output + ".dlq.jsonl" : a.dead_letters;
}

int fail(const Status& status, int code) {
  fmt::print(stderr, "baseline: {}\n", message_of(status));
  return code;
}

StatusOr<runtime::ReplayReport> read_archive(const Arguments& a, const Config& config,
                                             const InputList& inputs,
                                             const signals::Registry& registry,
                                             std::vector<engine::SideFact> facts,
                                             std::unique_ptr<Learner>& learner) {
  Progress progress;
  auto options = inputs.replay_options(config, a.threads, progress);
  options.facts = std::move(facts);
  const auto provenance = provenance_of(config, inputs.names());
  const auto make = [&]() -> runtime::PostConsumer& {
    learner = std::make_unique<Learner>(config.engine, registry, provenance);
    return *learner;
  };
  io::DeadLetterFile dead(dead_letter_path(a), inputs.names());
  auto report = runtime::replay(options, registry, make, dead);
  if (report.ok()) LOCKSTEP_TRY(dead.commit());
  return report;
}

int run(const Arguments& a) {
  if (!are_apart({a.inputs, a.erased, {a.config, normalize::mapping_file(a.format).value_or("")}},
                 {a.output, dead_letter_path(a)}))
    return kUsage;
  auto config = load_config(a.config);
  if (!config.ok()) return fail(config.status(), kBadConfig);
  config->engine.baseline = nullptr;  // what was usual elsewhere is not to be learned again
  const signals::Registry registry(config->engine.signals);
  const auto inputs = InputList::make(a.inputs, a.format, a.platform, *config);
  if (!inputs.ok()) return complain_of_archive(inputs.status());
  auto facts = read_facts({{runtime::SideInput::kErasure, a.erased}}, *config, registry);
  if (!facts.ok()) return complain_of_facts(facts.status());
  const auto file = io::AtomicFile::create(a.output);
  if (!file.ok()) return fail(file.status(), kUsage);
  std::unique_ptr<Learner> learner;
  const auto report = read_archive(a, *config, *inputs, registry, *std::move(facts), learner);
  if (!report.ok()) return complain_of_archive(report.status());
  if (!tolerates(a.max_rejected, *report))
    return fail(invalid_argument("too many of the records were rejected"), kBadInput);
  auto origin = learner->origin();
  if (origin.posts == 0) return fail(invalid_argument("no posts to learn from"), kBadInput);
  origin.config_sha256 = fingerprint(*config);
  const auto text = engine::to_json(learner->baseline(), origin, registry);
  for (const auto& status : {(*file)->write(text), (*file)->commit()})
    if (!status.ok()) return fail(status, kFailure);
  fmt::print(stderr,
             "{} posts of {} accounts, {} campaigns left out, {} rejected; the baseline is {}\n"
             "use it: 'baseline: {}' in the configuration\n",
             origin.posts, origin.accounts, origin.campaigns_left_out, report->rejected_total(),
             a.output, a.output);
  if (const auto stats = learner->stats(); stats.erasures > 0)
    tell_of_erased(stats.erased_accounts, stats.erased_posts);
  return kDone;
}

}  // namespace

void add_baseline(CLI::App& app, int& exit_code) {
  const auto a = std::make_shared<Arguments>();
  auto* cmd = app.add_subcommand("baseline", "Learn from an archive what is usual on a feed");
  cmd->add_option("input", a->inputs, "Files or kafka:// addresses, as of 'replay'")->required();
  cmd->add_option("-o,--output", a->output, "Write the baseline to this file")->required();
  cmd->add_option("--format", a->format, "auto, an adapter's name, or mapping:FILE")
      ->capture_default_str();
  cmd->add_option("--platform", a->platform, "Platform of posts whose format does not say");
  cmd->add_option("--config", a->config, "Configuration file (default: built in)");
  cmd->add_option("--dlq", a->dead_letters,
                  "Write what could not be used (default: beside the output)");
  add_erased_option(*cmd, a->erased);
  add_rejected_option(*cmd, a->max_rejected);
  add_threads_option(*cmd, a->threads);
  cmd->callback([a, &exit_code] { exit_code = run(*a); });
}

}  // namespace lockstep::app
