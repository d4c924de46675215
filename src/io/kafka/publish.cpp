#include "lockstep/io/kafka/publish.h"

#include <fmt/format.h>

#include <utility>

#include "admin.h"
#include "client.h"
#include "lockstep/io/kafka/archive.h"
#include "produce.h"
#include "refusal.h"
#include "topics.h"
#include "transaction.h"

namespace lockstep::io {
namespace {

constexpr Duration kCreation = std::chrono::seconds{10};
constexpr int kTransactionsOwnLimit = -1, kAbortMilliseconds = 5000;

Status transact(rd_kafka_t* producer, const std::vector<runtime::OutputRecord>& records,
                Duration patience) {
  LOCKSTEP_TRY(kafka::with_patience("begin a transaction",
                                    [=] { return rd_kafka_begin_transaction(producer); }));
  for (const auto& record : records) LOCKSTEP_TRY(kafka::produce(producer, record, patience));
  return kafka::with_patience("commit a transaction", [=] {
    return rd_kafka_commit_transaction(producer, kTransactionsOwnLimit);
  });
}

}  // namespace

StatusOr<KafkaDestination> parse_kafka_destination(const std::string& url) {
  if (is_kafka_url(url) && url.find('?') == std::string::npos) {
    const auto parts = parse_kafka_url(url);
    if (parts.ok()) return KafkaDestination{parts->brokers, parts->topic};
  }
  return invalid_argument(fmt::format("'{}': kafka://broker:port/topic is expected", url));
}

Status prepare_to_publish(const KafkaConfig& config, const std::string& topic) {
  LOCKSTEP_ASSIGN(const auto scout, kafka::Scout::make(config));
  const auto counts = kafka::count_partitions(scout->client(), {topic}, config.startup_timeout);
  if (!counts.ok()) {
    const std::string& trouble = scout->trouble();
    return trouble.empty() ? counts.status() : unavailable(trouble);
  }
  if (counts->at(topic) > 0) return absl::OkStatus();
  if (!config.create_topics)
    return not_found(fmt::format("{} has no topic {}", config.brokers, topic));
  return kafka::create_topics(scout->client(), {{topic, 1, false}}, config.replication, kCreation);
}

Status publish(const KafkaConfig& config, const std::string& role,
               const std::vector<runtime::OutputRecord>& records) {
  if (records.empty()) return absl::OkStatus();
  const kafka::Properties own = {
      {"transactional.id", fmt::format("{}-{}-{}", config.group, role, records.front().topic)},
      {"partitioner", "murmur2_random"}};
  kafka::Refusal refusal;  // outlives the producer
  LOCKSTEP_ASSIGN(const kafka::Client producer,
                  kafka::make_producer(config, own, {{"compression.codec", "lz4"}},
                                       [&](rd_kafka_conf_t* conf) { refusal.listen(conf); }));
  const kafka::Error error(
      rd_kafka_init_transactions(producer.get(), kafka::to_milliseconds(config.startup_timeout)));
  LOCKSTEP_TRY(kafka::status_of(error, "begin transactions"));
  const Status status = transact(producer.get(), records, config.startup_timeout);
  if (status.ok()) return status;
  const std::string why = refusal.explain(producer.get(), producer.get(), records);
  // Readers wait for the end of what was begun.
  const kafka::Error ignored(rd_kafka_abort_transaction(producer.get(), kAbortMilliseconds));
  if (why.empty()) return status;
  return make_status(StatusCode::kFailedPrecondition, why + "; " + message_of(status));
}

}  // namespace lockstep::io
