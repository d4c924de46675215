// Leadership: which instance of a group is the active one, by Kafka's own group protocol.
//
// The instances subscribe, as a group of their own, to the one partition of the decisions topic;
// the owner is the active one. It may learn late that it no longer is (it was frozen), so this only
// says who should try: what keeps a former owner from writing is the transactional id (sink.h).
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "handles.h"
#include "lockstep/io/kafka/config.h"

namespace lockstep::io::kafka {

class Leadership {
 public:
  static StatusOr<std::unique_ptr<Leadership>> join(const KafkaConfig& config,
                                                    const std::string& decisions_topic);
  ~Leadership();  // leaves the group, so that a standby need not wait for a time-out
  Leadership(const Leadership&) = delete;
  Leadership& operator=(const Leadership&) = delete;

  bool is_leader() const { return leader_.load(); }

 private:
  Leadership() = default;
  static void on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t what,
                           rd_kafka_topic_partition_list_t* partitions, void* self);
  void serve();

  Client client_;
  std::atomic<bool> leader_{false}, stop_{false};
  std::thread thread_;
};

}  // namespace lockstep::io::kafka
