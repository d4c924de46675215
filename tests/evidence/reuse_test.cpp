#include "lockstep/evidence/reuse.h"

#include <catch2/catch.hpp>

using namespace lockstep;
using namespace lockstep::evidence;
using namespace std::chrono_literals;

namespace {

using Origin = ReuseVelocity::Origin;
using Scope = ReuseVelocity::Scope;
constexpr auto kFifth = &ReuseVelocity::Times::fifth, kCrossing = &ReuseVelocity::Times::crossing;

void learn(ReuseVelocity& reuse, int keys, const Origin& origin, Duration took) {
  for (int i = 0; i < keys; ++i) reuse.learn(0, kFifth, &origin, took);
}

}  // namespace

TEST_CASE("a hundred keys are enough to say how many took longer", "[unit][evidence]") {
  ReuseVelocity reuse;
  const auto slower = [&](Duration took) { return reuse.standing(2, kFifth, nullptr, took); };
  for (int i = 0; i < 99; ++i) reuse.learn(2, kFifth, nullptr, i < 10 ? 30s : 2h);
  CHECK_FALSE(slower(1min).has_value());
  reuse.learn(2, kFifth, nullptr, 2h);
  CHECK(slower(1min)->slower == Approx(0.9));
  CHECK(slower(1s)->slower == Approx(1.0));
  CHECK(slower(3h)->slower == Approx(0.0));
  CHECK(slower(2h)->slower == Approx(0.0));                              // as long is not slower
  CHECK_FALSE(reuse.standing(1, kFifth, nullptr, 1min).has_value());     // another kind
  CHECK_FALSE(reuse.standing(2, kCrossing, nullptr, 1min).has_value());  // another milestone
}

TEST_CASE("the narrowest population of a hundred keys answers", "[unit][evidence]") {
  const Origin post{"x", Action::kPost}, reply{"x", Action::kReply}, other{"y", Action::kPost};
  ReuseVelocity reuse;
  learn(reuse, 99, post, 2h);
  CHECK_FALSE(reuse.standing(0, kFifth, &post, 1min).has_value());
  learn(reuse, 1, other, 1s);  // one of a hundred of the kind was quicker
  auto s = reuse.standing(0, kFifth, &post, 1min);
  CHECK(s->scope == Scope::kKind);
  CHECK(s->slower == Approx(0.99));
  learn(reuse, 1, reply, 2h);
  s = reuse.standing(0, kFifth, &post, 1min);
  CHECK(s->scope == Scope::kPlatform);
  CHECK(s->slower == Approx(1.0));
  CHECK(reuse.standing(0, kFifth, &reply, 1min)->scope == Scope::kPlatform);
  learn(reuse, 1, post, 1s);
  s = reuse.standing(0, kFifth, &post, 1min);
  CHECK(s->scope == Scope::kOrigin);
  CHECK(s->slower == Approx(0.99));
  CHECK(reuse.standing(0, kFifth, &reply, 1min)->scope == Scope::kPlatform);
  CHECK(reuse.standing(0, kFifth, &other, 1min)->scope == Scope::kKind);
  CHECK(reuse.standing(0, kFifth, nullptr, 1min)->scope == Scope::kKind);
}

TEST_CASE("origins beyond the bound count by kind alone", "[unit][evidence]") {
  ReuseVelocity reuse;
  for (std::size_t i = 0; i < ReuseVelocity::kMaxOrigins; ++i)
    learn(reuse, 1, {"p" + std::to_string(i), Action::kPost}, 2h);
  CHECK(reuse.origins() == ReuseVelocity::kMaxOrigins);
  const Origin late{"late", Action::kPost}, early{"p0", Action::kPost};
  learn(reuse, 100, late, 2h);
  learn(reuse, 99, early, 2h);
  CHECK(reuse.origins() == ReuseVelocity::kMaxOrigins);
  CHECK(reuse.standing(0, kFifth, &late, 1min)->scope == Scope::kKind);
  CHECK(reuse.standing(0, kFifth, &early, 1min)->scope == Scope::kOrigin);
}

TEST_CASE("keys of an archive count as seen", "[unit][evidence]") {
  const Origin post{"x", Action::kPost};
  ReuseVelocity archive, fresh;
  learn(archive, 99, post, 2h);
  fresh.assume(0, archive.of(0));
  CHECK_FALSE(fresh.standing(0, kFifth, &post, 1min).has_value());
  learn(fresh, 1, post, 2h);
  CHECK(fresh.standing(0, kFifth, &post, 1min)->scope == Scope::kOrigin);
}
