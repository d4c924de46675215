#include "refusal.h"

#include <fmt/format.h>

#include <chrono>
#include <set>

#include "admin.h"

namespace lockstep::io::kafka {

void Refusal::listen(rd_kafka_conf_t* conf) {
  rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
  rd_kafka_conf_set_opaque(conf, this);
}

// What is purged was not refused, but went down with what was; what no topic was found for neither.
void Refusal::on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
  const auto code = message->err;
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR__PURGE_QUEUE ||
      code == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT || code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
      code == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)
    return;
  auto& refusal = *static_cast<Refusal*>(self);
  const std::lock_guard lock(refusal.mutex_);
  if (refusal.code_ != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  refusal.code_ = code;
  refusal.topic_ = rd_kafka_topic_name(message->rkt);
}

void Refusal::clear() {
  const std::lock_guard lock(mutex_);
  code_ = RD_KAFKA_RESP_ERR_NO_ERROR;
}

std::string Refusal::explain(rd_kafka_t* producer, rd_kafka_t* asker,
                             const std::vector<runtime::OutputRecord>& records) {
  while (rd_kafka_poll(producer, 0) > 0) {
  }
  {
    const std::lock_guard lock(mutex_);
    if (code_ != RD_KAFKA_RESP_ERR_NO_ERROR)
      return fmt::format("{} refused an output: {}", topic_, rd_kafka_err2str(code_));
  }
  std::set<std::string> topics;
  for (const auto& record : records) topics.insert(record.topic);
  const auto there =
      count_partitions(asker, {topics.begin(), topics.end()}, std::chrono::seconds{2});
  if (!there.ok()) return {};
  for (const auto& [topic, partitions] : *there)
    if (partitions == 0) return fmt::format("there is no topic {}", topic);
  return {};
}

}  // namespace lockstep::io::kafka
