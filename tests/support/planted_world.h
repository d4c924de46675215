// A day of accounts that repost at random, a group among them that does the same things, and what
// the engine says of it.
#pragma once

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "lockstep/engine/engine.h"
#include "traced_posts.h"

namespace lockstep::test {

// Organic accounts repost at random from a heavy-tailed set of posts; `planted` accounts also all
// repost the same target once an hour.
inline std::vector<TracedPost> world(std::uint64_t seed, int planted, int waves) {
  std::mt19937_64 random(seed);
  std::vector<TracedPost> posts;
  for (int i = 0; i < 6'000; ++i) {
    const auto account = "o" + std::to_string(random() % 800);
    const auto u = static_cast<double>(random() % 1'000'000) / 1e6;
    const auto target = "t" + std::to_string(static_cast<int>(3'000 * u * u * u));
    posts.push_back(repost(registry(), account, target, static_cast<double>(random() % 86'400)));
  }
  for (int wave = 0; wave < waves; ++wave) {
    for (int a = 0; a < planted; ++a) {
      posts.push_back(repost(registry(), "p" + std::to_string(a), "w" + std::to_string(wave),
                             3'600.0 * (wave + 1) + static_cast<double>(random() % 120)));
    }
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

struct Run {
  std::vector<alert::Alert> alerts;
  engine::EngineStats stats;
  std::string bytes;
};

inline std::string bytes_of(const std::vector<alert::Alert>& alerts) {
  std::string bytes;
  for (const auto& a : alerts) bytes += alert::to_flat_json(a) + '\n';
  return bytes;
}

inline Run run(const std::vector<TracedPost>& posts, bool flush = false,
               engine::EngineConfig config = {}, const alert::Provenance& provenance = {}) {
  engine::Engine engine(config, registry(), provenance);
  Run r;
  for (const auto& p : posts) engine.on_post(p, r.alerts);
  engine.on_end(flush, r.alerts);
  r.stats = engine.stats();
  r.bytes = bytes_of(r.alerts);
  return r;
}

inline std::set<std::string> named(const std::vector<alert::Alert>& alerts) {
  std::set<std::string> out;
  for (const auto& a : alerts) {
    for (const auto& m : a.accounts) out.insert(m.account);
  }
  return out;
}

}  // namespace lockstep::test
