#include "lockstep/sequence/reorder.h"

#include <catch2/catch.hpp>

#include "lockstep/sequence/codec.h"
#include "lockstep/sequence/post_bytes.h"
#include "traced_posts.h"

namespace lockstep::sequence {
namespace {

std::string encoded(const TracedPost& post) {
  std::string bytes;
  encode(post, bytes);
  return bytes;
}

}  // namespace

TEST_CASE("release hands on exactly what is older, in the total order", "[property][sequence]") {
  testing::Random random(6);
  for (int round = 0; round < 100; ++round) {
    ReorderBuffer buffer;
    std::vector<TracedPost> held;
    for (int step = 0; step < 20; ++step) {
      for (auto& post : testing::any_posts(random, testing::below(random, 10))) {
        held.push_back(post);
        buffer.push(std::move(post));
      }
      const auto before = from_micros(static_cast<std::int64_t>(testing::below(random, 7)) - 2);
      std::stable_sort(held.begin(), held.end(), [](const TracedPost& a, const TracedPost& b) {
        const auto order = order_tuple(a) <=> order_tuple(b);
        return order != 0 ? order < 0 : a.source < b.source;
      });
      const auto end =
          std::find_if(held.begin(), held.end(), [&](const auto& p) { return p.time >= before; });
      std::vector<std::string> expected, got;
      for (auto p = held.begin(); p != end; ++p) expected.push_back(encoded(*p));
      held.erase(held.begin(), end);
      buffer.release(before, [&](const TracedPost& p) { got.push_back(encoded(p)); });
      REQUIRE(got == expected);
      REQUIRE(buffer.size() == held.size());
    }
    std::size_t left = 0;
    buffer.release_all([&](const TracedPost&) { ++left; });
    CHECK(left == held.size());
    CHECK(buffer.bytes() == 0);
  }
}

TEST_CASE("bytes are those of the posts held", "[unit][sequence]") {
  ReorderBuffer buffer;
  auto long_id = testing::post_at(1, std::string(1000, 'i'));
  const std::size_t bytes = post_bytes(long_id);
  CHECK(bytes >= sizeof(TracedPost) + 1000);
  buffer.push(std::move(long_id));
  buffer.push(testing::post_at(2, "2"));
  CHECK(buffer.bytes() == bytes + sizeof(TracedPost));
  buffer.release(EventTime{std::chrono::seconds{2}}, [](const TracedPost&) {});
  CHECK(buffer.bytes() == sizeof(TracedPost));
}

TEST_CASE("what is released up to just behind the oldest time is all of that time and no other",
          "[unit][sequence]") {
  ReorderBuffer buffer;
  for (const char* id : {"c", "a", "b"}) buffer.push(testing::post_at(5, id));
  buffer.push(testing::post_at(6, "d"));
  std::string ids;
  REQUIRE(buffer.oldest() == EventTime{std::chrono::seconds{5}});
  buffer.release(buffer.oldest() + Duration{1}, [&](const TracedPost& p) { ids += p.post_id; });
  CHECK(ids == "abc");
  CHECK(buffer.size() == 1);
}

}  // namespace lockstep::sequence
