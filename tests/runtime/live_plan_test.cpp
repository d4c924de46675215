#include "live_plan.h"

#include <catch2/catch.hpp>

#include "lockstep/sequence/watermark.h"

namespace lockstep::runtime {
namespace {

LiveConfig config() {
  LiveConfig c;
  c.topics.resize(1);
  c.topics[0].topic = "t";
  return c;
}

PartitionState fresh(std::int32_t partition, std::int64_t begin, std::int64_t end) {
  return {{0, partition}, begin, end, std::nullopt};
}
PartitionState committed(std::int32_t partition, std::int64_t begin, std::int64_t end,
                         std::int64_t read) {
  return {{0, partition}, begin, end, CommitNote{from_micros(60), from_micros(100), read, 7}};
}
Decision start_at(std::int32_t partition, std::int64_t offset) {
  return {DecisionKind::kStart, "t", partition, offset, {}};
}

}  // namespace

TEST_CASE("the first start begins where the configuration says, and writes it down",
          "[unit][runtime]") {
  auto c = config();
  for (const char* where : {"beginning", "end"}) {
    c.start = where;
    const auto plan = plan_start(c, {{fresh(0, 5, 9)}, {}});
    REQUIRE(plan.ok());
    const auto& p = plan->partitions[0];
    CHECK(p.from == (c.start == "end" ? 9 : 5));
    CHECK(p.rebuild_to == p.from);
    REQUIRE(p.new_decision);
    CHECK(*p.new_decision == start_at(0, p.from));
    CHECK(plan->committed_watermark == sequence::kUnknown);
  }
}

TEST_CASE("a restart reads again from the first record to the committed one", "[unit][runtime]") {
  const Decision idle{DecisionKind::kIdle, "t", 0, 7, from_micros(80)};
  const auto plan = plan_start(config(), {{committed(0, 0, 20, 12)}, {idle, start_at(0, 3)}});
  REQUIRE(plan.ok());
  const auto& p = plan->partitions[0];
  CHECK(p.from == 3);
  CHECK(p.rebuild_to == 12);
  CHECK_FALSE(p.new_decision);
  CHECK(p.missing == 0);
  REQUIRE(p.decisions.size() == 2);
  CHECK(p.decisions.back() == idle);
  CHECK(plan->committed_tick == from_micros(60));
}

TEST_CASE("who does not know a partition that is read cannot begin", "[unit][runtime]") {
  const LiveStart start{{committed(0, 0, 20, 12)}, {start_at(0, 3), start_at(1, 0)}};
  CHECK(plan_start(config(), start).status().code() == StatusCode::kAborted);
  const std::vector<PartitionId> one = {{0, 0}}, both = {{0, 0}, {0, 1}};
  CHECK_FALSE(check_known(config(), one, start.decisions).ok());
  CHECK(check_known(config(), both, start.decisions).ok());
  // Only what says that reading began counts, and only of topics that are read.
  CHECK(check_known(config(), one, {{DecisionKind::kFact, "t", 1, 0, {}}}).ok());
  CHECK(check_known(config(), one, {{DecisionKind::kStart, "else", 1, 0, {}}}).ok());
}

TEST_CASE("records the log has lost are counted, and reading begins with what is left",
          "[unit][runtime]") {
  for (const auto& [begin, missing] : {std::pair{2, 0}, {3, 0}, {4, 1}, {12, 9}, {15, 9}}) {
    const auto plan = plan_start(config(), {{committed(0, begin, 20, 12)}, {start_at(0, 3)}});
    REQUIRE(plan.ok());
    CHECK(plan->partitions[0].missing == missing);
    CHECK(plan->partitions[0].from == std::max(begin, 3));
  }
}

TEST_CASE("a partition shorter than what was read of it was made anew", "[unit][runtime]") {
  for (const auto& [end, ok] : {std::pair{11, false}, {12, true}, {13, true}}) {
    const auto plan = plan_start(config(), {{committed(0, 0, end, 12)}, {start_at(0, 0)}});
    CHECK(plan.ok() == ok);
    if (!ok) CHECK(plan.status().code() == StatusCode::kDataLoss);
  }
}

TEST_CASE("a partition that joins is held to the watermark of the others", "[unit][runtime]") {
  auto c = config();
  c.start = "end";  // of what was never read by anybody, not of a newcomer
  const auto plan = plan_start(c, {{committed(0, 0, 20, 12), fresh(1, 4, 9)}, {start_at(0, 0)}});
  REQUIRE(plan.ok());
  const auto& p = plan->partitions[1];
  REQUIRE(p.new_decision);
  CHECK(p.new_decision->kind == DecisionKind::kJoined);
  CHECK(p.new_decision->until == from_micros(100));
  CHECK(p.from == 4);
}

}  // namespace lockstep::runtime
