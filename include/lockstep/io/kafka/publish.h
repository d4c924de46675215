// Publishing what a command found and then ends with: one transaction, so that readers of committed
// records see all of it or nothing.
#pragma once

#include <string>
#include <vector>

#include "lockstep/core/status.h"
#include "lockstep/io/kafka/config.h"
#include "lockstep/runtime/live_io.h"

namespace lockstep::io {

// Where to: kafka://broker:port[,broker:port]/topic. kInvalidArgument says what is wrong with it.
struct KafkaDestination {
  std::string brokers, topic;
};
StatusOr<KafkaDestination> parse_kafka_destination(const std::string& url);

// Before the work whose outcome is published: that the brokers answer and the topic is there, or is
// made (kafka.create_topics). kUnavailable, with what is wrong if that is known: no broker answered
// within kafka.startup_timeout; kNotFound: no topic.
Status prepare_to_publish(const KafkaConfig& config, const std::string& topic);

// All records, to one topic; nothing if there are none. kUnavailable: they could not be delivered;
// kFailedPrecondition: the topic refused one. Then none of them is visible.
// `role` is whose they are, in the transactional id <group>-<role>-<topic>: of two that publish at
// once under one id the first one fails.
Status publish(const KafkaConfig& config, const std::string& role,
               const std::vector<runtime::OutputRecord>& records);

}  // namespace lockstep::io
