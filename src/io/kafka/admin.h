// Questions to the brokers that are no reading of posts: which topics there are, what was
// committed, and what a small topic holds.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "handles.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/runtime/live_io.h"

namespace lockstep::io::kafka {

// Partitions of each of `topics`; 0 for one that does not exist. kUnavailable: no broker answers.
StatusOr<std::map<std::string, std::int32_t>> count_partitions(
    rd_kafka_t* client, const std::vector<std::string>& topics, Duration timeout);

struct WantedTopic {
  std::string name;
  std::int32_t partitions = 1;
  bool compacted = false;
};
// One that exists already is no error.
Status create_topics(rd_kafka_t* client, const std::vector<WantedTopic>& topics,
                     std::int64_t replication, Duration timeout);

// Until each topic has as many partitions as wanted; one that has them already is no error.
Status add_partitions(rd_kafka_t* client, const std::vector<WantedTopic>& topics, Duration timeout);

struct CommittedEntry {
  std::int64_t offset = -1;  // -1: nothing committed
  std::string note;
  friend bool operator==(const CommittedEntry&, const CommittedEntry&) = default;
};
using Place = std::pair<std::string, std::int32_t>;  // topic and partition
// Waits for transactions that are being decided.
StatusOr<std::map<Place, CommittedEntry>> read_committed(rd_kafka_t* consumer,
                                                         const std::vector<Place>& places,
                                                         Duration timeout);

// First offset and the one behind the last.
StatusOr<std::pair<std::int64_t, std::int64_t>> read_bounds(rd_kafka_t* client, const Place& place,
                                                            Duration timeout);

// The committed values of a partition from `from` to its present end; `from` becomes that end.
StatusOr<std::vector<std::string>> read_values(const KafkaConfig& config, const Place& place,
                                               std::int64_t& from, Duration timeout);

}  // namespace lockstep::io::kafka
