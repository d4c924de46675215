#include "lockstep/io/kafka/archive.h"

#include <catch2/catch.hpp>

#include "lockstep/io/kafka/publish.h"

namespace lockstep::io {

TEST_CASE("a kafka address names brokers, topic and options", "[unit][io]") {
  const auto archive = parse_kafka_url(
      "kafka://a:9092,b:9093/social.raw.x.v1?format=x&platform=x&from=2026-01-05T00:00:00Z&to=-2h");
  REQUIRE(archive.ok());
  CHECK(archive->brokers == "a:9092,b:9093");
  CHECK(archive->topic == "social.raw.x.v1");
  CHECK(archive->format == "x");
  CHECK(archive->platform == "x");
  CHECK(archive->from == "2026-01-05T00:00:00Z");
  CHECK(archive->to == "-2h");
}

TEST_CASE("options of a kafka address may be left out", "[unit][io]") {
  for (const char* url : {"kafka://b:1/t", "kafka://b:1/t?", "kafka://b:1/t?from=17&"}) {
    const auto archive = parse_kafka_url(url);
    REQUIRE(archive.ok());
    CHECK(archive->topic == "t");
    CHECK(archive->format.empty());
  }
}

TEST_CASE("what is no kafka address is refused", "[unit][io]") {
  for (const char* url :
       {"kafka://", "kafka:///t", "kafka://b:1", "kafka://b:1/", "kafka://b:1/?format=x",
        "kafka://b:1?x=/t", "kafka://b:1/t?form=x", "kafka://b:1/t?from=yesterday",
        "kafka://b:1/t?from=-3", "kafka://b:1/t?to=2h", "kafka://b:1/t?to=99999999999999999999"})
    CHECK(parse_kafka_url(url).status().code() == StatusCode::kInvalidArgument);
}

TEST_CASE("only addresses with the scheme are kafka addresses", "[unit][io]") {
  CHECK(is_kafka_url("kafka://b/t"));
  CHECK_FALSE(is_kafka_url("kafka:/b/t"));
  CHECK_FALSE(is_kafka_url("posts.jsonl"));
  CHECK_FALSE(is_kafka_url("-"));
}

TEST_CASE("a destination is a kafka address without options", "[unit][io]") {
  const auto destination = parse_kafka_destination("kafka://a:9092,b:9093/cib.hunts.v1");
  REQUIRE(destination.ok());
  CHECK(destination->brokers == "a:9092,b:9093");
  CHECK(destination->topic == "cib.hunts.v1");
  for (const char* url : {"", "cib.hunts.v1", "hits.jsonl", "kafka://b:1/", "kafka:///t",
                          "kafka://b:1/t?", "kafka://b:1/t?format=x"})
    CHECK(parse_kafka_destination(url).status().code() == StatusCode::kInvalidArgument);
}

}  // namespace lockstep::io
