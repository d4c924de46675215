#include "lockstep/lab/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <limits>
#include <memory>
#include <queue>
#include <tuple>
#include <vector>

#include "lockstep/core/hash.h"
#include "lockstep/io/file_sink.h"
#include "simulate/behaviour.h"
#include "simulate/organic_clock.h"
#include "simulate/population.h"
#include "simulate/post_writer.h"
#include "simulate/scenario.h"
#include "simulate/script.h"
#include "simulate/text.h"

namespace lockstep::lab {
namespace {

constexpr std::size_t kBlock = 1 << 20;
constexpr double kPostsPerAccountDay = 2.9;  // mean of the capped lognormal in population.cpp
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kQuarter = 15LL * 60 * 1'000'000;
constexpr double kScheduled =
    0.03;  // share of acts queued in a scheduler for the next quarter hour
constexpr double kLargestScriptedShare = 0.6;

const ScenarioPlan* find_plan(std::string_view name) {
  for (const ScenarioPlan& plan : scenario_plans()) {
    if (plan.name == name) return &plan;
  }
  return nullptr;
}

double days_of(const ScenarioPlan& plan, std::uint64_t posts) {
  const double growth = std::pow(static_cast<double>(posts) / 20'000.0, 0.25);
  return std::clamp(plan.days * growth, 1.0, 30.0);
}

Worldsize world_size(const SimulateOptions& options, double days) {
  Worldsize size;
  const double accounts = static_cast<double>(options.posts) * 0.95 / (days * kPostsPerAccountDay);
  size.accounts = std::max(200U, static_cast<std::uint32_t>(std::min(accounts, 4e7)));
  size.sites = 60 + size.accounts / 40;
  size.circles = 1 + size.accounts / 4000;
  size.start = options.start;
  return size;
}

struct Queued {
  Act act;
  std::uint64_t order = 0;  // ties in time go to whoever was queued first
};
struct LaterFirst {
  bool operator()(const Queued& a, const Queued& b) const {
    return std::tie(a.act.at, a.order) > std::tie(b.act.at, b.order);
  }
};

class Simulation {
 public:
  Simulation(const SimulateOptions& options, const ScenarioPlan& plan, const SimulateSinks& sinks)
      : sinks_(sinks),
        seed_(stable_hash(plan.name, options.seed)),
        size_(world_size(options, days_of(plan, options.posts))),
        timeline_{to_micros(options.start),
                  to_micros(options.start) +
                      static_cast<std::int64_t>(days_of(plan, options.posts) * 86400) * 1'000'000},
        population_(text_, size_, stream("population")),
        behaviour_(text_, population_, size_.circles, stream("behaviour")),
        script_(plan, text_, population_, behaviour_, timeline_, stream("script")),
        clock_random_(stream("clock")),
        writer_(text_, population_, stream("writer")) {}

  StatusOr<SimulateSummary> run(std::uint64_t posts);

 private:
  Random stream(std::string_view purpose) const { return Random{stable_hash(purpose, seed_)}; }
  std::uint64_t count_scripted() const;
  void open_episode();
  bool organic_post(OrganicClock& clock);
  std::uint32_t pending_post();  // returns its episode
  Status emit(std::uint32_t episode);
  void note_truth(std::uint32_t episode, std::uint64_t number);
  Status flush(std::size_t limit);
  Status write_truth();

  const SimulateSinks& sinks_;
  std::uint64_t seed_;
  Worldsize size_;
  Timeline timeline_;
  TextSource text_;
  Population population_;
  Behaviour behaviour_;
  Script script_;
  Random clock_random_;
  PostWriter writer_;

  std::priority_queue<Queued, std::vector<Queued>, LaterFirst> pending_;
  std::uint64_t queued_ = 0;
  std::uint32_t next_episode_ = 0;
  std::vector<Act> acts_;
  Draft draft_;
  std::string block_, truth_block_;
  SimulateSummary summary_;
};

std::uint64_t Simulation::count_scripted() const {
  std::vector<Act> acts;
  std::uint64_t count = 0;
  for (std::uint32_t i = 0; i < script_.episode_count(); ++i) {
    acts.clear();
    script_.expand(i, acts);
    count += acts.size();
  }
  return count;
}

void Simulation::open_episode() {
  acts_.clear();
  script_.expand(next_episode_++, acts_);
  for (const Act& act : acts_) pending_.push({act, queued_++});
}

Status Simulation::emit(std::uint32_t episode) {
  const std::uint64_t number = writer_.write(draft_, block_);
  behaviour_.remember(draft_, number);
  if (episode != kNone)
    script_.performed({draft_.at, episode, draft_.author, Act::Part::kLead}, draft_, number);
  population_.accounts[draft_.author].posted = true;
  note_truth(episode, number);
  if (summary_.posts++ == 0) summary_.first = from_micros(draft_.at);
  summary_.last = from_micros(draft_.at);
  return flush(kBlock);
}

void Simulation::note_truth(std::uint32_t episode, std::uint64_t number) {
  const Account& author = population_.accounts[draft_.author];
  if (author.campaign == 0 && episode == kNone) return;
  const bool planted = script_.planted(episode);
  summary_.campaign_posts += author.campaign != 0;
  summary_.coordinated_posts += planted;
  const std::string_view platform = name(author.platform);
  fmt::format_to(std::back_inserter(truth_block_), "{}:{},{},{},{}:{},{}\n", platform,
                 writer_.post_id(draft_.author, number), script_.campaign_name(author.campaign),
                 author.campaign != 0 && !planted ? "camouflage" : script_.tactic(episode),
                 platform, author.id, format_rfc3339(from_micros(draft_.at)));
}

Status Simulation::flush(std::size_t limit) {
  if (block_.size() >= limit && !block_.empty()) {
    summary_.post_bytes += block_.size();
    LOCKSTEP_TRY(sinks_.posts(block_));
    block_.clear();
  }
  if (truth_block_.size() >= limit && !truth_block_.empty()) {
    LOCKSTEP_TRY(sinks_.truth_posts(truth_block_));
    truth_block_.clear();
  }
  return absl::OkStatus();
}

Status Simulation::write_truth() {
  std::vector<std::pair<std::string, std::uint16_t>> rows;
  for (const Account& account : population_.accounts) {
    if (!account.posted) continue;
    rows.emplace_back(fmt::format("{}:{}", name(account.platform), account.id), account.campaign);
    summary_.campaign_accounts += account.campaign != 0;
  }
  summary_.accounts = rows.size();
  std::sort(rows.begin(), rows.end());
  std::string block = "account,campaign\n";
  for (const auto& [account, campaign] : rows) {
    fmt::format_to(std::back_inserter(block), "{},{}\n", account, script_.campaign_name(campaign));
    if (block.size() < kBlock) continue;
    LOCKSTEP_TRY(sinks_.truth(block));
    block.clear();
  }
  return sinks_.truth(block);
}

// The post whose turn it is on the organic clock. False if its author queues it for the next
// quarter hour instead, as schedulers do.
bool Simulation::organic_post(OrganicClock& clock) {
  draft_.clear();
  draft_.at = clock.time();
  draft_.author = clock.draw_author();
  clock.advance();
  const std::int64_t slot = (draft_.at / kQuarter + 1) * kQuarter;
  if (clock.chance(kScheduled) && slot < timeline_.end) {
    pending_.push({{slot, kNone, draft_.author, Act::Part::kLead}, queued_++});
    return false;
  }
  behaviour_.act(draft_);
  return true;
}

std::uint32_t Simulation::pending_post() {
  const Act act = pending_.top().act;
  pending_.pop();
  draft_.clear();
  draft_.at = act.at;
  draft_.author = act.author;
  if (act.episode == kNone)
    behaviour_.act(draft_);
  else
    script_.perform(act, draft_);
  return act.episode;
}

StatusOr<SimulateSummary> Simulation::run(std::uint64_t posts) {
  const std::uint64_t scripted = count_scripted();
  if (static_cast<double>(scripted) > kLargestScriptedShare * static_cast<double>(posts)) {
    return invalid_argument(
        fmt::format("{} posts are too few for this scenario, which plants {}: ask for {} or more",
                    posts, scripted, scripted * 2));
  }
  OrganicClock clock(population_, timeline_.start, timeline_.end, posts - scripted, clock_random_);
  truth_block_ = "post,campaign,tactic,account,at\n";
  while (true) {
    const std::int64_t episode_at =
        next_episode_ < script_.episode_count() ? script_.start_of(next_episode_) : kNever;
    const std::int64_t pending_at = pending_.empty() ? kNever : pending_.top().act.at;
    const std::int64_t organic_at = clock.done() ? kNever : clock.time();
    if (episode_at != kNever && episode_at <= std::min(pending_at, organic_at)) {
      open_episode();
      continue;
    }
    if (pending_at == kNever && organic_at == kNever) break;
    std::uint32_t episode = kNone;
    if (pending_at <= organic_at)
      episode = pending_post();
    else if (!organic_post(clock))
      continue;
    LOCKSTEP_TRY(emit(episode));
  }
  LOCKSTEP_TRY(flush(0));
  LOCKSTEP_TRY(write_truth());
  return summary_;
}

}  // namespace
}  // namespace lockstep::lab

namespace lockstep::lab {

std::span<const Scenario> scenarios() noexcept {
  static const std::vector<Scenario> kAll = [] {
    std::vector<Scenario> all;
    for (const ScenarioPlan& plan : scenario_plans()) all.push_back({plan.name, plan.summary});
    return all;
  }();
  return kAll;
}

StatusOr<SimulateSummary> simulate(const SimulateOptions& options, const SimulateSinks& sinks) {
  const ScenarioPlan* plan = find_plan(options.scenario);
  if (plan == nullptr)
    return invalid_argument(fmt::format("no scenario is called '{}'", options.scenario));
  if (options.posts == 0) return invalid_argument("posts must be at least 1");
  Simulation simulation(options, *plan, sinks);
  return simulation.run(options.posts);
}

StatusOr<SimulateSummary> simulate_to_directory(const SimulateOptions& options,
                                                const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return make_status(StatusCode::kPermissionDenied, directory + ": " + error.message());
  std::vector<std::unique_ptr<io::AtomicFile>> files;
  std::vector<SimulateSinks::Sink> sinks;
  for (const char* name : {"posts.jsonl", "truth.csv", "truth_posts.csv"}) {
    LOCKSTEP_ASSIGN(auto file,
                    io::AtomicFile::create((std::filesystem::path(directory) / name).string()));
    sinks.emplace_back([raw = file.get()](std::string_view text) { return raw->write(text); });
    files.push_back(std::move(file));
  }
  LOCKSTEP_ASSIGN(const SimulateSummary summary, simulate(options, {sinks[0], sinks[1], sinks[2]}));
  for (const auto& file : files) LOCKSTEP_TRY(file->commit());
  return summary;
}

}  // namespace lockstep::lab
