#include <catch2/catch.hpp>

#include "lockstep/alert/alert.h"

namespace lockstep::alert {

TEST_CASE("the names of the contract") {
  CHECK(name(Status::kOpen) == "open");
  CHECK(name(Status::kUpdated) == "updated");
  CHECK(name(Status::kClosed) == "closed");
  CHECK(name(Status::kDismissed) == "dismissed");
  CHECK(name(Assessment::kCoordinatedInauthentic) == "coordinated-inauthentic");
  CHECK(name(Assessment::kCoordinated) == "coordinated");
  CHECK(name(Tier::kMonitor) == "monitor");
  CHECK(name(Tier::kPreBunk) == "pre-bunk");
  CHECK(name(Tier::kRebut) == "rebut");
  CHECK(name(Tier::kEscalate) == "escalate");
  CHECK(name(Role::kUnknown) == "unknown");
  CHECK(name(Role::kOriginator) == "originator");
  CHECK(name(Role::kBooster) == "booster");
  CHECK(name(Role::kEcho) == "echo");
  CHECK(name(Role::kBridge) == "bridge");
  CHECK(name(Basis::kClue) == "clue");
  CHECK(name(Basis::kActs) == "acts");
  CHECK(name(Basis::kFollowed) == "followed");
  CHECK(name(Profile::kInternal) == "internal");
  CHECK(name(Profile::kPartner) == "partner");
  CHECK(name(Profile::kTakedown) == "takedown");
}

TEST_CASE("a record is named by its post, one of an account by whose it is") {
  CHECK(record_name("x", "77", "x:5") == "x:77");
  CHECK(record_name("x", "", "x:5") == "account x:5");
}

}  // namespace lockstep::alert
