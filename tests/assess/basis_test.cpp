#include "basis.h"

#include <catch2/catch.hpp>
#include <memory>
#include <vector>

using namespace lockstep;
using namespace lockstep::assess;
using namespace std::chrono_literals;

namespace {

constexpr KindId kLink = 0, kDevice = 1, kRedirector = 2;

std::vector<evidence::KindModel> kinds() {
  std::vector<evidence::KindModel> out(3);
  for (KindId k = 0; k < out.size(); ++k) out[k].base = k;
  out[kDevice].ties = out[kRedirector].ties = true;
  out[kRedirector].base = kLink;
  return out;
}

// Some accounts on one thing, one minute after the other.
SharedFinding act(const std::vector<AccountIndex>& accounts) {
  SharedFinding f;
  f.kind = kLink;
  f.accounts = static_cast<std::uint32_t>(accounts.size());
  EventTime at{};
  for (const auto a : accounts)
    f.touches.push_back({a, at += 1min, std::make_shared<evidence::PostInfo>()});
  return f;
}

SharedFinding clue(KindId kind, const std::vector<AccountIndex>& holders) {
  SharedFinding f = act(holders);
  f.kind = kind;
  f.act = false;
  f.clue = true;
  return f;
}

using Bases = std::map<AccountIndex, Basis>;

}  // namespace

TEST_CASE("whom others always come after may be copied", "[unit][assess]") {
  const std::vector shared{act({1, 2, 3}), act({1, 3, 2}), act({1, 2})};
  CHECK(bases_of(shared, kinds()) ==
        Bases{{1, Basis::kFollowed}, {2, Basis::kActs}, {3, Basis::kActs}});
}

TEST_CASE("one answer in five posts is still followed, one in four is an act", "[unit][assess]") {
  std::vector shared(4, SharedFinding{});
  for (auto& f : shared) f = act({1, 2});
  shared.push_back(act({2, 1}));
  CHECK(bases_of(shared, kinds()).at(1) == Basis::kFollowed);
  shared.erase(shared.begin());
  CHECK(bases_of(shared, kinds()).at(1) == Basis::kActs);
}

TEST_CASE("once after others is once", "[unit][assess]") {
  CHECK(bases_of(std::vector{act({1, 2, 3})}, kinds()) ==
        Bases{{1, Basis::kFollowed}, {2, Basis::kOnce}, {3, Basis::kOnce}});
}

TEST_CASE("the same moment is no answer", "[unit][assess]") {
  auto together = act({1, 2});
  together.touches[1].time = together.touches[0].time;
  CHECK(bases_of(std::vector{together}, kinds()) ==
        Bases{{1, Basis::kFollowed}, {2, Basis::kFollowed}});
}

TEST_CASE("who comes first with a device of the others is no victim", "[unit][assess]") {
  std::vector shared{act({1, 2, 3}), clue(kDevice, {1, 2})};
  CHECK(bases_of(shared, kinds()) ==
        Bases{{1, Basis::kClue}, {2, Basis::kClue}, {3, Basis::kOnce}});
  shared[1].excused = true;
  CHECK(bases_of(shared, kinds()).at(1) == Basis::kFollowed);
}

TEST_CASE("what a link shows is copied with it", "[unit][assess]") {
  const std::vector shared{act({1, 2, 3}), clue(kRedirector, {1, 2, 3})};
  CHECK(bases_of(shared, kinds()).at(1) == Basis::kFollowed);
}

TEST_CASE("what everybody shares does not hide who came after whom on the rest", "[unit][assess]") {
  // The same post of 2: of a link that 1 had first, and of a tag that 2 had first.
  auto link = act({1, 2}), tag = act({2, 1});
  tag.accounts = 500;
  tag.touches[0].post = link.touches[1].post;
  tag.touches[1].post = link.touches[0].post;
  CHECK(bases_of(std::vector{tag, link}, kinds()) ==
        Bases{{1, Basis::kFollowed}, {2, Basis::kOnce}});
}
