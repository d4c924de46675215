#include "erased_accounts.h"

#include <catch2/catch.hpp>

#include "lockstep/core/state_archive.h"
#include "state_bytes.h"

namespace lockstep::engine {

TEST_CASE("the account told of longest ago makes room for the next", "[unit][engine]") {
  ErasedAccounts erased(2);
  erased.add(1, {11});
  erased.add(2, {12});
  erased.add(1, {11});  // again: now it is the newest
  CHECK(erased.evicted() == 0);
  erased.add(3, {13});
  CHECK(erased.size() == 2);
  CHECK(erased.evicted() == 1);
  CHECK(erased.contains(1));
  CHECK_FALSE(erased.contains(2));
  CHECK_FALSE(erased.is_mention(12));
  CHECK(erased.contains(3));
}

TEST_CASE("a mention is one as long as any erased account goes by it", "[unit][engine]") {
  ErasedAccounts erased;
  erased.add(1, {11, 12});
  erased.add(2, {12});
  erased.lift(1);
  CHECK_FALSE(erased.is_mention(11));
  CHECK(erased.is_mention(12));
  erased.lift(2);
  erased.lift(2);
  CHECK_FALSE(erased.is_mention(12));
  CHECK(erased.empty());
}

TEST_CASE("accounts that are erased are so after a snapshot", "[unit][engine]") {
  ErasedAccounts before, after;
  before.add(1, {11, 12});
  before.add(2, {12});
  REQUIRE(test::read_into(after, test::bytes_of(before)).ok());
  CHECK(test::bytes_of(after) == test::bytes_of(before));
  after.lift(2);
  CHECK(after.contains(1));
  CHECK(after.is_mention(12));
}

}  // namespace lockstep::engine
