// A clue that a summary names is evidence that is listed, however much there is besides.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "engine_run.h"
#include "lockstep/alert/hidden_name.h"
#include "traced_posts.h"

namespace lockstep::engine {
namespace {

constexpr int kTogether = 10, kHolders = 4, kWaves = 28;
constexpr double kWave = 1'800, kEnd = 86'400;
const std::string kDevice = "their-device";

// Accounts that meet in waves, half of them each time in one session and half in another; few of
// them share a device, which is less than any session.
std::vector<TracedPost> world() {
  std::mt19937_64 random(5);
  std::vector<TracedPost> posts;
  const auto by = [&](const std::string& who, double second, const std::string& device,
                      const std::string& session, const std::string& tag) {
    const auto id = "p" + std::to_string(posts.size());
    posts.push_back(test::post(test::registry(), who, id, second, [&](Post& p) {
      p.infra.device_id = device;
      p.infra.session_id = session;
      p.hashtags = {tag};
    }));
  };
  for (int i = 0; i < 8'000; ++i) {
    const auto who = "o" + std::to_string(random() % 3'000);
    by(who, static_cast<double>(random() % static_cast<int>(kEnd)), "of-" + who, "of-" + who,
       "topic" + std::to_string(random() % 400));
  }
  for (int wave = 0; wave < kWaves; ++wave) {
    for (int a = 0; a < kTogether; ++a) {
      const auto who = "t" + std::to_string(a);
      const auto session = std::to_string(a % 2) + '-' + std::to_string(wave);
      by(who, kWave * wave + 5.0 * a, a < kHolders ? kDevice : "of-" + who, session,
         "wave" + std::to_string(wave));
    }
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

// Looked at once a day, so that the first version knows of all.
std::vector<alert::Alert> run(std::vector<TracedPost> posts,
                              const std::vector<test::TimedErasure>& facts = {}) {
  EngineConfig config;
  config.tick = std::chrono::hours{24};
  return test::run_engine(std::move(posts), false, facts, config).alerts;
}

const alert::EvidenceItem* find(const alert::Alert& a, const std::string& key) {
  const auto found = std::find_if(a.evidence.begin(), a.evidence.end(),
                                  [&](const auto& item) { return item.key == key; });
  return found == a.evidence.end() ? nullptr : &*found;
}
double rank_of(const alert::EvidenceItem& item) { return item.weight * item.accounts; }

}  // namespace

TEST_CASE("a clue that the summary names is listed, and no item more", "[integration][engine]") {
  const auto alerts = run(world());
  REQUIRE_FALSE(alerts.empty());
  const auto& last = alerts.back();
  REQUIRE(last.summary.find('(' + kDevice + ')') != std::string::npos);
  CHECK(last.evidence.size() == 50);
  const auto* clue = find(last, kDevice);
  REQUIRE(clue != nullptr);
  for (const auto& item : last.evidence)
    CHECK(rank_of(item) >= rank_of(*clue));  // so it is the last
}

TEST_CASE("a clue goes out of the summary with its holder who is erased", "[integration][engine]") {
  auto posts = world();
  for (const double day : {1.5, 2.5})
    posts.push_back(test::post(test::registry(), "late", "late" + std::to_string(day), day * kEnd,
                               [](Post& p) { p.hashtags = {"late"}; }));
  const auto alerts = run(std::move(posts), {{test::at_second(2 * kEnd), {"x:t0", true, {}}}});
  REQUIRE_FALSE(alerts.empty());
  const auto& last = alerts.back();
  CHECK(last.changes.back() == "an account was erased, with all it said");
  CHECK(alert::to_flat_json(last).find(kDevice) == std::string::npos);
  const auto hidden = alert::hidden_name(signals::key_of("device", kDevice));
  CHECK(last.summary.find('(' + hidden + ')') != std::string::npos);
  CHECK(find(last, hidden) != nullptr);
}

}  // namespace lockstep::engine
