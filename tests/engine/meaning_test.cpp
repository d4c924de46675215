// A group whose posts are worded anew each time, found by what upstream says they mean.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "lockstep/core/order.h"
#include "lockstep/engine/engine.h"
#include "traced_posts.h"

namespace lockstep::engine {
namespace {

using Vector = std::vector<float>;
constexpr std::size_t kComponents = 128;
constexpr int kMembers = 12;

// Of about unit length: a sum of uniforms is near enough to normal.
Vector some_vector(std::mt19937_64& random) {
  Vector v(kComponents);
  for (auto& x : v) {
    for (int i = 0; i < 12; ++i) x += static_cast<float>(random() >> 40) * 0x1p-24F;
    x = (x - 6) / std::sqrt(static_cast<float>(kComponents));
  }
  return v;
}

// Any two of one `meaning` have about this cosine.
Vector near(std::mt19937_64& random, const Vector& meaning, float cosine) {
  auto v = some_vector(random);
  for (std::size_t i = 0; i < v.size(); ++i)
    v[i] = std::sqrt(cosine) * meaning[i] + std::sqrt(1 - cosine) * v[i];
  return v;
}

std::vector<TracedPost> world(const signals::Registry& registry) {
  std::mt19937_64 random(7);
  std::vector<TracedPost> posts;
  const auto say = [&](const std::string& account, double second, Vector embedding) {
    const auto id = "p" + std::to_string(posts.size());
    posts.push_back(test::post(registry, account, id, second, [&](Post& p) {
      p.plain_text = p.folded_text =
          "what " + std::to_string(random()) + " says about " + std::to_string(random());
      p.embedding = std::move(embedding);
    }));
  };
  for (int i = 0; i < 3'000; ++i) {
    say("o" + std::to_string(random() % 400), static_cast<double>(random() % 86'400),
        some_vector(random));
  }
  for (int wave = 0; wave < 8; ++wave) {
    const auto meaning = some_vector(random);
    for (int a = 0; a < kMembers; ++a) {
      say("c" + std::to_string(a), 3'600.0 * (wave + 1) + static_cast<double>(random() % 120),
          near(random, meaning, 0.97F));
    }
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

std::vector<alert::Alert> alerts_of(const signals::Registry& registry) {
  Engine engine({}, registry, {});
  std::vector<alert::Alert> alerts;
  for (const auto& p : world(registry)) engine.on_post(p, alerts);
  engine.on_end(false, alerts);
  return alerts;
}

TEST_CASE("who says the same in other words is found by embeddings, and only by them",
          "[unit][engine]") {
  const auto alerts = alerts_of(signals::Registry(std::vector<std::string>{"meaning", "text"}));
  REQUIRE_FALSE(alerts.empty());
  CHECK(alerts.back().account_count == kMembers);
  for (const auto& a : alerts) {
    for (const auto& member : a.accounts) CHECK(member.account.starts_with("x:c"));
    REQUIRE_FALSE(a.evidence.empty());
    for (const auto& e : a.evidence) {
      CHECK(e.kind == "meaning");
      CHECK(e.key.starts_with("embedding:"));
    }
  }
  CHECK(alerts_of(signals::Registry(std::vector<std::string>{"text"})).empty());
}

}  // namespace
}  // namespace lockstep::engine
