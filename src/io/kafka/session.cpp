#include "lockstep/io/kafka/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "admin.h"
#include "client.h"
#include "lockstep/runtime/log.h"
#include "sink.h"
#include "source.h"

namespace lockstep::io {

using kafka::Place;
using runtime::Level;
using runtime::log;
using Counts = std::map<std::string, std::int32_t>;

struct KafkaSession::Impl {
  std::shared_ptr<rd_kafka_t> consumer;
  std::unique_ptr<kafka::KafkaSource> source;
  std::unique_ptr<kafka::KafkaSink> sink;
  runtime::LiveStart start;
};

namespace {

constexpr auto kAskAgain = std::chrono::milliseconds{500};
constexpr Duration kAnswer = std::chrono::seconds{5};
constexpr auto kTellAfter = std::chrono::seconds{2};
constexpr std::int64_t kReadAheadKiB = 512 << 10;  // over all partitions

std::vector<std::string> names_of(const runtime::LiveConfig& live) {
  std::vector<std::string> names;
  for (const auto& t : live.topics) names.push_back(t.topic);
  return names;
}

// Reads for the group without being a member of it. What it reads ahead is bounded over all
// partitions.
StatusOr<std::shared_ptr<rd_kafka_t>> make_reader(const KafkaConfig& config,
                                                  std::int64_t partitions) {
  const auto ahead = std::clamp<std::int64_t>(kReadAheadKiB / partitions, 1 << 10, 64 << 10);
  LOCKSTEP_ASSIGN(kafka::Client client,
                  kafka::make_consumer(config,
                                       {{"group.id", config.group},
                                        {"enable.auto.commit", "false"},
                                        {"enable.auto.offset.store", "false"},
                                        {"enable.partition.eof", "true"},
                                        {"auto.offset.reset", "error"},
                                        {"isolation.level", "read_committed"}},
                                       {{"queued.max.messages.kbytes", std::to_string(ahead)}}));
  return std::shared_ptr<rd_kafka_t>(client.release(), rd_kafka_destroy);
}

// Until all of the topics are there.
StatusOr<Counts> wait_for_topics(rd_kafka_t* client, const std::vector<std::string>& topics,
                                 Duration patience, const std::atomic<bool>& stop) {
  const auto begin = std::chrono::steady_clock::now();
  std::string told;
  while (!stop.load()) {
    auto counts = kafka::count_partitions(client, topics, std::min(patience, kAnswer));
    if (!counts.ok()) {
      if (std::chrono::steady_clock::now() - begin >= patience) return counts.status();
      std::this_thread::sleep_for(kAskAgain);
      continue;
    }
    const auto missing =
        std::find_if(counts->begin(), counts->end(), [](const auto& c) { return c.second == 0; });
    if (missing == counts->end()) return counts;
    if (told != missing->first && std::chrono::steady_clock::now() - begin >= kTellAfter) {
      log(Level::kWarning, "kafka", "waiting_for_topic", {{"topic", missing->first}});
      told = missing->first;
    }
    std::this_thread::sleep_for(kAskAgain);
  }
  return make_status(StatusCode::kCancelled, "stopped before it began");
}

// Outputs lie in the partition of their origin, so their topics have as many.
std::vector<kafka::WantedTopic> outputs_of(const runtime::LiveConfig& live, const Counts& inputs) {
  std::vector<kafka::WantedTopic> wanted = {
      {live.alerts_topic, 1, false}, {live.stix_topic, 1, false}, {live.decisions_topic, 1, true}};
  for (const auto& [topic, partitions] : inputs) {
    wanted.push_back({runtime::dead_letter_topic(topic), partitions, false});
    wanted.push_back({runtime::late_topic(topic), partitions, false});
  }
  return wanted;
}

Status prepare_outputs(rd_kafka_t* client, const KafkaConfig& config,
                       const runtime::LiveConfig& live, const Counts& inputs,
                       const std::atomic<bool>& stop) {
  const auto wanted = outputs_of(live, inputs);
  std::vector<std::string> names;
  for (const auto& w : wanted) names.push_back(w.name);
  LOCKSTEP_ASSIGN(const Counts there, kafka::count_partitions(client, names, kAnswer));
  std::vector<kafka::WantedTopic> missing;
  for (const auto& w : wanted) {
    const auto partitions = there.at(w.name);
    if (partitions == 0) missing.push_back(w);
    if (partitions > 0 && partitions < w.partitions)
      return invalid_argument(fmt::format("topic {} has {} partitions, its origin {}", w.name,
                                          partitions, w.partitions));
  }
  if (there.at(live.decisions_topic) > 1)
    return invalid_argument(fmt::format("topic {} must have one partition", live.decisions_topic));
  if (config.create_topics)
    LOCKSTEP_TRY(kafka::create_topics(client, missing, config.replication, kAnswer));
  return wait_for_topics(client, names, config.startup_timeout, stop).status();
}

StatusOr<runtime::LiveStart> find_start(rd_kafka_t* client, const KafkaConfig& config,
                                        const runtime::LiveConfig& live, const Counts& inputs,
                                        const std::map<Place, kafka::CommittedEntry>& committed) {
  runtime::LiveStart start;
  for (std::uint32_t t = 0; t < live.topics.size(); ++t) {
    const std::string& topic = live.topics[t].topic;
    for (std::int32_t p = 0; p < inputs.at(topic); ++p) {
      const Place place{topic, p};
      LOCKSTEP_ASSIGN(const auto bounds, kafka::read_bounds(client, place, kAnswer));
      runtime::PartitionState state{{t, p}, bounds.first, bounds.second, std::nullopt};
      const auto& entry = committed.at(place);
      if (entry.offset >= 0) {
        state.committed = runtime::decode_note(entry.note);
        if (!state.committed)
          return data_loss(fmt::format(
              "what is committed for {}[{}] by group {} was not written by this program", topic, p,
              config.group));
      }
      start.partitions.push_back(std::move(state));
    }
  }
  LOCKSTEP_ASSIGN(const auto values,
                  kafka::read_values(config, {live.decisions_topic, 0}, config.startup_timeout));
  for (const std::string& value : values) {
    auto decision = runtime::decode_decision(value);
    if (!decision)
      return data_loss(fmt::format("{} holds what is no decision", live.decisions_topic));
    start.decisions.push_back(*std::move(decision));
  }
  return start;
}

}  // namespace

KafkaSession::KafkaSession(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
KafkaSession::~KafkaSession() = default;

StatusOr<std::unique_ptr<KafkaSession>> KafkaSession::open(const KafkaConfig& config,
                                                           const runtime::LiveConfig& live,
                                                           const std::atomic<bool>& stop) {
  LOCKSTEP_TRY(config.check());
  LOCKSTEP_TRY(live.check());
  auto impl = std::make_unique<Impl>();
  const auto topics = names_of(live);
  LOCKSTEP_ASSIGN(const auto scout, make_reader(config, 1));
  LOCKSTEP_ASSIGN(const Counts inputs,
                  wait_for_topics(scout.get(), topics, config.startup_timeout, stop));
  LOCKSTEP_TRY(prepare_outputs(scout.get(), config, live, inputs, stop));

  std::vector<Place> places;
  for (const auto& topic : topics)
    for (std::int32_t p = 0; p < inputs.at(topic); ++p) places.emplace_back(topic, p);
  LOCKSTEP_ASSIGN(impl->consumer, make_reader(config, static_cast<std::int64_t>(places.size())));
  impl->sink = std::make_unique<kafka::KafkaSink>(config, topics, impl->consumer);
  LOCKSTEP_TRY(impl->sink->open(places, config.startup_timeout));
  LOCKSTEP_ASSIGN(impl->start,
                  find_start(scout.get(), config, live, inputs, impl->sink->committed()));
  impl->source = std::make_unique<kafka::KafkaSource>(impl->consumer, topics);
  return std::unique_ptr<KafkaSession>(new KafkaSession(std::move(impl)));
}

runtime::PartitionedSource& KafkaSession::source() { return *impl_->source; }
runtime::TransactionalSink& KafkaSession::sink() { return *impl_->sink; }
const runtime::LiveStart& KafkaSession::start() const { return impl_->start; }

}  // namespace lockstep::io
