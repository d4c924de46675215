#include "kafka/goodbye.h"

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <memory>

#include "kafka/handles.h"

using namespace lockstep;
using namespace lockstep::io;
using namespace std::chrono_literals;

TEST_CASE("what is done in time is waited for, and what is not goes on alone", "[unit][io]") {
  const auto count = std::make_shared<std::atomic<int>>(0);
  CHECK(kafka::done_within(1h, [count] { ++*count; }));
  CHECK(*count == 1);

  std::promise<void> leave;
  std::promise<void> left;
  auto gone = left.get_future();
  CHECK_FALSE(
      kafka::done_within(1ms, [wait = leave.get_future().share(),
                               left = std::make_shared<std::promise<void>>(std::move(left))] {
        wait.wait();
        left->set_value();
      }));
  leave.set_value();
  gone.get();
}

TEST_CASE("a consumer that met no broker is gone at once", "[unit][io]") {
  std::array<char, 256> error{};
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  REQUIRE(rd_kafka_conf_set(conf, "group.id", "g", error.data(), error.size()) == RD_KAFKA_CONF_OK);
  rd_kafka_t* client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, error.data(), error.size());
  REQUIRE(client != nullptr);
  CHECK(kafka::done_within(1min, [client] { rd_kafka_destroy(client); }));
}
