#include "lockstep/io/kafka/config.h"

#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "../scratch_folder.h"

namespace lockstep::io {

TEST_CASE("the default way to the brokers is valid", "[unit][io]") {
  CHECK(KafkaConfig{}.check().ok());
}

TEST_CASE("properties that are ours are refused with the reason", "[unit][io]") {
  const std::map<std::string, std::string> reasons = {
      {"enable.auto.commit", "transaction"},  {"group.id", "kafka.group"},
      {"bootstrap.servers", "kafka.brokers"}, {"isolation.level", "committed"},
      {"transactional.id", "kafka.group"},    {"auto.offset.reset", "live.start"}};
  for (const auto& [property, reason] : reasons) {
    for (int where = 0; where < 3; ++where) {
      KafkaConfig config;
      auto& properties = where == 0   ? config.client
                         : where == 1 ? config.consumer
                                      : config.producer;
      properties.emplace(property, "1");
      const auto status = config.check();
      REQUIRE(status.code() == StatusCode::kInvalidArgument);
      CHECK(message_of(status).find(property + " cannot be set: ") != std::string::npos);
      CHECK(message_of(status).find(reason) != std::string::npos);
    }
  }
}

TEST_CASE("all problems of the passed-on properties are told at once", "[unit][io]") {
  KafkaConfig config;
  config.client = {{"no.such.property", "1"}, {"security.protocol", "carrier pigeon"}};
  config.consumer = {{"fetch.wait.max.ms", "-7"}};
  config.secret_files = {{"sasl.password", "/nowhere/at/all"}};
  const auto text = message_of(config.check());
  for (const char* part : {"no.such.property", "security.protocol", "fetch.wait.max.ms",
                           "sasl.password: /nowhere/at/all cannot be read"})
    CHECK(text.find(part) != std::string::npos);
}

TEST_CASE("a secret is read from its file", "[unit][io]") {
  const testing::ScratchFolder folder("kafka-secret");
  const auto path = folder.write("password", "hunter2\n");
  KafkaConfig config;
  config.client = {{"security.protocol", "sasl_plaintext"},
                   {"sasl.mechanisms", "SCRAM-SHA-256"},
                   {"sasl.username", "lockstep"}};
  config.secret_files = {{"sasl.password", path}};
  CHECK(config.check().ok());
}

}  // namespace lockstep::io
