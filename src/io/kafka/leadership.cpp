#include "leadership.h"

#include <utility>

#include "client.h"
#include "lockstep/runtime/log.h"

namespace lockstep::io::kafka {
namespace {

constexpr int kPollMilliseconds = 100;
constexpr const char* kSessionTimeout = "10000";
constexpr const char* kHeartbeat = "1000";

}  // namespace

StatusOr<std::unique_ptr<Leadership>> Leadership::join(const KafkaConfig& config,
                                                       const std::string& decisions_topic) {
  std::unique_ptr<Leadership> self(new Leadership());
  // Static membership: an instance that comes back under its name is active again at once.
  LOCKSTEP_ASSIGN(self->client_, make_consumer(config,
                                               {{"group.id", config.group + "-active"},
                                                {"group.instance.id", instance_of(config)},
                                                {"enable.auto.commit", "false"},
                                                {"partition.assignment.strategy", "range"},
                                                {"session.timeout.ms", kSessionTimeout},
                                                {"heartbeat.interval.ms", kHeartbeat}},
                                               {}, [&](rd_kafka_conf_t* conf) {
                                                 rd_kafka_conf_set_opaque(conf, self.get());
                                                 rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
                                               }));
  const PartitionList list = make_list(1);
  rd_kafka_topic_partition_list_add(list.get(), decisions_topic.c_str(), RD_KAFKA_PARTITION_UA);
  LOCKSTEP_TRY(status_of(rd_kafka_subscribe(self->client_.get(), list.get()), "subscribe"));
  self->thread_ = std::thread([raw = self.get()] { raw->serve(); });
  return self;
}

Leadership::~Leadership() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
  if (client_ != nullptr) rd_kafka_consumer_close(client_.get());
}

void Leadership::on_rebalance(rd_kafka_t* client, rd_kafka_resp_err_t what,
                              rd_kafka_topic_partition_list_t* partitions, void* self) {
  const bool assigned = what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS && partitions->cnt > 0;
  auto& leader = static_cast<Leadership*>(self)->leader_;
  if (leader.exchange(assigned) != assigned)
    runtime::log(runtime::Level::kInfo, "kafka", assigned ? "its_turn" : "no_longer_its_turn");
  if (what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    rd_kafka_assign(client, partitions);
    rd_kafka_pause_partitions(client, partitions);  // owned, not read
  } else {
    rd_kafka_assign(client, nullptr);
  }
}

void Leadership::serve() {
  while (!stop_.load()) {
    const Message event(rd_kafka_consumer_poll(client_.get(), kPollMilliseconds));
    if (event == nullptr || event->err == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    if (event->err == RD_KAFKA_RESP_ERR__FATAL) leader_ = false;  // another of the same name
    runtime::log(runtime::Level::kWarning, "kafka", "membership",
                 {{"message", rd_kafka_message_errstr(event.get())}});
  }
}

}  // namespace lockstep::io::kafka
