#include "topics.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "admin.h"
#include "client.h"
#include "lockstep/runtime/log.h"

namespace lockstep::io::kafka {
namespace {

constexpr auto kAskAgain = std::chrono::milliseconds{500};
constexpr Duration kAnswer = std::chrono::seconds{5};
constexpr auto kTellAfter = std::chrono::seconds{2};

// Outputs lie in the partition of their origin, so their topics have as many.
std::vector<WantedTopic> outputs_of(const runtime::LiveConfig& live, const Counts& inputs) {
  const bool detects = live.role == "detect";
  std::vector<WantedTopic> wanted;
  if (detects) wanted.push_back({live.decisions_topic, 1, true});
  if (detects && live.is_shadow()) wanted.push_back({live.shadow_topic, 1, false});
  if (detects && !live.is_shadow())
    wanted.insert(wanted.end(), {{live.alerts_topic, 1, false}, {live.clusters_topic, 1, false}});
  if (detects && !live.is_shadow())
    for (const auto& bundle : live.sharing.bundles())
      wanted.push_back({live.topic_of(bundle.profile), 1, false});
  for (const auto& [topic, partitions] : inputs) {
    if (!live.is_shadow()) wanted.push_back({runtime::dead_letter_topic(topic), partitions, false});
    if (detects && !live.is_shadow())
      wanted.push_back({runtime::late_topic(topic), partitions, false});
    // Whoever comes first makes it: the other one would have to wait.
    if (!detects || live.reads_normalized())
      wanted.push_back({live.normalized_name(topic), partitions, false});
  }
  return wanted;
}

// Says what it waits for when it has waited for a while, and again when that changes.
class Waiting {
 public:
  explicit Waiting(const TellWaiting& tell) : tell_(tell) {}
  void on(std::string_view event, const std::string& what) {
    if (what == told_ || elapsed() < kTellAfter) return;
    runtime::log(runtime::Level::kWarning, "kafka", event, {{"what", what}});
    told_ = what;
    if (tell_) tell_(what);
  }
  std::chrono::steady_clock::duration elapsed() const {
    return std::chrono::steady_clock::now() - begin_;
  }

 private:
  const TellWaiting& tell_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::string told_;
};

}  // namespace

StatusOr<std::unique_ptr<Scout>> Scout::make(const KafkaConfig& config) {
  auto scout = std::make_unique<Scout>();
  LOCKSTEP_ASSIGN(scout->client_,
                  make_consumer(config, {{"group.id", config.group}}, {},
                                [&](rd_kafka_conf_t* conf) { scout->trouble_.listen(conf); }));
  return scout;
}

const std::string& Scout::trouble() {
  const Message nothing(rd_kafka_consumer_poll(client_.get(), 0));
  return trouble_.text();
}

StatusOr<Counts> wait_for_topics(Scout& scout, const std::vector<std::string>& topics,
                                 Duration patience, const std::atomic<bool>& stop,
                                 const TellWaiting& tell) {
  Waiting waiting(tell);
  while (!stop.load()) {
    auto counts = count_partitions(scout.client(), topics, std::min(patience, kAnswer));
    if (!counts.ok()) {
      const std::string& trouble = scout.trouble();
      const std::string why = trouble.empty() ? message_of(counts.status()) : trouble;
      if (waiting.elapsed() >= patience) return unavailable(why);
      waiting.on("waiting_for_brokers", why);
      std::this_thread::sleep_for(kAskAgain);
      continue;
    }
    const auto missing =
        std::find_if(counts->begin(), counts->end(), [](const auto& c) { return c.second == 0; });
    if (missing == counts->end()) return counts;
    waiting.on("waiting_for_topic", "topic " + missing->first);
    std::this_thread::sleep_for(kAskAgain);
  }
  return make_status(StatusCode::kCancelled, "stopped before it began");
}

Status prepare_outputs(Scout& scout, const KafkaConfig& config, const runtime::LiveConfig& live,
                       const Counts& inputs, const std::atomic<bool>& stop,
                       const TellWaiting& tell) {
  const auto wanted = outputs_of(live, inputs);
  std::vector<std::string> names;
  for (const auto& w : wanted) names.push_back(w.name);
  LOCKSTEP_ASSIGN(const Counts there, count_partitions(scout.client(), names, kAnswer));
  std::vector<WantedTopic> missing, small;
  for (const auto& w : wanted) {
    const auto partitions = there.at(w.name);
    if (partitions == 0) missing.push_back(w);
    if (partitions > 0 && partitions < w.partitions) small.push_back(w);
  }
  if (const auto decisions = there.find(live.decisions_topic);
      decisions != there.end() && decisions->second > 1)
    return invalid_argument(fmt::format("topic {} must have one partition", live.decisions_topic));
  if (config.create_topics) {
    LOCKSTEP_TRY(create_topics(scout.client(), missing, config.replication, kAnswer));
    LOCKSTEP_TRY(add_partitions(scout.client(), small, kAnswer));
  } else if (!small.empty()) {
    const auto& w = small.front();
    return invalid_argument(fmt::format("topic {} has {} partitions, its origin {}", w.name,
                                        there.at(w.name), w.partitions));
  }
  return wait_for_topics(scout, names, config.startup_timeout, stop, tell).status();
}

}  // namespace lockstep::io::kafka
