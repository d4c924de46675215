#include "sink.h"

#include <chrono>
#include <utility>

#include "client.h"
#include "produce.h"
#include "transaction.h"

namespace lockstep::io::kafka {

KafkaSink::KafkaSink(const KafkaConfig& config, std::vector<std::string> topics,
                     std::shared_ptr<rd_kafka_t> consumer, std::function<bool()> is_our_turn)
    : config_(config),
      topics_(std::move(topics)),
      consumer_(std::move(consumer)),
      is_our_turn_(std::move(is_our_turn)),
      group_(rd_kafka_consumer_group_metadata_new(config.group.c_str())) {}

Status KafkaSink::open(const std::vector<Place>& places, Duration timeout) {
  LOCKSTEP_TRY(make_producer_anew(timeout));
  LOCKSTEP_ASSIGN(committed_, read_committed(consumer_.get(), places, timeout));
  return absl::OkStatus();
}

Status KafkaSink::make_producer_anew(Duration timeout) {
  const Properties own = {{"transactional.id", config_.group + "-detect"},
                          {"transaction.timeout.ms", kTransactionTimeout},
                          {"partitioner", "murmur2_random"}};
  const Properties defaults = {{"compression.codec", "lz4"}, {"linger.ms", "2"}};
  LOCKSTEP_ASSIGN(Client producer,
                  make_producer(config_, own, defaults,
                                [this](rd_kafka_conf_t* conf) { refusal_.listen(conf); }));
  const Error error(rd_kafka_init_transactions(producer.get(), to_milliseconds(timeout)));
  LOCKSTEP_TRY(status_of(error, "take over the transactions"));
  producer_ = std::move(producer);
  return absl::OkStatus();
}

Status KafkaSink::commit(const std::vector<runtime::OutputRecord>& records,
                         const std::vector<runtime::CommittedOffset>& offsets) {
  std::map<Place, CommittedEntry> wanted;
  for (const auto& o : offsets) wanted[{topics_[o.at.topic], o.at.partition}] = {o.offset, o.note};
  if (producer_ == nullptr) {
    bool went_through = false;
    LOCKSTEP_TRY(settle_last(wanted, went_through));
    if (went_through) return absl::OkStatus();
  }
  const Status status = transact(records, wanted);
  if (status.ok()) {
    committed_ = std::move(wanted);
    return status;
  }
  const std::string why = refusal_.explain(producer_.get(), consumer_.get(), records);
  producer_.reset();
  return why.empty() ? status : unavailable(why + "; " + message_of(status));
}

// The last transaction did not simply succeed: find out what became of it.
Status KafkaSink::settle_last(const std::map<Place, CommittedEntry>& wanted, bool& went_through) {
  // Whoever is not the active one must not disturb the one that is.
  if (is_our_turn_()) LOCKSTEP_TRY(make_producer_anew(kStepPatience));
  std::vector<Place> places;
  for (const auto& [place, entry] : wanted) places.push_back(place);
  const auto found = read_committed(consumer_.get(), places, kStepPatience);
  Status status = found.status();
  if (found.ok() && *found != wanted && *found != committed_)
    status = make_status(StatusCode::kAborted,
                         "another instance has committed since: this one must end");
  else if (found.ok() && producer_ == nullptr)
    status = unavailable("it is not this instance's turn at present");
  if (!status.ok()) {
    producer_.reset();
    return status;
  }
  went_through = *found == wanted;
  if (went_through) committed_ = wanted;
  return absl::OkStatus();
}

Status KafkaSink::transact(const std::vector<runtime::OutputRecord>& records,
                           const std::map<Place, CommittedEntry>& offsets) {
  refusal_.clear();
  rd_kafka_t* producer = producer_.get();
  LOCKSTEP_TRY(
      with_patience("begin a transaction", [=] { return rd_kafka_begin_transaction(producer); }));
  for (const auto& record : records)  // whatever it is, the operator may mend it
    if (const Status status = produce(producer, record, kStepPatience); !status.ok())
      return unavailable(message_of(status));
  LOCKSTEP_TRY(send_offsets(offsets));
  return with_patience("commit a transaction", [=] {
    return rd_kafka_commit_transaction(producer, to_milliseconds(kStepPatience));
  });
}

Status KafkaSink::send_offsets(const std::map<Place, CommittedEntry>& offsets) {
  const PartitionList list = make_list(offsets.size());
  for (const auto& [place, entry] : offsets) {
    auto* e = rd_kafka_topic_partition_list_add(list.get(), place.first.c_str(), place.second);
    e->offset = entry.offset;
    // The list frees it.
    e->metadata = rd_kafka_mem_malloc(producer_.get(), entry.note.size());
    entry.note.copy(static_cast<char*>(e->metadata), entry.note.size());
    e->metadata_size = entry.note.size();
  }
  return with_patience("commit offsets", [&] {
    return rd_kafka_send_offsets_to_transaction(producer_.get(), list.get(), group_.get(),
                                                to_milliseconds(kStepPatience));
  });
}

}  // namespace lockstep::io::kafka
