// ShareSink: transactions of one instance of many. A transaction that does not simply succeed is
// aborted and its producer thrown away; what became of it, the committed offsets say, where the
// caller begins again (KafkaShare::rewind). Used by one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "admin.h"
#include "handles.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/runtime/live_io.h"
#include "share.h"

namespace lockstep::io::kafka {

class ShareSink final : public runtime::TransactionalSink {
 public:
  ShareSink(const KafkaConfig& config, const KafkaShare& share) : config_(config), share_(share) {}

  // Ends what a run of this name before it left open, so that nobody has to wait for its time-out.
  Status open(Duration timeout);
  // Refused if the share is of an earlier generation than the group's.
  Status commit(const std::vector<runtime::OutputRecord>& records,
                const std::vector<runtime::CommittedOffset>& offsets) override;

 private:
  Status transact(const std::vector<runtime::OutputRecord>& records,
                  const std::vector<runtime::CommittedOffset>& offsets);
  Status send_offsets(const std::vector<runtime::CommittedOffset>& offsets);

  const KafkaConfig& config_;
  const KafkaShare& share_;
  Client producer_;
};

}  // namespace lockstep::io::kafka
