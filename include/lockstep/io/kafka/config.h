// How to reach the brokers. Everything librdkafka can be told may be told it, by its own names
// (`client`, `consumer`, `producer`), except what the service's promises rest on.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lockstep/core/config_schema.h"
#include "lockstep/core/status.h"

namespace lockstep::io {

struct KafkaConfig {
  std::string brokers = "127.0.0.1:9092";
  std::string group = "lockstep";
  std::string instance;
  std::map<std::string, std::string> client, consumer, producer;
  std::map<std::string, std::string> secret_files;  // property -> file that holds its value
  bool create_topics = true;
  std::int64_t replication = -1;
  Duration startup_timeout = std::chrono::seconds{30};

  void describe(ConfigVisitor& v);
  // Every property that is ours, unknown to librdkafka, or has a value it does not take, and every
  // secret that cannot be read; one line each.
  Status check() const;
};

}  // namespace lockstep::io
