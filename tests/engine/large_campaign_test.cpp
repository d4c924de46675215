// What hundreds of accounts do at once is not judged by the first few of them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "engine_run.h"

using namespace lockstep;

namespace {

TracedPost linked(const std::string& account, const std::string& id, double second,
                  const std::string& page, const std::string& redirector) {
  return test::post(test::registry(), account, id, second, [&](Post& p) {
    Url u;
    u.url = u.canonical = "https://site.example/" + page;
    u.domain = "site.example";
    u.hop_domains = {redirector};
    p.urls = {u};
  });
}

// Twenty thousand accounts, and `size` more that send six pages through one redirector, in an order
// that changes from page to page.
std::vector<TracedPost> wave_of(int size) {
  std::mt19937_64 random(5);
  std::vector<TracedPost> posts;
  for (int i = 0; i < 60'000; ++i) {
    const auto account = "o" + std::to_string(random() % 20'000);
    const auto second = static_cast<double>(random() % 72'000);
    posts.push_back(linked(account, "p" + std::to_string(i), second,
                           std::to_string(random() % 20'000), "own-" + account + ".example"));
  }
  for (int wave = 0; wave < 6; ++wave) {
    std::vector<int> order(static_cast<std::size_t>(size));
    for (int a = 0; a < size; ++a) order[static_cast<std::size_t>(a)] = a;
    std::shuffle(order.begin(), order.end(), random);
    for (std::size_t i = 0; i < order.size(); ++i) {
      const auto account = "w" + std::to_string(order[i]);
      posts.push_back(linked(account, account + "-" + std::to_string(wave),
                             10'000.5 * (wave + 1) + static_cast<double>(i) * 0.5,
                             "pushed-" + std::to_string(wave), "go-there.example"));
    }
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

}  // namespace

TEST_CASE("a campaign of hundreds is called, with most of its members and nobody else",
          "[unit][engine]") {
  const int size = GENERATE(60, 300);
  CAPTURE(size);
  engine::EngineConfig config;
  config.evidence.min_key_cap = 400;  // the stream is small beside what it would be
  const auto run = test::run_engine(wave_of(size), false, {}, config);
  std::set<std::string> called;
  for (const auto& a : run.alerts) {
    if (a.assessment != alert::Assessment::kCoordinatedInauthentic) continue;
    for (const auto& m : a.accounts) called.insert(m.account);
    CHECK(a.post_count >= a.account_count);
  }
  CHECK(called.size() >= static_cast<std::size_t>(size) * 8 / 10);
  CHECK(std::all_of(called.begin(), called.end(),
                    [](const auto& account) { return account.starts_with("x:w"); }));
}
