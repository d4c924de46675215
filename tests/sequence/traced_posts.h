// Posts for the tests of this room: small ones with chosen order fields, and wild ones with every
// field drawn at random.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "lockstep/core/order.h"
#include "lockstep/core/trace.h"

namespace lockstep::testing {

using Random = std::mt19937_64;

inline std::uint64_t below(Random& random, std::uint64_t bound) { return random() % bound; }

inline TracedPost post_at(std::int64_t seconds, std::string id, std::string account = "ana") {
  TracedPost p;
  p.time = EventTime{std::chrono::seconds{seconds}};
  p.platform = "x";
  p.post_id = std::move(id);
  p.account_id = std::move(account);
  p.sha256 = sha256(p.post_id);
  return p;
}

// Any bytes, zero and invalid UTF-8 included; now and then longer than a small-string buffer.
inline std::string any_text(Random& random) {
  std::string s(below(random, 8) == 0 ? below(random, 400) : below(random, 12), '\0');
  for (char& c : s) c = static_cast<char>(random());
  return s;
}

template <class T>
std::optional<T> maybe(Random& random, T value) {
  return below(random, 2) == 0 ? std::nullopt : std::optional<T>(value);
}

inline Sketch any_sketch(Random& random) {
  Sketch s;
  s.kind = static_cast<KindId>(random());
  s.excerpt = any_text(random);
  switch (below(random, 4)) {
    case 0: {
      TextSketch text;
      for (auto& band : text.bands) band = random();
      for (auto& bin : text.bins) bin = static_cast<std::uint8_t>(random());
      s.body = text;
      break;
    }
    case 1: {
      PdqSketch pdq;
      for (auto& word : pdq.bits) word = random();
      s.body = pdq;
      break;
    }
    case 2:
      s.body = EmbeddingSketch{{random(), random(), random(), random()}};
      break;
    default:
      s.body = DhashSketch{random()};
  }
  return s;
}

// Every field at random; the order fields from small sets, so that ties of every depth occur.
inline TracedPost any_post(Random& random) {
  TracedPost p;
  p.time = from_micros(static_cast<std::int64_t>(below(random, 6)) - 2);
  p.event = static_cast<EventKind>(below(random, 4));
  p.action = static_cast<Action>(below(random, 6));
  p.time_clamped = below(random, 2) != 0;
  p.platform = below(random, 2) == 0 ? "x" : "\xff";
  p.post_id = std::string(below(random, 3), below(random, 2) == 0 ? '1' : '\x80');
  p.part = below(random, 2) == 0 ? "" : "b";
  p.account_id = any_text(random);
  p.source = {static_cast<std::uint32_t>(random()), static_cast<std::int32_t>(random()),
              static_cast<std::int64_t>(random())};
  p.sha256[below(random, 2) * 31] = static_cast<std::uint8_t>(below(random, 2) * 255);
  p.author = {any_text(random),
              any_text(random),
              any_text(random),
              any_text(random),
              maybe(random, from_micros(static_cast<std::int64_t>(random()))),
              maybe(random, static_cast<std::int64_t>(random())),
              maybe(random, static_cast<std::int64_t>(random())),
              maybe(random, ClaimedZone{-210, static_cast<std::int16_t>(below(random, 800))}),
              below(random, 2) != 0,
              below(random, 2) != 0};
  p.lang = any_text(random);
  p.geo_country = any_text(random);
  p.translation_lang = any_text(random);
  p.translation = any_text(random);
  p.target_author = any_text(random);
  p.collector = any_text(random);
  p.request_id = any_text(random);
  p.views = maybe(random, static_cast<std::int64_t>(random()));
  p.traces.resize(below(random, 5));
  for (Trace& t : p.traces) t = {static_cast<KindId>(random()), random(), any_text(random)};
  for (std::uint64_t n = below(random, 3); n > 0; --n) p.sketches.push_back(any_sketch(random));
  return p;
}

inline std::vector<TracedPost> any_posts(Random& random, std::size_t count) {
  std::vector<TracedPost> posts;
  for (std::size_t i = 0; i < count; ++i) posts.push_back(any_post(random));
  return posts;
}

inline std::vector<TracedPost> in_total_order(std::vector<TracedPost> posts) {
  std::stable_sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

}  // namespace lockstep::testing
