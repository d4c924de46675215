#include "cmd_investigate.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "archive_reading.h"
#include "exit_codes.h"
#include "lockstep/hunt/investigation_pages.h"
#include "lockstep/io/file_sink.h"
#include "numbers.h"
#include "side_facts.h"

namespace lockstep::app {
namespace {

struct Arguments {
  ArchiveArguments archive;
  std::vector<std::string> seeds;
  hunt::InvestigationOptions options;
  std::string window, output;
  std::size_t popular = 0, top = 20;
};

int fail(const Status& status, int code) {
  fmt::print(stderr, "{}\n", message_of(status));
  return code;
}

// Detection's own ideas of look-back and popularity, unless the command line says otherwise.
bool settle(const Arguments& a, const Config& config, hunt::InvestigationOptions& options) {
  if (!parse_times(a.archive.from, a.archive.to, options.from, options.to)) return false;
  const auto& evidence = config.engine.evidence;
  options.key_share = evidence.max_key_share;
  options.min_key_cap = static_cast<std::size_t>(evidence.min_key_cap);
  options.max_key_cap = static_cast<std::size_t>(evidence.max_key_cap);
  if (a.popular > 0) options.min_key_cap = options.max_key_cap = a.popular;
  options.window = config.engine.join.look_back;
  options.weights = evidence.weights;
  if (a.window.empty()) return true;
  const auto window = parse_duration(a.window);
  if (window) options.window = *window;
  if (!window) fmt::print(stderr, "--window: '{}' is no duration such as 24h\n", a.window);
  return window.has_value();
}

StatusOr<std::vector<hunt::Seed>> read_seeds(const Arguments& a, hunt::SeedReader& reader) {
  std::vector<hunt::Seed> seeds;
  for (const auto& text : a.seeds) {
    const auto same = [&](const hunt::Seed& s) { return s.given == text; };
    if (std::any_of(seeds.begin(), seeds.end(), same)) continue;
    LOCKSTEP_ASSIGN(auto seed, reader.read(text));
    seeds.push_back(std::move(seed));
  }
  return seeds;
}

// Not from an account that is erased, nor from what mentions it.
bool may_start_from(const std::vector<hunt::Seed>& seeds, const engine::Eraser& erased) {
  const auto is_mention = [&](KeyHash key) { return erased.is_mention(key); };
  for (const auto& seed : seeds) {
    const bool names = seed.is_account()
                           ? erased.is_erased(seed.value)
                           : std::any_of(seed.keys.begin(), seed.keys.end(), is_mention);
    if (!names) continue;
    fmt::print(stderr, "--seed: '{}' names an account that --erased leaves out\n", seed.given);
    return false;
  }
  return true;
}

int publish(const Arguments& a, const hunt::InvestigationOptions& options,
            const hunt::Investigation& found, io::AtomicFile* file) {
  if (file != nullptr) {
    for (const auto& status : {file->write(hunt::to_json(found, options)), file->commit()})
      if (!status.ok()) return fail(status, kFailure);
  }
  // The document on standard output stands alone.
  if (a.output != "-") fmt::print("{}", hunt::to_text(found, a.top));
  return kDone;
}

int run(const Arguments& a) {
  if (!writes_elsewhere(a.archive, a.output)) return kUsage;
  const auto config = load_config(a.archive.config);
  if (!config.ok()) return fail(config.status(), kBadConfig);
  if (!may_name_accounts(*config, "investigate")) return kUsage;
  auto options = a.options;
  if (!settle(a, *config, options)) return kUsage;
  const signals::Registry registry(config->engine.signals);
  auto similar = config->engine.similar;
  similar.lonely_ttl = options.window;  // beyond it nobody can meet who wrote it first
  const auto reader = hunt::SeedReader::make(config->normalize, similar, registry);
  if (!reader.ok()) return fail(reader.status(), kBadConfig);
  const auto seeds = read_seeds(a, **reader);
  if (!seeds.ok()) return fail(seeds.status(), kUsage);
  const auto erased = read_erased(a.archive.erased, *config, registry);
  if (!erased.ok()) return complain_of_facts(erased.status());
  if (!may_start_from(*seeds, *erased)) return kUsage;
  const auto file = io::AtomicFile::create_if_named(a.output);
  if (!file.ok()) return fail(file.status(), kUsage);
  std::unique_ptr<hunt::Investigator> investigator;
  const auto make = [&]() -> runtime::PostConsumer& {
    investigator =
        std::make_unique<hunt::Investigator>(options, similar, registry, **reader, *seeds);
    return *investigator;
  };
  const int code = read_archive(a.archive, *config, registry, *erased, make);
  if (code != kDone) return code;
  const auto untouched = investigator->untouched();
  for (const auto& seed : untouched) fmt::print(stderr, "nothing touched {}\n", seed);
  if (untouched.size() == seeds->size()) return kFailure;
  return publish(a, options, investigator->find(), file->get());
}

void add_bounds(CLI::App& cmd, Arguments& a) {
  auto& o = a.options;
  cmd.add_option("--depth", o.depth, "Hops from the seeds")
      ->check(whole_number(1, 10))
      ->capture_default_str();
  cmd.add_option("--min-shared", o.min_shared,
                 "Rare objects that a further account shares with those found")
      ->check(whole_number(1, 1000))
      ->capture_default_str();
  cmd.add_option("--min-score", o.min_score,
                 "Fewest nats by which what a further account shares exceeds chance; lower for "
                 "archives of a few hundred posts")
      ->check(number(0, 1e6))
      ->capture_default_str();
  cmd.add_option("--window", a.window,
                 "Furthest apart two accounts may touch an object (default: join.look_back)");
  cmd.add_option(
         "--popular", a.popular,
         "Objects of more accounts are listed and not grown through: all of one are compared with "
         "each other (default: as detection; evidence.max_key_share, min_key_cap and max_key_cap)")
      ->check(whole_number(2, 20'000));
  cmd.add_option("--max-accounts", o.max_accounts, "Accounts found in all; the highest ranks stay")
      ->check(whole_number(1, 100'000))
      ->capture_default_str();
  cmd.add_option("--max-objects", o.max_objects, "Objects grown through in a hop; the rarest stay")
      ->check(whole_number(1, 1'000'000))
      ->capture_default_str();
  cmd.add_option("--max-remembered", o.max_remembered_objects,
                 "Objects remembered of the archive, about 200 bytes each; the one longest without "
                 "a touch goes first")
      ->check(whole_number(1000, 1'000'000'000))
      ->capture_default_str();
}

}  // namespace

void add_investigate(CLI::App& app, int& exit_code) {
  const auto a = std::make_shared<Arguments>();
  auto* cmd = app.add_subcommand(
      "investigate",
      "From an account, link, picture or wording to whom it leads to: leads, ranked");
  add_archive_options(*cmd, a->archive,
                      {"Only posts at or after this time", "Only posts before this time"});
  cmd->add_option(
         "--seed", a->seeds,
         "KIND:VALUE, where to start; repeatable. account:platform:id, url:..., domain:..., "
         "hashtag:..., media:HASH, text:\"words\", or any kind of trace (ip, device, ...)")
      ->required()
      ->allow_extra_args(false);  // one each time, or it would swallow the inputs
  add_bounds(*cmd, *a);
  cmd->add_option("--top", a->top, "Accounts a hop, and steps a seed, that are printed")
      ->check(whole_number())
      ->capture_default_str();
  cmd->add_option("-o,--output", a->output, "Write it as JSON as well (-: instead)");
  cmd->callback([a, &exit_code] { exit_code = run(*a); });
}

}  // namespace lockstep::app
