#include "lockstep/sequence/sequencer.h"

#include <catch2/catch.hpp>

#include "lockstep/sequence/codec.h"
#include "traced_posts.h"

namespace lockstep::sequence {
namespace {

using namespace std::chrono_literals;
using testing::post_at;
using testing::Random;

struct Outcome {
  std::vector<std::string> released, late;
  std::uint64_t duplicates = 0;
};

struct Sent {
  std::uint32_t partition;
  TracedPost post;
  std::optional<EventTime> clock;
};

std::string name(const TracedPost& p) {
  return p.post_id + '@' + std::to_string(to_micros(p.time));
}

Outcome run(Sequencer& sequencer, std::vector<Sent> posts, std::uint32_t partitions) {
  Outcome out;
  const auto keep = [&](Fate fate, const TracedPost& p) {
    if (fate == Fate::kNext) out.released.push_back(name(p));
    if (fate == Fate::kLate) out.late.push_back(name(p));
  };
  for (auto& s : posts) {
    sequencer.push(s.partition, std::move(s.post), s.clock);
    sequencer.release(keep);
  }
  for (std::uint32_t p = 0; p < partitions; ++p) sequencer.end(p);
  sequencer.release(keep);
  std::sort(out.late.begin(), out.late.end());
  out.duplicates = sequencer.duplicate_posts();
  return out;
}

// A post every second by 20 accounts, every tenth sent twice.
std::vector<Sent> steady_stream(int seconds) {
  std::vector<Sent> posts;
  for (int i = 0; i < seconds; ++i)
    for (int copies = i % 10 == 0 ? 2 : 1; copies > 0; --copies)
      posts.push_back(
          {0, post_at(1000 + i, std::to_string(i), std::to_string(i % 20)), std::nullopt});
  return posts;
}

// Every post may come up to `lateness` of event time after newer ones.
std::vector<Sent> shuffled_within(std::vector<Sent> posts, Duration lateness, Random& random) {
  std::vector<std::pair<EventTime, Sent>> keyed;
  for (auto& s : posts) {
    const auto delay = static_cast<std::int64_t>(
        testing::below(random, static_cast<std::uint64_t>(lateness.count()) + 1));
    keyed.emplace_back(s.post.time + Duration{delay}, std::move(s));
  }
  std::sort(keyed.begin(), keyed.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  posts.clear();
  for (auto& k : keyed) posts.push_back(std::move(k.second));
  return posts;
}

}  // namespace

TEST_CASE("any shuffle within the allowed lateness gives the same sequence",
          "[property][sequence]") {
  Sequencer in_order({});
  const Outcome expected = run(in_order, steady_stream(600), 1);
  REQUIRE(expected.released.size() == 600);
  REQUIRE(expected.duplicates == 60);
  Random random(7);
  for (int round = 0; round < 20; ++round) {
    Sequencer sequencer({});
    const Outcome got = run(sequencer, shuffled_within(steady_stream(600), 60s, random), 1);
    REQUIRE(got.released == expected.released);
    REQUIRE(got.late.empty());
    REQUIRE(got.duplicates == expected.duplicates);
  }
}

TEST_CASE("any interleaving of partitions gives the same sequence and the same late posts",
          "[property][sequence]") {
  Random random(8);
  std::vector<std::vector<Sent>> partitions(3);
  for (std::uint32_t p = 0; p < 3; ++p)
    for (auto& s : shuffled_within(steady_stream(200), 90s, random)) {  // some beyond 60 s
      s.partition = p;
      s.post.post_id += "abc"[p];
      if (testing::below(random, 9) == 0) s.post.event = EventKind::kDelete;
      partitions[p].push_back(s);
    }
  std::optional<Outcome> expected;
  for (int round = 0; round < 10; ++round) {
    std::vector<Sent> merged;
    std::array<std::size_t, 3> next{};
    while (merged.size() < partitions[0].size() * 3) {
      const auto p = testing::below(random, 3);
      if (next[p] < partitions[p].size()) merged.push_back(partitions[p][next[p]++]);
    }
    Sequencer sequencer({.partitions = 3});
    const Outcome got = run(sequencer, merged, 3);
    if (!expected) expected = got;
    REQUIRE(got.released == expected->released);
    REQUIRE(got.late == expected->late);
    REQUIRE(got.duplicates == expected->duplicates);
  }
  CHECK(!expected->late.empty());
  CHECK(expected->duplicates > 0);
}

TEST_CASE("posts of 2037 by two accounts change nothing for the others", "[unit][sequence]") {
  Sequencer undisturbed({});
  const Outcome expected = run(undisturbed, steady_stream(300), 1);
  auto posts = steady_stream(300);
  for (std::size_t at : {0U, 1U, 50U, 100U, 200U})
    posts.insert(posts.begin() + static_cast<std::ptrdiff_t>(at),
                 {0,
                  post_at(2'114'380'800 + static_cast<std::int64_t>(at), "far" + std::to_string(at),
                          at % 2 == 0 ? "eve" : "mal"),
                  std::nullopt});
  Sequencer sequencer({});
  Outcome got = run(sequencer, posts, 1);
  REQUIRE(got.released.size() == expected.released.size() + 5);
  got.released.resize(expected.released.size());
  CHECK(got.released == expected.released);
  CHECK(got.late.empty());
}

TEST_CASE("a remembered late copy is a duplicate, an unknown late post is late",
          "[unit][sequence]") {
  Sequencer sequencer({});
  std::vector<std::pair<Fate, std::string>> fates;
  const auto note = [&](Fate fate, const TracedPost& p) { fates.emplace_back(fate, p.post_id); };
  const auto push = [&](std::int64_t seconds, const char* id) {
    const auto arrival =
        sequencer.push(0, post_at(seconds, id), EventTime{std::chrono::seconds{seconds}});
    sequencer.release(note);
    return arrival;
  };
  CHECK(push(1000, "1") == Arrival::kHeld);
  CHECK(push(1061, "2") == Arrival::kHeld);
  CHECK(push(1000, "1") == Arrival::kLate);
  CHECK(push(1000, "3") == Arrival::kLate);
  CHECK(push(1001, "4") == Arrival::kHeld);  // exactly at the watermark
  CHECK(fates == std::vector<std::pair<Fate, std::string>>{
                     {Fate::kNext, "1"}, {Fate::kLateDuplicate, "1"}, {Fate::kLate, "3"}});
}

TEST_CASE("a delete takes effect however late it comes, at its partition's watermark",
          "[unit][sequence]") {
  Sequencer sequencer({.partitions = 2});
  std::vector<std::string> next;
  const auto note = [&](Fate fate, const TracedPost& p) {
    CHECK(fate == Fate::kNext);
    next.push_back(name(p));
  };
  const auto push = [&](std::uint32_t partition, TracedPost post) {
    const EventTime clock = post.time;
    const auto arrival = sequencer.push(partition, std::move(post), clock);
    sequencer.release(note);
    return arrival;
  };
  auto deleted = post_at(100, "gone");
  deleted.event = EventKind::kDelete;
  push(0, post_at(1000, "ahead"));  // watermark of partition 0: 940
  push(0, post_at(940, "at it"));
  CHECK(push(0, deleted) == Arrival::kHeld);
  push(0, post_at(941, "behind it"));
  push(1, post_at(2000, "other"));
  CHECK(next == std::vector<std::string>{});
  push(0, post_at(1002, "further"));  // ... and now: 942
  CHECK(next ==
        std::vector<std::string>{"at it@940000000", "gone@940000000", "behind it@941000000"});
}

TEST_CASE("a late delete that is read again is done with if it was released, and else comes again",
          "[unit][sequence]") {
  auto deleted = post_at(100, "gone");
  deleted.event = EventKind::kDelete;
  for (const std::int64_t frontier : {940, 941}) {
    Sequencer sequencer({});
    const auto again = [&](TracedPost post, std::int64_t clock) {
      return sequencer.push_again(0, std::move(post), EventTime{std::chrono::seconds{clock}},
                                  EventTime{std::chrono::seconds{frontier}});
    };
    CHECK(again(post_at(1000, "ahead"), 1000) == Arrival::kHeld);
    CHECK(again(deleted, 1000) == (frontier == 940 ? Arrival::kHeld : Arrival::kDone));
  }
}

TEST_CASE("a late post is judged when the slowest partition has come as far", "[unit][sequence]") {
  Sequencer sequencer({.partitions = 2});
  std::vector<std::pair<Fate, std::string>> fates;
  const auto note = [&](Fate fate, const TracedPost& p) { fates.emplace_back(fate, p.post_id); };
  const auto push = [&](std::uint32_t partition, std::int64_t seconds, const char* id) {
    sequencer.push(partition, post_at(seconds, id), EventTime{std::chrono::seconds{seconds}});
    sequencer.release(note);
  };
  push(0, 1100, "ahead");  // watermark of partition 0: 1040
  push(0, 1000, "copy");   // late, and nobody knows yet whether it is a copy
  CHECK(fates.empty());
  push(1, 1000, "copy");
  push(1, 1099, "almost");
  CHECK(fates.size() == 1);  // the copy that was in time
  push(1, 1100, "there");
  REQUIRE(fates.size() == 2);
  CHECK(fates[0] == std::pair<Fate, std::string>{Fate::kNext, "copy"});
  CHECK(fates[1] == std::pair<Fate, std::string>{Fate::kLateDuplicate, "copy"});
}

TEST_CASE("a forced partition holds nobody back, and its older posts are late",
          "[unit][sequence]") {
  Sequencer sequencer({.partitions = 2, .lateness = {Duration{10s}, Duration{20s}}});
  std::vector<std::string> next;
  const auto note = [&](Fate fate, const TracedPost& p) {
    if (fate == Fate::kNext) next.push_back(p.post_id);
  };
  sequencer.push(0, post_at(100, "first"), EventTime{100s});
  sequencer.push(0, post_at(111, "second"), EventTime{111s});
  sequencer.release(note);
  CHECK(next.empty());
  sequencer.force(1, EventTime{101s});
  sequencer.release(note);
  CHECK(next == std::vector<std::string>{"first"});
  CHECK(sequencer.push(1, post_at(100, "late"), std::nullopt) == Arrival::kLate);
  CHECK(sequencer.push(1, post_at(101, "in time"), std::nullopt) == Arrival::kHeld);
}

TEST_CASE("of equal posts the one with the lower coordinates is first, whichever came first",
          "[unit][sequence]") {
  for (const bool swapped : {false, true}) {
    Sequencer sequencer({.partitions = 2});
    std::optional<Coordinates> winner;
    for (const std::uint32_t i : {0U, 1U}) {
      auto post = post_at(1000, "same");
      const std::uint32_t partition = swapped ? 1 - i : i;
      post.source.partition = static_cast<std::int32_t>(partition);
      sequencer.push(partition, std::move(post), std::nullopt);
    }
    sequencer.end(0);
    sequencer.end(1);
    sequencer.release([&](Fate fate, const TracedPost& p) {
      if (fate == Fate::kNext) winner = p.source;
    });
    REQUIRE(winner);
    CHECK(winner->partition == 0);
  }
}

TEST_CASE("a full buffer lets the oldest go and counts it", "[unit][sequence]") {
  Sequencer sequencer({.reorder_bytes = 10 * sizeof(TracedPost)});
  Outcome out;
  const auto keep = [&](Fate, const TracedPost& p) { out.released.push_back(p.post_id); };
  for (int i = 0; i < 100; ++i) {  // one account: without a clock there is no watermark
    sequencer.push(0, post_at(i, std::to_string(i)), std::nullopt);
    sequencer.release(keep);
    REQUIRE(sequencer.buffer().bytes() <= 10 * sizeof(TracedPost));
  }
  CHECK(sequencer.forced() == 90);
  CHECK(out.released.size() == 90);
  CHECK(sequencer.push(0, post_at(89, "again late"), std::nullopt) == Arrival::kLate);
  CHECK(sequencer.push(0, post_at(90, "in time"), std::nullopt) == Arrival::kHeld);
}

}  // namespace lockstep::sequence
