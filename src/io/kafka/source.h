// KafkaSource: the partitions of several topics, each with its own queue.
//
// librdkafka reads ahead into each queue up to its limits and then stops asking the broker, so a
// partition that nobody reads is paused without a word. Only committed records are seen. Used by
// one thread; end_offset() asks the broker and may take a second.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "handles.h"
#include "lockstep/runtime/live_io.h"

namespace lockstep::io::kafka {

class KafkaSource final : public runtime::PartitionedSource {
 public:
  // What the records are: as collectors wrote them, or those of normalised topics.
  enum class Kind : std::uint8_t { kRaw, kFramed };

  // `topics` by PartitionId::topic. The consumer is shared and outlives the source.
  KafkaSource(std::shared_ptr<rd_kafka_t> consumer, std::vector<std::string> topics,
              Kind kind = Kind::kRaw);
  ~KafkaSource() override;

  Status seek(const std::vector<std::pair<runtime::PartitionId, std::int64_t>>& from) override;
  StatusOr<std::size_t> read(Partition partition, std::size_t most,
                             const std::function<void(const runtime::RecordView&)>& take) override;
  Position position(Partition partition) const override { return lanes_[partition].position; }
  void wait(std::chrono::milliseconds most) override;
  // Until a partition may have something, without hearing what the client has to say.
  void wait_for_records(std::chrono::milliseconds most);
  StatusOr<std::int64_t> end_offset(Partition partition) override;
  std::int64_t known_end(Partition partition) const override;

 private:
  struct Lane {
    std::string topic;
    std::int32_t partition = 0;
    Queue queue;
    Position position;
    Status failure;  // to be told by the next read()
  };
  static void note_event(Lane& lane, const rd_kafka_message_t& message);

  std::shared_ptr<rd_kafka_t> consumer_;
  std::vector<std::string> topics_;
  Kind kind_;
  std::vector<Lane> lanes_;
  std::vector<rd_kafka_message_t*> messages_;  // reused
  runtime::Headers headers_;                   // reused
  int wake_ = -1;                              // an eventfd that queues write to
};

}  // namespace lockstep::io::kafka
