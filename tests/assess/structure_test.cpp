#include "structure.h"

#include <catch2/catch.hpp>
#include <memory>

using namespace lockstep;
using namespace lockstep::assess;
using namespace std::chrono_literals;

namespace {

struct Step {
  AccountIndex account;
  Duration delay;  // since the object appeared
};

// One object: who of the cluster came when, among `accounts` in all.
SharedFinding object(int day, const std::vector<Step>& steps, std::uint32_t accounts) {
  SharedFinding f;
  f.key = static_cast<KeyHash>(day);
  for (const auto& s : steps) {
    const EventTime at{std::chrono::hours{day * 24} + s.delay};
    f.touches.push_back({s.account, at, std::make_shared<evidence::PostInfo>()});
  }
  f.members = static_cast<std::uint32_t>(steps.size());
  f.accounts = f.remembered = accounts;
  return f;
}

StructureFinding structure(std::vector<SharedFinding> shared, const Subject& subject = {}) {
  Finding f;
  f.shared = std::move(shared);
  return structure_of(f, subject, evidence::Evidence{evidence::EvidenceConfig(), {}});
}

}  // namespace

TEST_CASE("one who always leads is followed and follows nobody", "[unit][assess]") {
  const std::vector<Step> steps{{1, 0s}, {2, 30s}, {3, 60s}, {4, 90s}};
  const auto s = structure({object(1, steps, 5), object(2, steps, 8), object(3, steps, 4)});
  CHECK(s.follows == 6);  // everybody after everyone before
  CHECK(s.reciprocity == Approx(0));
  CHECK(s.response_s == Approx(60));
  CHECK(s.within_minute == Approx(2.0 / 3));
  CHECK(s.pace_variation == Approx(0).margin(1e-9));
  CHECK(s.insider_share == Approx(0.8));  // of 4/5, 4/8, 4/4
}

TEST_CASE("of more accounts than are remembered, the share is of those that are",
          "[unit][assess]") {
  auto crowd = object(1, {{1, 0s}, {2, 30s}, {3, 60s}}, 4);
  crowd.accounts = 1'000;
  CHECK(structure({crowd}).insider_share == Approx(0.75));
}

TEST_CASE("who takes turns is followed as often as it follows", "[unit][assess]") {
  const std::vector<Step> there{{1, 0s}, {2, 10s}}, back{{2, 0s}, {1, 700s}};
  const auto s =
      structure({object(1, there, 2), object(2, back, 2), object(3, there, 2), object(4, back, 2)});
  CHECK(s.follows == 2);
  CHECK(s.reciprocity == Approx(1));
  CHECK(s.pace_variation > 0.9);
}

TEST_CASE("once is no order, at the same instant is none, attributes are no acts",
          "[unit][assess]") {
  auto s = structure({object(1, {{1, 0s}, {2, 10s}}, 2), object(2, {{1, 0s}, {2, 0s}}, 2)});
  CHECK(s.follows == 0);
  CHECK_FALSE(s.reciprocity.has_value());

  auto shared = std::vector{object(1, {{1, 0s}, {2, 10s}}, 2), object(2, {{1, 0s}, {2, 10s}}, 2)};
  for (auto& f : shared) f.act = false;
  s = structure(shared);
  CHECK(s.follows == 0);
  CHECK_FALSE(s.response_s.has_value());
  CHECK_FALSE(s.insider_share.has_value());
  CHECK_FALSE(s.pace_variation.has_value());
}

TEST_CASE("the wait begins when anybody first touched the object", "[unit][assess]") {
  evidence::KindModel kind;
  kind.weight = 1;
  evidence::Evidence evidence{evidence::EvidenceConfig(), {kind}};
  auto touch = [&, seq = PostSeq{0}](const char* account, EventTime at,
                                     std::vector<join::Predecessor>& before) mutable {
    TracedPost post;
    post.platform = "x";
    post.account_id = account;
    post.time = at;
    const auto index = evidence.observe_post(post, seq);
    join::Arrival arrival;
    arrival.time = at;
    arrival.post = seq;
    arrival.account = index;
    arrival.key = 7;
    arrival.candidates = static_cast<std::uint32_t>(before.size());
    arrival.key_count = arrival.candidates + 1;
    arrival.predecessors = before;
    Trace trace;
    trace.key = 7;
    evidence.observe_arrival(arrival, trace);
    before.push_back({at, seq++, index});
    return index;
  };
  std::vector<join::Predecessor> before;
  const EventTime start{24h};
  touch("outsider", start, before);
  const auto a = touch("a", start + 300s, before);
  const auto b = touch("b", start + 340s, before);
  SharedFinding f;
  f.key = 7;
  f.members = 2;
  f.accounts = 3;
  f.touches = {{a, start + 300s, nullptr}, {b, start + 340s, nullptr}};
  Finding finding;
  finding.shared = {f};
  const auto s = structure_of(finding, {}, evidence);
  CHECK(s.response_s == Approx(340));
  CHECK(s.within_minute == Approx(0));
}

TEST_CASE("conductance is the share of pair ends that lead out", "[unit][assess]") {
  CHECK_FALSE(structure({}).conductance.has_value());
  const std::vector<evidence::AcceptedPair> inside(3);
  Subject subject;
  subject.edges = inside;
  subject.outward = 2;
  CHECK(structure({}, subject).conductance == Approx(0.25));
}
