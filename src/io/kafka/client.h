// From the configuration to clients of librdkafka.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "handles.h"
#include "lockstep/io/kafka/config.h"

namespace lockstep::io::kafka {

using Properties = std::vector<std::pair<std::string, std::string>>;

// `own` wins over the configuration, the configuration over `defaults`. kInvalidArgument names
// every property that does not fit.
// `prepare` sets what is no property, such as callbacks.
using PrepareConf = std::function<void(rd_kafka_conf_t*)>;
StatusOr<Client> make_consumer(const KafkaConfig& config, const Properties& own,
                               const Properties& defaults = {}, const PrepareConf& prepare = {});
StatusOr<Client> make_producer(const KafkaConfig& config, const Properties& own,
                               const Properties& defaults, const PrepareConf& prepare);

// The name of this instance: the configured one, or the host's.
std::string instance_of(const KafkaConfig& config);

}  // namespace lockstep::io::kafka
