#include "band_table.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

namespace lockstep::similar {
namespace {

TEST_CASE("the band table does what a map does", "[property][similar]") {
  // Few different bands, crowded at both ends, so that runs are long and wrap around.
  const auto crowd = GENERATE(as<std::uint32_t>{}, 16, 300, 20'000);
  BandTable table;
  std::map<std::uint32_t, Node> model;
  std::mt19937_64 random{crowd};
  for (int step = 0; step < 60'000; ++step) {
    const auto n = static_cast<std::uint32_t>(random() % crowd);
    const auto band = random() % 2 == 0 ? n << 4 : 0xFFFFFFFF - n;
    if (random() % 5 < 3) {
      const auto head = static_cast<Node>(random() % 1000);
      const auto before = model.try_emplace(band, kNoNode).first;
      REQUIRE(table.set_head(band, head) == before->second);
      before->second = head;
    } else if (const auto known = model.find(band); known != model.end()) {
      const auto head = random() % 4 > 0 ? known->second : static_cast<Node>(random() % 1000);
      const auto next = random() % 4 > 0 ? kNoNode : static_cast<Node>(random() % 1000);
      const bool replaced = head == known->second;
      REQUIRE(table.replace_head(band, head, next) == replaced);
      if (replaced) known->second = next;
      if (replaced && next == kNoNode) model.erase(known);
    } else {
      REQUIRE_FALSE(table.replace_head(band, 1, kNoNode));
    }
    const auto found = model.find(band);
    REQUIRE(table.head(band) == (found == model.end() ? kNoNode : found->second));
  }
  CHECK(table.size() == model.size());
  for (const auto& [band, head] : model) REQUIRE(table.head(band) == head);
}

}  // namespace
}  // namespace lockstep::similar
