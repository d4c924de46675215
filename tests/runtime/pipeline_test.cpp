#include "pipeline.h"

#include <atomic>
#include <catch2/catch.hpp>

#include "replay_fakes.h"

namespace lockstep::runtime {
namespace {

using testing::VectorSource;

// A post a record, named after it.
class Echo final : public BatchProcessor {
 public:
  void process(Batch& batch) override {
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
      BatchPost post;
      post.post.post_id = batch.bytes_of(i);
      batch.posts.push_back(std::move(post));
    }
  }
};

// Inputs of `count` records each: "input:number".
struct Rig {
  Rig(std::size_t inputs, int count, std::size_t processors, PipelineLimits limits,
      Status end = {}) {
    std::vector<RecordSource*> raw_sources;
    for (std::size_t i = 0; i < inputs; ++i) {
      testing::Records records;
      for (int n = 0; n < count; ++n)
        records.push_back(std::to_string(i) + ':' + std::to_string(n));
      sources.push_back(
          std::make_unique<VectorSource>(records, "memory", static_cast<std::uint32_t>(i), end));
      raw_sources.push_back(sources.back().get());
    }
    std::vector<BatchProcessor*> raw_processors;
    for (std::size_t i = 0; i < processors; ++i) {
      echoes.push_back(std::make_unique<Echo>());
      raw_processors.push_back(echoes.back().get());
    }
    pipeline = std::make_unique<Pipeline>(raw_sources, raw_processors, limits);
  }

  std::vector<std::unique_ptr<VectorSource>> sources;
  std::vector<std::unique_ptr<Echo>> echoes;
  std::unique_ptr<Pipeline> pipeline;
};

constexpr PipelineLimits kSmall{7, 1 << 20, 1, 2};

}  // namespace

TEST_CASE("each input comes back whole and in order, however the caller alternates",
          "[property][runtime]") {
  testing::Random random(1);
  for (const std::size_t processors : {1U, 2U, 4U})
    for (const std::size_t inputs : {1U, 2U, 5U}) {
      CAPTURE(processors, inputs);
      Rig rig(inputs, 100, processors, kSmall);
      std::vector<int> seen(inputs, 0);
      std::size_t ended = 0;
      while (ended < inputs) {
        const auto input = static_cast<std::uint32_t>(random() % inputs);
        const auto batch = rig.pipeline->next(input);
        REQUIRE(batch.ok());
        if (*batch == nullptr) {
          ended = static_cast<std::size_t>(std::count(seen.begin(), seen.end(), 100));
          continue;
        }
        REQUIRE((*batch)->records.size() <= 7);
        for (const BatchPost& p : (*batch)->posts)
          REQUIRE(p.post.post_id == std::to_string(input) + ':' + std::to_string(seen[input]++));
      }
      CHECK(seen == std::vector<int>(inputs, 100));
    }
}

TEST_CASE("an input without records ends at once", "[unit][runtime]") {
  for (const std::size_t processors : {1U, 2U}) {
    Rig rig(2, 0, processors, kSmall);
    CHECK(*rig.pipeline->next(1) == nullptr);
    CHECK(*rig.pipeline->next(1) == nullptr);
    CHECK(*rig.pipeline->next(0) == nullptr);
  }
}

TEST_CASE("a failure comes after what was read before it, and again", "[unit][runtime]") {
  for (const std::size_t processors : {1U, 3U})
    for (const int count : {0, 7, 10}) {
      CAPTURE(processors, count);
      Rig rig(1, count, processors, kSmall, data_loss("torn"));
      int posts = 0;
      Status status;
      for (;;) {
        const auto batch = rig.pipeline->next(0);
        status = batch.status();
        if (!status.ok() || *batch == nullptr) break;
        posts += static_cast<int>((*batch)->posts.size());
      }
      CHECK(posts == count);
      CHECK(message_of(status) == "torn");
      CHECK(message_of(rig.pipeline->next(0).status()) == "torn");
    }
}

TEST_CASE("the pipeline can be dropped at any point", "[unit][runtime]") {
  for (int taken = 0; taken < 20; ++taken) {
    Rig rig(3, 60, 3, kSmall);
    for (int i = 0; i < taken; ++i)
      REQUIRE(rig.pipeline->next(static_cast<std::uint32_t>(i % 3)).ok());
  }
}

TEST_CASE("a slow caller stops the reader", "[unit][runtime]") {
  // Two batches of the wanted input beyond one each: no more than 4 * 7 records and one being read.
  Rig rig(2, 1000, 2, kSmall);
  REQUIRE(rig.pipeline->next(0).ok());
  rig.pipeline.reset();  // joins: the counts are settled
  CHECK(rig.sources[0]->bytes_read() + rig.sources[1]->bytes_read() <= (1 + 4) * 7);
}

TEST_CASE("limits shrink as inputs grow, and stay sensible", "[unit][runtime]") {
  const auto one = PipelineLimits::fit(1, 2), many = PipelineLimits::fit(5000, 2);
  CHECK(one.batch_records == 256);
  CHECK(one.batch_bytes == 1 << 20);
  CHECK(many.ahead_per_input == 1);
  CHECK(many.batch_records == 16);
  CHECK(many.batch_bytes == 64 << 10);
}

}  // namespace lockstep::runtime
