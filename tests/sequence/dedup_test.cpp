#include "lockstep/sequence/dedup.h"

#include <catch2/catch.hpp>

#include "traced_posts.h"

namespace lockstep::sequence {

using namespace std::chrono_literals;
using testing::post_at;

TEST_CASE("copies agree in event, platform, id and part; nothing else matters",
          "[unit][sequence]") {
  struct Case {
    const char* what;
    void (*change)(TracedPost&);
    bool copy;
  };
  const auto c = GENERATE(values<Case>({
      {"nothing", [](TracedPost&) {}, true},
      {"a later time", [](TracedPost& p) { p.time += 1h; }, true},
      {"another record", [](TracedPost& p) { p.sha256.fill(1); }, true},
      {"another account", [](TracedPost& p) { p.account_id = "bob"; }, true},
      {"other coordinates", [](TracedPost& p) { p.source.offset = 7; }, true},
      {"a delete", [](TracedPost& p) { p.event = EventKind::kDelete; }, false},
      {"another platform", [](TracedPost& p) { p.platform = "y"; }, false},
      {"another id", [](TracedPost& p) { p.post_id = "2"; }, false},
      {"another part", [](TracedPost& p) { p.part = "2"; }, false},
      {"bytes moved between fields",
       [](TracedPost& p) {
         p.platform = "";
         p.part = "x";
       },
       false},
  }));
  CAPTURE(c.what);
  DuplicateFilter filter(24h, 100);
  TracedPost other = post_at(0, "1");
  REQUIRE(filter.admit(other));
  c.change(other);
  CHECK(filter.remembers(other) == c.copy);
  CHECK(filter.admit(other) == !c.copy);
}

TEST_CASE("events without an id are copies only with the same record, account and time",
          "[unit][sequence]") {
  DuplicateFilter filter(24h, 100);
  TracedPost login = post_at(0, "");
  login.event = EventKind::kLogin;
  CHECK(filter.admit(login));
  CHECK_FALSE(filter.admit(login));
  TracedPost other_record = login, other_account = login, other_time = login;
  other_record.sha256.fill(3);
  other_account.account_id = "bob";
  other_time.time += 1s;
  CHECK(filter.admit(other_record));
  CHECK(filter.admit(other_account));
  CHECK(filter.admit(other_time));
}

TEST_CASE("an event is remembered up to and including the horizon", "[unit][sequence]") {
  struct Case {
    Duration later;
    bool admitted;
  };
  const auto c =
      GENERATE(values<Case>({{24h - Duration{1}, false}, {24h, false}, {24h + Duration{1}, true}}));
  DuplicateFilter filter(24h, 100);
  TracedPost post = post_at(0, "1");
  REQUIRE(filter.admit(post));
  post.time += c.later;
  CHECK(filter.admit(post) == c.admitted);
}

TEST_CASE("a copy does not prolong the memory of the first", "[unit][sequence]") {
  DuplicateFilter filter(24h, 100);
  CHECK(filter.admit(post_at(0, "1")));
  CHECK_FALSE(filter.admit(post_at(20 * 3600, "1")));
  CHECK(filter.admit(post_at(25 * 3600, "1")));
}

TEST_CASE("beyond its bound the filter forgets the oldest and says so", "[unit][sequence]") {
  DuplicateFilter filter(24h, 2);
  for (const char* id : {"1", "2", "3"}) CHECK(filter.admit(post_at(0, id)));
  CHECK(filter.size() == 2);
  CHECK(filter.evicted() == 1);
  CHECK_FALSE(filter.remembers(post_at(0, "1")));
  CHECK(filter.remembers(post_at(0, "2")));
  CHECK(filter.remembers(post_at(0, "3")));
}

}  // namespace lockstep::sequence
