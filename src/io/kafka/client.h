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
StatusOr<Client> make_consumer(const KafkaConfig& config, const Properties& own,
                               const Properties& defaults = {});
// `prepare` sets what is no property, such as callbacks.
using PrepareConf = std::function<void(rd_kafka_conf_t*)>;
StatusOr<Client> make_producer(const KafkaConfig& config, const Properties& own,
                               const Properties& defaults, const PrepareConf& prepare);

}  // namespace lockstep::io::kafka
