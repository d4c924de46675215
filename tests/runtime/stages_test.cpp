#include "stages.h"

#include <catch2/catch.hpp>

namespace lockstep::runtime {
namespace {

Batch one_record(std::string bytes) {
  Batch batch;
  batch.bytes = std::move(bytes);
  batch.records.push_back({0, batch.bytes.size(), {}, false, from_micros(1'767'571'300'000'000)});
  return batch;
}

}  // namespace

TEST_CASE("watermarks go by the collector's clock, and by the broker's where that one stands",
          "[unit][runtime]") {
  struct Case {
    const char* observed;
    std::int64_t trusted;
  };
  const auto c = GENERATE(values<Case>({
      {R"("observed_at":"2026-01-05T00:01:00Z")", 1'767'571'260},
      {R"("observed_at":"1970-01-01T00:00:00Z")", 1'767'571'300},
      {R"("observed_at":null)", 1'767'571'300},
  }));
  CAPTURE(c.observed);
  const auto registry = signals::Registry::with_all();
  std::vector<Input> inputs;
  inputs.push_back(*input_of_format("canonical", ""));
  const auto stages = *StatelessStages::make(inputs, {}, registry);
  auto batch = one_record(R"({"platform":"x","post_id":"1","author":{"id":"a"},"text":"good day",)"
                          R"("created_at":"2026-01-05T00:00:30Z",)" +
                          std::string(c.observed) + "}");
  stages->process(batch);
  REQUIRE(batch.posts.size() == 1);
  CHECK(batch.posts[0].trusted_clock == from_micros(c.trusted * 1'000'000));
}

}  // namespace lockstep::runtime
