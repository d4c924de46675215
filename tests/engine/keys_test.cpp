#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/core/order.h"
#include "lockstep/engine/engine.h"
#include "traced_posts.h"

namespace lockstep::engine {
namespace {

using test::post;
using test::registry;

TEST_CASE("an account's unchanged biography is looked up once an hour, and still ties it",
          "[unit][engine]") {
  std::vector<TracedPost> posts;
  for (int i = 0; i < 50; ++i) {
    posts.push_back(post(registry(), "a", "p" + std::to_string(i), 60.0 * i, [](Post& p) {
      p.author.bio = "Mother of three, lover of harbours, speaker of truths nobody wants to hear";
    }));
  }
  std::vector<alert::Alert> out;
  Engine engine({}, registry(), {});
  for (const auto& p : posts) engine.on_post(p, out);
  const auto stats = engine.stats();
  CHECK(stats.similar.text_clusters == 1);
  // 50 posts, of which only the first in the hour traces the biography.
  CHECK(stats.traces < 50 * posts[0].traces.size() + 5);
}

// Organic posts, and twelve accounts that copy one text in each of eight waves.
std::vector<TracedPost> copied_texts() {
  std::mt19937_64 random(5);
  std::vector<TracedPost> posts;
  const auto say = [&](const std::string& account, double second, const std::string& text) {
    posts.push_back(
        post(registry(), account, "p" + std::to_string(posts.size()), second, [&](Post& p) {
          p.plain_text = p.folded_text = text;
          p.author.bio = "lives in a town, writes of the harbour: " + account;
        }));
  };
  for (int i = 0; i < 3'000; ++i) {
    say("o" + std::to_string(random() % 400), static_cast<double>(random() % 86'400),
        "what " + std::to_string(random()) + " says about " + std::to_string(random()));
  }
  for (int wave = 0; wave < 8; ++wave) {
    std::string words;
    for (int i = 0; i < 6; ++i) words += ' ' + std::to_string(random());
    for (int a = 0; a < 12; ++a) {
      say("c" + std::to_string(a), 3'600.0 * (wave + 1) + static_cast<double>(random() % 120),
          std::to_string(random() % 100) + " reasons why" + words);
    }
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

TEST_CASE("keys may be given long before a post's turn", "[property][engine]") {
  const auto run = [](std::vector<TracedPost> posts, bool ahead) {
    Engine engine({}, registry(), {});
    if (ahead) {
      for (auto& p : posts) engine.give_keys(p);
    }
    std::vector<alert::Alert> alerts;
    for (const auto& p : posts) engine.on_post(p, alerts);
    engine.on_end(false, alerts);
    std::string bytes;
    for (const auto& a : alerts) bytes += alert::to_flat_json(a) + '\n';
    return bytes;
  };
  const auto expected = run(copied_texts(), false);
  REQUIRE_FALSE(expected.empty());
  CHECK(run(copied_texts(), true) == expected);
}

}  // namespace
}  // namespace lockstep::engine
