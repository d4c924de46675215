#include "lockstep/evidence/reuse.h"

#include <catch2/catch.hpp>

using namespace lockstep;
using namespace lockstep::evidence;
using namespace std::chrono_literals;

TEST_CASE("a hundred keys are enough to say how many took longer", "[unit][evidence]") {
  ReuseVelocity reuse;
  for (int i = 0; i < 99; ++i) reuse.learn(2, i < 10 ? 30s : 2h);
  CHECK_FALSE(reuse.share_slower(2, 1min).has_value());
  reuse.learn(2, 2h);
  CHECK(reuse.share_slower(2, 1min) == Approx(0.9));
  CHECK(reuse.share_slower(2, 1s) == Approx(1.0));
  CHECK(reuse.share_slower(2, 3h) == Approx(0.0));
  CHECK_FALSE(reuse.share_slower(1, 1min).has_value());  // another kind
}

TEST_CASE("what took as long is not slower", "[unit][evidence]") {
  ReuseVelocity reuse;
  for (int i = 0; i < 100; ++i) reuse.learn(0, 10min);
  CHECK(reuse.share_slower(0, 10min) == Approx(0.0));
}

TEST_CASE("keys of an archive count as seen", "[unit][evidence]") {
  ReuseVelocity archive, fresh;
  for (int i = 0; i < 100; ++i) archive.learn(3, 2h);
  fresh.assume(3, archive.counts(3));
  CHECK(fresh.share_slower(3, 1min) == Approx(1.0));
}
