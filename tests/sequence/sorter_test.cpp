#include "lockstep/sequence/sorter.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "lockstep/sequence/codec.h"
#include "traced_posts.h"

namespace lockstep::sequence {
namespace {

using testing::any_posts;
using testing::Random;

std::string encoded(const TracedPost& post) {
  std::string bytes;
  encode(post, bytes);
  return bytes;
}

std::vector<std::string> encoded(const std::vector<TracedPost>& posts) {
  std::vector<std::string> out;
  for (const auto& p : posts) out.push_back(encoded(p));
  return out;
}

struct Sorted {
  std::vector<std::string> posts;
  std::uint64_t runs;
};

Sorted sort(const std::vector<TracedPost>& posts, std::size_t memory) {
  ExternalSorter sorter({memory, std::filesystem::temp_directory_path().string()});
  for (const auto& p : posts) REQUIRE(sorter.add(p).ok());
  REQUIRE(sorter.finish().ok());
  Sorted out;
  TracedPost post;
  for (;;) {
    const auto more = sorter.next(post);
    REQUIRE(more.ok());
    if (!*more) break;
    out.posts.push_back(encoded(post));
  }
  out.runs = sorter.spilled_runs();
  return out;
}

}  // namespace

TEST_CASE("a sort on disk equals the sort in memory, ties in arrival order",
          "[property][sequence]") {
  Random random(4);
  struct Case {
    std::size_t posts, memory;
    bool spills;
  };
  const auto c = GENERATE(values<Case>({
      {0, 1 << 20, false},
      {1, 1 << 20, false},
      {1, 1, true},
      {2000, 64 << 20, false},
      {2000, 100'000, true},
      {2000, 5'000, true},
      {300, 1, true},   // a run a post: more than four full merges
      {5000, 1, true},  // merges of merged runs
  }));
  CAPTURE(c.posts, c.memory);
  const auto posts = any_posts(random, c.posts);
  const auto sorted = sort(posts, c.memory);
  CHECK(sorted.posts == encoded(testing::in_total_order(posts)));
  CHECK((sorted.runs > 0) == c.spills);
}

TEST_CASE("posts bigger than a block and than the budget pass", "[unit][sequence]") {
  auto big = testing::post_at(2, "big");
  big.translation = std::string(3 << 20, 't');
  const std::vector<TracedPost> posts{big, testing::post_at(1, "small"), big};
  CHECK(sort(posts, 1000).posts == encoded(testing::in_total_order(posts)));
}

TEST_CASE("a directory that cannot be written is an error that names it", "[unit][sequence]") {
  ExternalSorter sorter({1, "/nonexistent/folder"});
  const Status status = sorter.add(testing::post_at(1, "1"));
  CHECK_FALSE(status.ok());
  CHECK_THAT(message_of(status), Catch::Contains("/nonexistent/folder"));
}

TEST_CASE("no file is left, nor visible meanwhile", "[unit][sequence]") {
  const auto folder = std::filesystem::temp_directory_path() / "lockstep-sorter-test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directory(folder);
  ExternalSorter sorter({1, folder.string()});
  for (int i = 0; i < 3; ++i) REQUIRE(sorter.add(testing::post_at(i, "1")).ok());
  CHECK(sorter.spilled_runs() == 3);
  CHECK(std::filesystem::is_empty(folder));
  std::filesystem::remove_all(folder);
}

}  // namespace lockstep::sequence
