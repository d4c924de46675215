// KafkaShare: this instance's share of the raw partitions, given and taken by Kafka's own group
// protocol: group "<group>-normalize", static membership, and round robin, because range would give
// the same few instances the partitions of every topic.
//
// The client's rebalance callback only notes what happened; wait() acts on it, between two turns of
// the loop, so that nothing changes under anybody's feet. The group's metadata is kept from the
// moment the partitions were given: transactions carry it, and the brokers refuse what was given
// before the latest rebalance, whatever this instance knows of it by then. Used by one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "handles.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/runtime/live_config.h"
#include "lockstep/runtime/normalize.h"
#include "source.h"

namespace lockstep::io::kafka {

class KafkaShare final : public runtime::SharedSource {
 public:
  // `partitions` in all bound what is read ahead; `prepare` is called before partitions that were
  // given are read, and if it fails, again. Configurations outlive it.
  static StatusOr<std::unique_ptr<KafkaShare>> join(const KafkaConfig& config,
                                                    const runtime::LiveConfig& live,
                                                    std::int64_t partitions,
                                                    std::function<Status()> prepare);
  ~KafkaShare() override;
  KafkaShare(const KafkaShare&) = delete;
  KafkaShare& operator=(const KafkaShare&) = delete;

  Status wait(std::chrono::milliseconds most) override;
  std::uint64_t generation() const override { return generation_; }
  const Places& assigned() const override { return assigned_; }
  runtime::PartitionedSource& source() override { return *source_; }
  void rewind() override;

  // Of the present generation.
  const rd_kafka_consumer_group_metadata_t* group() const { return group_.get(); }
  const std::vector<std::string>& topics() const { return topics_; }

 private:
  KafkaShare(const KafkaConfig& config, const runtime::LiveConfig& live);
  static void on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t what,
                           rd_kafka_topic_partition_list_t* partitions, void* self);
  void hear(std::chrono::milliseconds most);
  void let_go();
  Status take();
  StatusOr<std::int64_t> begin_of(const runtime::PartitionId& id, std::int64_t committed);

  const KafkaConfig& config_;
  const runtime::LiveConfig& live_;
  std::function<Status()> prepare_;
  std::vector<std::string> topics_;
  std::shared_ptr<rd_kafka_t> consumer_;
  GroupMetadata group_;
  bool taken_away_ = false;                                 // all of it; not acted upon yet
  std::optional<std::vector<runtime::PartitionId>> given_;  // likewise
  std::vector<runtime::PartitionId> ours_;
  Places assigned_;
  std::unique_ptr<KafkaSource> source_;  // null: no partitions
  std::uint64_t generation_ = 0;
  bool replaced_ = false;  // another instance has our name
  bool closing_ = false;
};

}  // namespace lockstep::io::kafka
