#include "frame.h"

#include <catch2/catch.hpp>

#include "frame_stage.h"
#include "lockstep/runtime/normalized_source.h"
#include "outbox.h"

namespace lockstep::runtime {
namespace {

constexpr std::uint64_t kKinds = 77;

NormalizedPost framed(const BatchPost& post) {
  NormalizedPost out{"id", "{}", {}};
  write_post(post, out.framed);
  return out;
}

std::vector<Frame> frames_of(const std::vector<OutputRecord>& records) {
  std::vector<Frame> frames;
  for (const auto& r : records) {
    REQUIRE(read_frame(r.headers.front().second, frames.emplace_back()));
  }
  return frames;
}

BatchPost a_post() {
  BatchPost post;
  post.post.platform = "x";
  post.post.post_id = "1";
  post.post.account_id = "a";
  post.trusted_clock = from_micros(5);
  return post;
}

}  // namespace

TEST_CASE("a frame gives back the raw record, its envelope and its posts", "[unit][runtime]") {
  auto traced = a_post();
  traced.post.sketches.push_back({2, EmbeddingSketch{{1, 2, 3, ~0ULL}}, "embedding:1"});
  const auto post = framed(traced);
  RecordEnvelope envelope;
  envelope.key = "key";
  envelope.headers = {{"trace", "t-1"}, {"", ""}};
  envelope.time = from_micros(-7);
  std::vector<OutputRecord> records;
  write_frames(kKinds, {"raw", 3, 40, 42, "bytes \xff", &envelope, &post, 1}, records);
  REQUIRE(records.size() == 1);
  CHECK(records[0].key == "id");
  CHECK(records[0].value == "{}");
  const auto frame = frames_of(records).front();
  CHECK(frame.kinds == kKinds);
  CHECK(frame.from == 40);
  CHECK(frame.offset == 42);
  CHECK(frame.time == envelope.time);
  CHECK(frame.headers == envelope.headers);
  CHECK(frame.key() == "key");
  CHECK(frame.raw() == "bytes \xff");
  BatchPosts posts;
  REQUIRE(read_posts(frame.posts, frame.post_count, posts));
  CHECK(posts[0].post.post_id == "1");
  REQUIRE(posts[0].post.sketches.size() == 1);
  CHECK(std::get<EmbeddingSketch>(posts[0].post.sketches[0].body).bits ==
        std::array<std::uint64_t, 4>{1, 2, 3, ~0ULL});
  CHECK(posts[0].trusted_clock == from_micros(5));
}

TEST_CASE("no key, an empty key and no clock are told apart", "[unit][runtime]") {
  auto bare = a_post();
  bare.trusted_clock.reset();
  const auto post = framed(bare);
  RecordEnvelope without, empty;
  empty.key = "";
  std::vector<OutputRecord> records;
  write_frames(kKinds, {"raw", 0, 0, 0, "b", &without, &post, 1}, records);
  write_frames(kKinds, {"raw", 0, 1, 1, "b", &empty, &post, 1}, records);
  const auto frames = frames_of(records);
  CHECK_FALSE(frames[0].key_size.has_value());
  CHECK_FALSE(frames[0].time.has_value());
  CHECK(frames[1].key_size == 0U);
  BatchPosts posts;
  REQUIRE(read_posts(frames[0].posts, 1, posts));
  CHECK_FALSE(posts[0].trusted_clock.has_value());
}

TEST_CASE("a long record takes as many frames as its bytes need, each within the bound",
          "[unit][runtime]") {
  const auto post = framed(a_post());
  RecordEnvelope envelope;
  envelope.key = std::string(4'000, 'k');
  envelope.headers.assign(100, {std::string(2'000, 'n'), std::string(2'000, 'v')});
  for (const std::size_t size :
       {(256UL << 10) - 4'001, (256UL << 10) - 4'000, (256UL << 10) - 3'999, 1UL << 20}) {
    std::vector<OutputRecord> records;
    write_frames(kKinds, {"raw", 0, 9, 9, std::string(size, 'b'), &envelope, &post, 1}, records);
    CHECK(records.size() == (size + 4'000 + (256 << 10) - 1) / (256 << 10));
    const auto frames = frames_of(records);
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < frames.size(); ++i) {
      CHECK(frames[i].has(kMore) == (i + 1 < frames.size()));
      CHECK(frames[i].has(kContinues) == (i > 0));
      CHECK(records[i].headers.front().second.size() < Outbox::kMaxValue / 2);
      bytes += frames[i].chunk.size();
    }
    CHECK(bytes == frames.front().whole_size);
    CHECK(frames.front().headers.size() == 64);
  }
}

TEST_CASE("what a frame covers is told without its posts", "[unit][runtime]") {
  const auto post = framed(a_post());
  const RecordEnvelope envelope;
  std::vector<OutputRecord> records;
  write_frames(kKinds, {"raw", 0, 5, 8, "b", &envelope, &post, 1}, records);
  records.push_back(write_place(kKinds, "raw", 2, 9, 12));
  const auto frame = cover_of(records[0].headers.front().second);
  const auto place = cover_of(records[1].headers.front().second);
  REQUIRE((frame && place));
  CHECK((frame->from == 5 && frame->next == 9));
  CHECK((place->from == 9 && place->next == 12));
  CHECK(records[1].value ==
        R"({"schema":"lockstep.place/1","topic":"raw","partition":2,"next":12})");
}

TEST_CASE("a frame that is cut anywhere or of another version is none", "[unit][runtime]") {
  const auto post = framed(a_post());
  RecordEnvelope envelope;
  envelope.key = "key";
  envelope.headers = {{"name", "value"}};
  std::vector<OutputRecord> records;
  write_frames(kKinds, {"raw", 0, 0, 300, "bytes", &envelope, &post, 1}, records);
  const std::string whole = records.front().headers.front().second;
  Frame frame;
  BatchPosts posts;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    CHECK_FALSE((read_frame(cut, frame) && read_posts(frame.posts, frame.post_count, posts)));
  }
  CHECK_FALSE((read_frame(whole + 'x', frame) && read_posts(frame.posts, frame.post_count, posts)));
  std::string other = whole;
  other[0] = 2;
  CHECK_FALSE(read_frame(other, frame));
  // Any byte may be wrong: it is read or refused, within its bounds.
  for (std::size_t i = 0; i < whole.size(); ++i)
    for (const int flip : {0x01, 0x80, 0xff}) {
      other = whole;
      other[i] = static_cast<char>(other[i] ^ flip);
      posts.clear();
      if (read_frame(other, frame)) read_posts(frame.posts, frame.post_count, posts);
    }
}

TEST_CASE("whatever byte of a frame is wrong, what is taken of it can be reckoned with",
          "[property][runtime]") {
  const auto registry = signals::Registry::with_all();
  auto traced = a_post();
  traced.post.time = from_micros(1'767'571'200'000'000);
  traced.post.author.created_at = traced.post.time;
  traced.post.traces.push_back({1, 7, "trace"});
  traced.post.sketches.push_back({2, TextSketch{}, "words"});
  const auto post = framed(traced);
  const RecordEnvelope envelope;
  std::vector<OutputRecord> records;
  write_frames(kinds_of(registry), {"raw", 0, 0, 300, "bytes", &envelope, &post, 1}, records);
  const std::string whole = records.front().headers.front().second;
  FrameStage stage(registry);
  const auto process = [&](const std::string& bytes) {
    Batch batch;
    batch.bytes = bytes;
    batch.records.push_back({0, bytes.size(), {}, false, {}});
    stage.process(batch);
    return batch;
  };
  REQUIRE(process(whole).failure.ok());
  int refused = 0;
  const EventTime first = *parse_rfc3339("1900-01-01T00:00:00Z");
  const EventTime last = *parse_rfc3339("2200-01-01T00:00:00Z");
  for (std::size_t i = 0; i < whole.size(); ++i)
    for (int value = 0; value < 256; ++value) {
      auto other = whole;
      other[i] = static_cast<char>(value);
      const auto batch = process(other);
      refused += batch.failure.ok() ? 0 : 1;
      if (!batch.failure.ok()) continue;
      for (const auto& p : batch.posts) {
        REQUIRE((p.post.time >= first && p.post.time < last));
        for (const auto& t : p.post.traces) REQUIRE(t.kind < registry.kinds().size());
        for (const auto& s : p.post.sketches) REQUIRE(s.kind < registry.kinds().size());
      }
    }
  CHECK(refused > 1'000);
}

TEST_CASE("kinds are told apart by name and order", "[unit][runtime]") {
  const std::vector<std::string> two = {"repost", "url"}, one = {"url"};
  const auto all = signals::Registry::with_all();
  CHECK(kinds_of(signals::Registry(two)) != kinds_of(signals::Registry(one)));
  CHECK(kinds_of(all) != kinds_of(signals::Registry(two)));
  CHECK(kinds_of(all) == kinds_of(signals::Registry::with_all()));
}

}  // namespace lockstep::runtime
