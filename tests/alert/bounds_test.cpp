#include "bounds.h"

#include <catch2/catch.hpp>

namespace lockstep::alert {

TEST_CASE("the largest that fits is found at every place") {
  for (std::size_t limit = 0; limit <= 20; ++limit) {
    for (std::size_t most = 0; most <= 20; ++most) {
      CHECK(largest_that_fits(limit, [&](std::size_t n) { return n <= most; }) ==
            std::min(limit, most));
    }
  }
}

TEST_CASE("a record gives up evidence posts first, accounts next, and no more than it must") {
  struct Case {
    std::size_t account_bytes, post_bytes, accounts, posts;
  };
  const auto [account_bytes, post_bytes, accounts, posts] =
      GENERATE(values<Case>({{100, 100, 1000, 1000},
                             {0, 900, 1000, 1000},
                             {0, 901, 1000, 998},
                             {800, 200, 1000, 500},
                             {900, 200, 1000, 0},
                             {901, 200, 998, 0},
                             {9000, 0, 100, 0}}));
  Room last;
  const auto write = [&](Room room) {
    last = room;
    return std::string(room.accounts * account_bytes + room.evidence_posts * post_bytes, 'x');
  };
  const std::string record = write_within_bounds(Room{}, write);
  CHECK(record.size() <= kMaxRecordBytes);
  CHECK(last.accounts == accounts);
  CHECK(last.evidence_posts == posts);
}

}  // namespace lockstep::alert
