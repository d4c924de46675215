#include "roles.h"

#include <catch2/catch.hpp>
#include <memory>

using namespace lockstep;
using namespace lockstep::assess;
using namespace std::chrono_literals;

namespace {

// Accounts from 100 on are on another platform.
std::string_view platform_of(AccountIndex a) { return a < 100 ? "x" : "telegram"; }

struct Step {
  AccountIndex account;
  Duration delay;  // after the one before
  bool repost = false;
};

std::vector<SharedFinding> acts(std::size_t count, const std::vector<Step>& steps) {
  std::vector<SharedFinding> out;
  for (std::size_t i = 0; i < count; ++i) {
    SharedFinding f;
    EventTime at{std::chrono::hours{i * 24}};
    for (const auto& s : steps) {
      auto post = std::make_shared<evidence::PostInfo>();
      if (s.repost) post->action = Action::kRepost;
      at += s.delay;
      f.touches.push_back({s.account, at, std::move(post)});
    }
    out.push_back(std::move(f));
  }
  return out;
}

using Roles = std::map<AccountIndex, Role>;

}  // namespace

TEST_CASE("the first starts, who reposts at once boosts, who comes an hour later echoes",
          "[unit][assess]") {
  const auto shared = acts(8, {{1, 0s}, {2, 10min, true}, {3, 10min, true}, {4, 1h}});
  const Roles expected{
      {1, Role::kOriginator}, {2, Role::kBooster}, {3, Role::kBooster}, {4, Role::kEcho}};
  CHECK(roles_of(shared, platform_of) == expected);
}

TEST_CASE("one act fewer than eight is no role", "[unit][assess]") {
  CHECK(roles_of(acts(7, {{1, 0s}, {2, 1min, true}, {4, 1h}}), platform_of).empty());
}

TEST_CASE("acts of two members and attributes are nothing to go by", "[unit][assess]") {
  auto shared = acts(8, {{1, 0s}, {2, 1min, true}});
  CHECK(roles_of(shared, platform_of).empty());
  shared = acts(8, {{1, 0s}, {2, 1min, true}, {3, 1h}});
  for (auto& f : shared) f.act = false;
  CHECK(roles_of(shared, platform_of).empty());
}

TEST_CASE("who brings things to another platform is a bridge", "[unit][assess]") {
  SECTION("always") {
    const auto roles =
        roles_of(acts(8, {{1, 0s}, {2, 20min}, {100, 20min}, {101, 20min}}), platform_of);
    CHECK(roles == Roles{{1, Role::kOriginator}, {100, Role::kBridge}});
  }
  SECTION("for two of ten, though it is a booster else") {
    auto shared = acts(8, {{1, 0s}, {101, 1min}, {100, 1min, true}});
    for (auto& f : acts(2, {{1, 0s}, {2, 1min}, {100, 1min, true}})) shared.push_back(f);
    CHECK(roles_of(shared, platform_of).at(100) == Role::kBridge);
    CHECK(roles_of(shared, platform_of).at(101) == Role::kBridge);
  }
  SECTION("but not for one of nine") {
    auto shared = acts(8, {{1, 0s}, {101, 1min}, {100, 1min, true}});
    for (auto& f : acts(1, {{1, 0s}, {2, 1min}, {100, 1min, true}})) shared.push_back(f);
    CHECK(roles_of(shared, platform_of).at(100) == Role::kBooster);
  }
  SECTION("and who started it there and here is its originator") {
    const auto roles = roles_of(acts(8, {{100, 0s}, {1, 20min}, {2, 20min}}), platform_of);
    CHECK(roles == Roles{{100, Role::kOriginator}, {1, Role::kBridge}});
  }
}
