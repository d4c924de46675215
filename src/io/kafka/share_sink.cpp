#include "share_sink.h"

#include <utility>

#include "client.h"
#include "produce.h"
#include "transaction.h"

namespace lockstep::io::kafka {
namespace {

constexpr int kAbortMilliseconds = 5000;

}  // namespace

Status ShareSink::open(Duration timeout) {
  const Properties own = {
      {"transactional.id", config_.group + "-normalize-" + instance_of(config_)},
      {"transaction.timeout.ms", kTransactionTimeout}};
  const Properties defaults = {{"compression.codec", "lz4"}, {"linger.ms", "2"}};
  LOCKSTEP_ASSIGN(Client producer, make_producer(config_, own, defaults, {}));
  const Error error(rd_kafka_init_transactions(producer.get(), to_milliseconds(timeout)));
  LOCKSTEP_TRY(status_of(error, "begin transactions"));
  producer_ = std::move(producer);
  return absl::OkStatus();
}

Status ShareSink::commit(const std::vector<runtime::OutputRecord>& records,
                         const std::vector<runtime::CommittedOffset>& offsets) {
  if (producer_ == nullptr) LOCKSTEP_TRY(open(kStepPatience));
  const Status status = transact(records, offsets);
  if (status.ok()) return status;
  // Others wait for the end of what it wrote.
  const Error ignored(rd_kafka_abort_transaction(producer_.get(), kAbortMilliseconds));
  producer_.reset();
  return unavailable(message_of(status));
}

Status ShareSink::transact(const std::vector<runtime::OutputRecord>& records,
                           const std::vector<runtime::CommittedOffset>& offsets) {
  rd_kafka_t* producer = producer_.get();
  LOCKSTEP_TRY(
      with_patience("begin a transaction", [=] { return rd_kafka_begin_transaction(producer); }));
  for (const auto& record : records) LOCKSTEP_TRY(produce(producer, record, kStepPatience));
  LOCKSTEP_TRY(send_offsets(offsets));
  return with_patience("commit a transaction", [=] {
    return rd_kafka_commit_transaction(producer, to_milliseconds(kStepPatience));
  });
}

Status ShareSink::send_offsets(const std::vector<runtime::CommittedOffset>& offsets) {
  const PartitionList list = make_list(offsets.size());
  for (const auto& o : offsets)
    rd_kafka_topic_partition_list_add(list.get(), share_.topics()[o.at.topic].c_str(),
                                      o.at.partition)
        ->offset = o.offset;
  return with_patience("commit offsets", [&] {
    return rd_kafka_send_offsets_to_transaction(producer_.get(), list.get(), share_.group(),
                                                to_milliseconds(kStepPatience));
  });
}

}  // namespace lockstep::io::kafka
