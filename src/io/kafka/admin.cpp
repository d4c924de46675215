#include "admin.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <utility>

#include "client.h"

namespace lockstep::io::kafka {
namespace {

using std::chrono::steady_clock;

struct Deadline {
  explicit Deadline(Duration timeout) : at(steady_clock::now() + timeout) {}
  int milliseconds_left() const {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(at - steady_clock::now());
    return std::max(0, static_cast<int>(left.count()));
  }
  bool passed() const { return steady_clock::now() >= at; }
  steady_clock::time_point at;
};

StatusOr<NewTopic> new_topic(const WantedTopic& wanted, std::int64_t replication) {
  std::array<char, 256> error{};
  NewTopic topic(rd_kafka_NewTopic_new(wanted.name.c_str(), wanted.partitions,
                                       static_cast<int>(replication), error.data(), error.size()));
  if (topic == nullptr) return invalid_argument(fmt::format("{}: {}", wanted.name, error.data()));
  if (wanted.compacted) rd_kafka_NewTopic_set_config(topic.get(), "cleanup.policy", "compact");
  return topic;
}

// Of one topic: fine if it is there, whoever made it.
Status check_created(const rd_kafka_topic_result_t* result) {
  const auto code = rd_kafka_topic_result_error(result);
  if (code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) return absl::OkStatus();
  return status_of(code, fmt::format("create topic {}", rd_kafka_topic_result_name(result)));
}

}  // namespace

StatusOr<std::map<std::string, std::int32_t>> count_partitions(
    rd_kafka_t* client, const std::vector<std::string>& topics, Duration timeout) {
  const rd_kafka_metadata_t* metadata = nullptr;
  LOCKSTEP_TRY(status_of(rd_kafka_metadata(client, 1, nullptr, &metadata, to_milliseconds(timeout)),
                         "ask the brokers for their topics"));
  std::map<std::string, std::int32_t> counts;
  for (const auto& topic : topics) counts[topic] = 0;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const auto& topic = metadata->topics[i];
    if (const auto found = counts.find(topic.topic); found != counts.end())
      found->second = topic.partition_cnt;
  }
  rd_kafka_metadata_destroy(metadata);
  return counts;
}

Status create_topics(rd_kafka_t* client, const std::vector<WantedTopic>& topics,
                     std::int64_t replication, Duration timeout) {
  if (topics.empty()) return absl::OkStatus();
  std::vector<NewTopic> made;
  std::vector<rd_kafka_NewTopic_t*> borrowed;
  for (const WantedTopic& wanted : topics) {
    LOCKSTEP_ASSIGN(NewTopic topic, new_topic(wanted, replication));
    borrowed.push_back(topic.get());
    made.push_back(std::move(topic));
  }
  const Queue queue(rd_kafka_queue_new(client));
  rd_kafka_CreateTopics(client, borrowed.data(), borrowed.size(), nullptr, queue.get());
  const Event event(rd_kafka_queue_poll(queue.get(), to_milliseconds(timeout)));
  if (event == nullptr) return unavailable("create topics: no broker answered");
  LOCKSTEP_TRY(status_of(rd_kafka_event_error(event.get()), "create topics"));
  std::size_t count = 0;
  const auto* results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) LOCKSTEP_TRY(check_created(results[i]));
  return absl::OkStatus();
}

Status add_partitions(rd_kafka_t* client, const std::vector<WantedTopic>& topics,
                      Duration timeout) {
  if (topics.empty()) return absl::OkStatus();
  std::vector<NewPartitions> grown;
  std::vector<rd_kafka_NewPartitions_t*> borrowed;
  for (const WantedTopic& wanted : topics) {
    std::array<char, 256> error{};
    NewPartitions partitions(rd_kafka_NewPartitions_new(wanted.name.c_str(),
                                                        static_cast<std::size_t>(wanted.partitions),
                                                        error.data(), error.size()));
    if (partitions == nullptr)
      return invalid_argument(fmt::format("{}: {}", wanted.name, error.data()));
    borrowed.push_back(partitions.get());
    grown.push_back(std::move(partitions));
  }
  const Queue queue(rd_kafka_queue_new(client));
  rd_kafka_CreatePartitions(client, borrowed.data(), borrowed.size(), nullptr, queue.get());
  const Event event(rd_kafka_queue_poll(queue.get(), to_milliseconds(timeout)));
  if (event == nullptr) return unavailable("add partitions: no broker answered");
  LOCKSTEP_TRY(status_of(rd_kafka_event_error(event.get()), "add partitions"));
  std::size_t count = 0;
  const auto* results = rd_kafka_CreatePartitions_result_topics(
      rd_kafka_event_CreatePartitions_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = rd_kafka_topic_result_error(results[i]);
    if (code == RD_KAFKA_RESP_ERR_INVALID_PARTITIONS) continue;  // another instance was first
    LOCKSTEP_TRY(status_of(
        code, fmt::format("add partitions to {}", rd_kafka_topic_result_name(results[i]))));
  }
  return absl::OkStatus();
}

StatusOr<std::map<Place, CommittedEntry>> read_committed(rd_kafka_t* consumer,
                                                         const std::vector<Place>& places,
                                                         Duration timeout) {
  const PartitionList list = make_list(places.size());
  for (const auto& [topic, partition] : places)
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition);
  LOCKSTEP_TRY(status_of(rd_kafka_committed(consumer, list.get(), to_milliseconds(timeout)),
                         "ask for the committed offsets"));
  std::map<Place, CommittedEntry> entries;
  for (int i = 0; i < list->cnt; ++i) {
    const auto& e = list->elems[i];
    LOCKSTEP_TRY(status_of(e.err, fmt::format("committed offset of {}[{}]", e.topic, e.partition)));
    CommittedEntry entry;
    if (e.offset >= 0) {
      entry.offset = e.offset;
      entry.note.assign(static_cast<const char*>(e.metadata), e.metadata_size);
    }
    entries[{e.topic, e.partition}] = std::move(entry);
  }
  return entries;
}

StatusOr<std::pair<std::int64_t, std::int64_t>> read_bounds(rd_kafka_t* client, const Place& place,
                                                            Duration timeout) {
  std::int64_t low = 0, high = 0;
  LOCKSTEP_TRY(status_of(rd_kafka_query_watermark_offsets(client, place.first.c_str(), place.second,
                                                          &low, &high, to_milliseconds(timeout)),
                         fmt::format("ask for the ends of {}[{}]", place.first, place.second)));
  return std::pair{low, high};
}

StatusOr<std::vector<std::string>> read_values(const KafkaConfig& config, const Place& place,
                                               std::int64_t& from, Duration timeout) {
  LOCKSTEP_ASSIGN(const Client consumer,
                  make_consumer(config, {{"group.id", config.group},
                                         {"enable.auto.commit", "false"},
                                         {"enable.partition.eof", "true"},
                                         {"auto.offset.reset", "earliest"},
                                         {"isolation.level", "read_committed"}}));
  const PartitionList list = make_list(1);
  rd_kafka_topic_partition_list_add(list.get(), place.first.c_str(), place.second)->offset = from;
  LOCKSTEP_TRY(status_of(rd_kafka_assign(consumer.get(), list.get()), "assign"));
  std::vector<std::string> values;
  Deadline deadline(timeout);
  while (!deadline.passed()) {
    const Message message(
        rd_kafka_consumer_poll(consumer.get(), std::min(1000, deadline.milliseconds_left())));
    if (message == nullptr) continue;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      from = message->offset;
      return values;
    }
    LOCKSTEP_TRY(status_of(message->err, "read " + place.first));
    values.emplace_back(static_cast<const char*>(message->payload), message->len);
    deadline = Deadline(timeout);  // as long as something comes
  }
  return unavailable(fmt::format("{} could not be read to its end", place.first));
}

}  // namespace lockstep::io::kafka
