#include "offset_ledger.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

namespace lockstep::runtime {

TEST_CASE("the lowest open record is found in any order of settling", "[property][runtime]") {
  std::mt19937_64 random(9);
  for (int round = 0; round < 200; ++round) {
    OffsetLedger ledger;
    std::map<std::int64_t, std::uint32_t> open;
    std::int64_t next = 0;
    for (int step = 0; step < 100; ++step) {
      if (open.empty() || random() % 2 == 0) {
        next += 1 + static_cast<std::int64_t>(random() % 3);  // offsets have gaps
        const auto posts = static_cast<std::uint32_t>(random() % 4);
        ledger.add(next, posts);
        if (posts > 0) open[next] = posts;
      } else {
        auto chosen = open.begin();
        std::advance(chosen, static_cast<std::ptrdiff_t>(random() % open.size()));
        ledger.settle(chosen->first);
        if (--chosen->second == 0) open.erase(chosen);
      }
      REQUIRE(ledger.lowest(next + 1) == (open.empty() ? next + 1 : open.begin()->first));
    }
  }
}

}  // namespace lockstep::runtime
