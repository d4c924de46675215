#include "lockstep/lab/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <queue>
#include <tuple>
#include <vector>

#include "lockstep/core/hash.h"
#include "lockstep/io/file_sink.h"
#include "simulate/behaviour.h"
#include "simulate/json_writer.h"
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
constexpr std::uint64_t kTurns = 5;  // tactics by which one seed is ahead of the one before
// A collector that loses the seconds: three hours every other day.
constexpr std::int64_t kHour = 3'600'000'000, kMinute = 60'000'000;

std::int64_t batched(std::int64_t at, std::int64_t start) {
  const std::int64_t into = (at - start) % (48 * kHour);
  return into >= 20 * kHour && into < 23 * kHour ? std::max(start, at / kMinute * kMinute) : at;
}

const ScenarioPlan* find_plan(std::string_view name) {
  for (const ScenarioPlan& plan : scenario_plans()) {
    if (plan.name == name) return &plan;
  }
  return nullptr;
}

double days_of(const ScenarioPlan& plan, const SimulateOptions& options) {
  if (options.days > 0) return options.days;
  const double growth = std::pow(static_cast<double>(options.posts) / 20'000.0, 0.25);
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
        options_(options),
        plan_(plan),
        seed_(stable_hash(plan.name, options.seed)),
        size_(world_size(options, days_of(plan, options))),
        timeline_{to_micros(options.start),
                  to_micros(options.start) +
                      static_cast<std::int64_t>(days_of(plan, options) * 86400) * 1'000'000},
        population_(text_, size_, stream("population")),
        behaviour_(text_, population_, size_.circles, stream("behaviour")),
        script_(plan, options.prevalence.value_or(plan.prevalence), options.seed * kTurns, text_,
                population_, behaviour_, timeline_, stream("script")),
        clock_random_(stream("clock")),
        sample_random_(stream("sample")),
        writer_(text_, population_, options.without, stream("writer")) {}

  StatusOr<SimulateSummary> run(std::uint64_t posts);

 private:
  Random stream(std::string_view purpose) const { return Random{stable_hash(purpose, seed_)}; }
  std::uint64_t count_scripted() const;
  void open_episode();
  bool organic_post(OrganicClock& clock);
  Act pending_post();
  Status emit(const Act& act);
  void note_truth(const Act& act, std::uint64_t number);
  Status flush(std::size_t limit);
  Status write_truth();
  Status write_campaigns() const;

  const SimulateSinks& sinks_;
  const SimulateOptions& options_;
  const ScenarioPlan& plan_;
  std::uint64_t seed_;
  Worldsize size_;
  Timeline timeline_;
  TextSource text_;
  Population population_;
  Behaviour behaviour_;
  Script script_;
  Random clock_random_, sample_random_;
  PostWriter writer_;

  std::priority_queue<Queued, std::vector<Queued>, LaterFirst> pending_;
  std::uint64_t queued_ = 0;
  std::uint32_t next_episode_ = 0;
  std::vector<Act> acts_;
  Draft draft_;
  std::string block_, truth_block_;
  SimulateSummary summary_;
  std::map<std::uint16_t, std::uint64_t> members_of_;  // accounts that posted, by campaign
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

Status Simulation::emit(const Act& act) {
  if (plan_.batched_times) draft_.at = batched(draft_.at, timeline_.start);
  const std::size_t before = block_.size();
  const std::uint64_t number = writer_.write(draft_, block_);
  behaviour_.remember(draft_, number);
  if (act.episode != kNone) script_.performed(act, draft_, number);
  ++summary_.simulated;
  if (options_.sample < 1 && !sample_random_.chance(options_.sample)) {
    block_.resize(before);
    return absl::OkStatus();
  }
  population_.accounts[draft_.author].posted = true;
  note_truth(act, number);
  if (summary_.posts++ == 0) summary_.first = from_micros(draft_.at);
  summary_.last = from_micros(draft_.at);
  return flush(kBlock);
}

void Simulation::note_truth(const Act& act, std::uint64_t number) {
  const Account& author = population_.accounts[draft_.author];
  if (author.campaign == 0 && act.episode == kNone) return;
  const bool planted = author.campaign != 0 && act.episode != kNone;
  summary_.campaign_posts += author.campaign != 0;
  summary_.coordinated_posts += planted;
  std::string_view tactic = "camouflage";
  if (act.part == Act::Part::kOutsider)
    tactic = "uptake";
  else if (act.episode != kNone)
    tactic = script_.kind_of(script_.group_of(act.episode));
  const std::string_view platform = name(author.platform);
  fmt::format_to(std::back_inserter(truth_block_), "{}:{},{},{},{}:{},{},{}\n", platform,
                 writer_.post_id(draft_.author, number), script_.group_name(author.campaign),
                 tactic, platform, author.id, format_rfc3339(from_micros(draft_.at)),
                 act.episode == kNone ? 0 : script_.wave_of(act.episode));
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
  std::vector<std::pair<std::string, AccountId>> rows;
  for (AccountId id = 0; id < population_.accounts.size(); ++id) {
    const Account& account = population_.accounts[id];
    if (!account.posted) continue;
    rows.emplace_back(fmt::format("{}:{}", name(account.platform), account.id), id);
    summary_.campaign_accounts += account.campaign != 0;
    if (account.campaign != 0) ++members_of_[account.campaign];
  }
  summary_.accounts = rows.size();
  std::sort(rows.begin(), rows.end());
  std::string block = "account,campaign,tactic,confounder\n";
  for (const auto& [account, id] : rows) {
    const Account& who = population_.accounts[id];
    fmt::format_to(std::back_inserter(block), "{},{},{},{}\n", account,
                   script_.group_name(who.campaign), script_.kind_of(who.campaign),
                   script_.kind_of(who.crowd));
    if (block.size() < kBlock) continue;
    LOCKSTEP_TRY(sinks_.truth(block));
    block.clear();
  }
  return sinks_.truth(block);
}

Status Simulation::write_campaigns() const {
  if (!sinks_.truth_campaigns) return absl::OkStatus();
  std::string block = "campaign,tactic,accounts,waves,clues,from,to\n";
  for (std::size_t i = 0; i < script_.groups().size(); ++i) {
    const Group& group = script_.groups()[i];
    if (!group.plan->campaign) continue;
    const auto members = members_of_.find(static_cast<std::uint16_t>(i + 1));
    fmt::format_to(std::back_inserter(block), "{},{},{},{},{},{},{}\n", group.name,
                   group.plan->name, members == members_of_.end() ? 0 : members->second,
                   group.waves, group.clues.empty() ? "-" : group.clues,
                   format_rfc3339(from_micros(group.life.start)),
                   format_rfc3339(from_micros(group.life.end)));
  }
  return sinks_.truth_campaigns(block);
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

Act Simulation::pending_post() {
  const Act act = pending_.top().act;
  pending_.pop();
  draft_.clear();
  draft_.at = act.at;
  draft_.author = act.author;
  if (act.episode == kNone)
    behaviour_.act(draft_);
  else
    script_.perform(act, draft_);
  return act;
}

StatusOr<SimulateSummary> Simulation::run(std::uint64_t posts) {
  const std::uint64_t scripted = count_scripted();
  if (static_cast<double>(scripted) > kLargestScriptedShare * static_cast<double>(posts)) {
    return invalid_argument(
        fmt::format("{} posts are too few for this scenario, which plants {}: ask for {} or more",
                    posts, scripted, scripted * 2));
  }
  OrganicClock clock(population_, timeline_.start, timeline_.end, posts - scripted, clock_random_);
  truth_block_ = "post,campaign,tactic,account,at,wave\n";
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
    Act act;
    if (pending_at <= organic_at)
      act = pending_post();
    else if (!organic_post(clock))
      continue;
    LOCKSTEP_TRY(emit(act));
  }
  LOCKSTEP_TRY(flush(0));
  LOCKSTEP_TRY(write_truth());
  LOCKSTEP_TRY(write_campaigns());
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
  if (!(options.sample > 0 && options.sample <= 1))
    return invalid_argument("sample must be in (0, 1]");
  if (options.prevalence && !(*options.prevalence >= 0 && *options.prevalence <= 0.5))
    return invalid_argument("prevalence must be in [0, 0.5]");
  if (!(options.days >= 0 && options.days <= 60))
    return invalid_argument("days must be in [0, 60]");
  Simulation simulation(options, *plan, sinks);
  return simulation.run(options.posts);
}

std::string to_json(const SimulateOptions& options, const SimulateSummary& summary) {
  std::string out;
  JsonWriter json(out);
  const auto number = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
  json.begin_object();
  json.field("schema", "lockstep.simulation/1");
  json.field("scenario", options.scenario);
  json.field("seed", number(options.seed));
  json.field("posts", number(summary.posts));
  json.field("campaign_posts", number(summary.campaign_posts));
  json.field("coordinated_posts", number(summary.coordinated_posts));
  json.field("accounts", number(summary.accounts));
  json.field("campaign_accounts", number(summary.campaign_accounts));
  json.field("first", format_rfc3339(summary.first));
  json.field("last", format_rfc3339(summary.last));
  json.end_object();
  return out += '\n';
}

StatusOr<SimulateSummary> simulate_to_directory(const SimulateOptions& options,
                                                const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) return make_status(StatusCode::kPermissionDenied, directory + ": " + error.message());
  std::vector<std::unique_ptr<io::AtomicFile>> files;
  std::vector<SimulateSinks::Sink> sinks;
  for (const char* name :
       {"posts.jsonl", "truth.csv", "truth_posts.csv", "truth_campaigns.csv", "simulation.json"}) {
    LOCKSTEP_ASSIGN(auto file,
                    io::AtomicFile::create((std::filesystem::path(directory) / name).string()));
    sinks.emplace_back([raw = file.get()](std::string_view text) { return raw->write(text); });
    files.push_back(std::move(file));
  }
  LOCKSTEP_ASSIGN(const SimulateSummary summary,
                  simulate(options, {sinks[0], sinks[1], sinks[2], sinks[3]}));
  LOCKSTEP_TRY(sinks[4](to_json(options, summary)));
  for (const auto& file : files) LOCKSTEP_TRY(file->commit());
  return summary;
}

}  // namespace lockstep::lab
