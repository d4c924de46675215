// What the engine forgets as time goes by, and what it does not.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "lockstep/engine/engine.h"
#include "traced_posts.h"

using namespace lockstep;
using namespace lockstep::engine;
using lockstep::test::registry;

namespace {

constexpr double kDay = 86'400;

class Stream {
 public:
  explicit Stream(std::uint64_t seed) : random_(seed) {}
  // Of each day until then: a crowd reposts what it likes, on that day more than on others.
  void crowd(int days, int posts_a_day) {
    for (int i = 0; i < days * posts_a_day; ++i) {
      const int day = i / posts_a_day;
      const auto u = static_cast<double>(random_() % 1'000'000) / 1e6;
      const auto account = "o" + std::to_string(random_() % 400);
      add(account, std::to_string(day) + "-" + std::to_string(static_cast<int>(800 * u * u * u)),
          kDay * day + static_cast<double>(random_() % 86'400), "of-" + account);
    }
  }
  // Ten accounts repost the same; with a device each, or all with one.
  void wave(double day, bool one_device) {
    ++waves_;
    for (int i = 0; i < 10; ++i) {
      const auto account = "p" + std::to_string(i);
      add(account, "w" + std::to_string(waves_), kDay * day + static_cast<double>(random_() % 90),
          one_device ? "shared" : "of-" + account);
    }
  }
  std::vector<TracedPost> posts() && {
    std::sort(posts_.begin(), posts_.end(), TotalOrder{});
    return std::move(posts_);
  }

 private:
  void add(const std::string& account, const std::string& target, double second,
           const std::string& device) {
    posts_.push_back(test::post(registry(), account, account + target, second, [&](Post& p) {
      p.action = Action::kRepost;
      p.repost_of = target;
      p.infra.device_id = device;
    }));
  }
  std::mt19937_64 random_;
  std::vector<TracedPost> posts_;
  int waves_ = 0;
};

std::set<std::string> quoted(const alert::Alert& a) {
  std::set<std::string> out;
  for (const auto& item : a.evidence) out.insert(item.key);
  return out;
}

}  // namespace

TEST_CASE("the record of shared objects follows the window, not the age of the stream",
          "[unit][engine]") {
  Stream stream(1);
  stream.crowd(60, 600);
  Engine engine({}, registry(), {});
  std::vector<alert::Alert> out;
  std::vector<std::uint64_t> entries;  // day by day
  for (const auto& p : std::move(stream).posts()) {
    engine.on_post(p, out);
    const auto day = (p.time - test::at_second(0)) / std::chrono::hours{24};
    entries.resize(static_cast<std::size_t>(day) + 1, 0);
    entries.back() = engine.stats().evidence.shared_keys;
  }
  const auto [least, most] = std::minmax_element(entries.begin() + 20, entries.end());
  CHECK(*least > 500);
  CHECK(static_cast<double>(*most) < 1.15 * static_cast<double>(*least));
  CHECK(engine.stats().evidence.shared_keys_evicted == 0);
}

// Eight waves in a day, then one in nearly three, which keeps it open. At the last of them the
// first are older than anything that still counts, and a device gives the alert a new version.
TEST_CASE("an open alert quotes what it rested on when that was long ago",
          "[integration][engine]") {
  Stream stream(2);
  stream.crowd(20, 600);
  for (int i = 0; i < 8; ++i) stream.wave(0.5 + 0.05 * i, false);
  for (int i = 1; i <= 5; ++i) stream.wave(1 + 2.9 * i, false);
  stream.wave(18.4, true);
  Engine engine({}, registry(), {});
  std::vector<alert::Alert> alerts;
  for (const auto& p : std::move(stream).posts()) engine.on_post(p, alerts);
  engine.on_end(false, alerts);
  const auto late = std::find_if(alerts.begin(), alerts.end(), [](const auto& a) {
    return a.detected_at > test::at_second(18.4 * kDay);
  });
  REQUIRE(late != alerts.end());
  CHECK(late->version > 1);
  CHECK(late->status == alert::Status::kUpdated);
  const auto now = quoted(*late);
  // Its pairs remember their newest eight objects: six of since then, and two of the first day.
  CHECK(now.contains("x:w7"));
  CHECK(now.contains("x:w8"));
  CHECK(now.contains("x:w14"));
}

TEST_CASE("a claim about a group that is silent, and what it ties, are forgotten with the window",
          "[unit][engine]") {
  Stream stream(3);
  stream.crowd(40, 300);
  for (int i = 0; i < 8; ++i) stream.wave(1.0 + 0.05 * i, true);
  Engine engine({}, registry(), {});
  std::vector<alert::Alert> alerts;
  std::vector<std::uint64_t> claims;  // at the end of each day
  for (const auto& p : std::move(stream).posts()) {
    const auto day = (p.time - test::at_second(0)) / std::chrono::hours{24};
    if (static_cast<std::size_t>(day) > claims.size()) claims.push_back(engine.stats().claims);
    engine.on_post(p, alerts);
  }
  REQUIRE_FALSE(alerts.empty());
  REQUIRE(claims.size() == 39);
  CHECK(claims[1] > 0);
  CHECK(claims[15] == claims[1]);  // two epochs and the look-back end in the seventeenth day
  CHECK(claims[17] == 0);
}
