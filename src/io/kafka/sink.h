// KafkaSink: one transaction after the other, under the transactional id of the group.
//
// A transaction that does not simply succeed is never guessed about: the producer is thrown away, a
// new one ends the old one's transaction either way (init_transactions), and the committed offsets
// say whether it went through, did not, or whether somebody else has written since. The same rule
// serves a broker that was away, a transaction that timed out, and an instance that was frozen
// while another took over. Used by one thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "admin.h"
#include "handles.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/runtime/live_io.h"
#include "refusal.h"

namespace lockstep::io::kafka {

class KafkaSink final : public runtime::TransactionalSink {
 public:
  // `topics` by PartitionId::topic; `consumer` answers what is committed.
  KafkaSink(const KafkaConfig& config, std::vector<std::string> topics,
            std::shared_ptr<rd_kafka_t> consumer, std::function<bool()> is_our_turn);

  // Ends whatever a predecessor left open and shuts it out. Then committed() is what it was.
  Status open(const std::vector<Place>& places, Duration timeout);
  const std::map<Place, CommittedEntry>& committed() const { return committed_; }

  Status commit(const std::vector<runtime::OutputRecord>& records,
                const std::vector<runtime::CommittedOffset>& offsets) override;

 private:
  Status settle_last(const std::map<Place, CommittedEntry>& wanted, bool& went_through);
  Status make_producer_anew(Duration timeout);
  Status transact(const std::vector<runtime::OutputRecord>& records,
                  const std::map<Place, CommittedEntry>& offsets);
  Status send_offsets(const std::map<Place, CommittedEntry>& offsets);

  const KafkaConfig& config_;
  std::vector<std::string> topics_;
  std::shared_ptr<rd_kafka_t> consumer_;
  Refusal refusal_;
  std::function<bool()> is_our_turn_;
  GroupMetadata group_;
  Client producer_;                            // null: the last transaction's fate is not known
  std::map<Place, CommittedEntry> committed_;  // by our last transaction, or before us
};

}  // namespace lockstep::io::kafka
