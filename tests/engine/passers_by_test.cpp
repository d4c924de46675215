// Who took something up once is no member of those who keep doing it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "lockstep/engine/engine.h"
#include "traced_posts.h"

using namespace lockstep;
using lockstep::test::registry;

namespace {

constexpr int kAccounts = 8;

TracedPost linked(const std::string& account, const std::string& id, double second,
                  const std::string& text, const std::string& site, const std::string& redirector) {
  return test::post(registry(), account, id, second, [&](Post& p) {
    p.plain_text = p.folded_text = text;
    Url u;
    u.url = u.canonical = "https://" + site + "/" + text;
    u.domain = site;
    u.hop_domains = {redirector};
    p.urls = {u};
  });
}

// Eight accounts send the same words through one redirector, a wave every few hours; five others
// take up what they say, in one of the waves.
std::vector<TracedPost> taken_up_in(int busy, int waves) {
  std::mt19937_64 random(5);
  std::vector<TracedPost> posts;
  for (int i = 0; i < 4'000; ++i) {
    const auto account = "o" + std::to_string(random() % 900);
    const auto words = "what " + std::to_string(random()) + " says of " + std::to_string(random());
    const auto second = static_cast<double>(random() % 72'000);
    const auto site = "site" + std::to_string(random() % 200) + ".example";
    posts.push_back(linked(account, "p" + std::to_string(i), second, words, site,
                           "own-" + account + ".example"));
  }
  for (int wave = 0; wave < waves; ++wave) {
    const auto words = "minister " + std::to_string(1'000 * wave + 7) +
                       " has to resign before the end of week " + std::to_string(wave) +
                       ", share this with all who care about " + std::to_string(77 * wave);
    const auto send = [&](const std::string& account, double delay) {
      posts.push_back(linked(account, account + "-" + std::to_string(wave),
                             10'000.5 * (wave + 1) + delay, words, "push.example",
                             "go-there.example"));
    };
    for (int a = 0; a < kAccounts; ++a) send("w" + std::to_string(a), 11.0 * a);
    for (int a = 0; wave == busy && a < 5; ++a) send("once" + std::to_string(a), 90 + 13.0 * a);
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

std::set<std::string> named(const std::vector<TracedPost>& posts) {
  engine::Engine engine({}, registry(), {});
  std::vector<alert::Alert> alerts;
  for (const auto& p : posts) engine.on_post(p, alerts);
  engine.on_end(true, alerts);
  std::set<std::string> out;
  for (const auto& a : alerts)
    for (const auto& m : a.accounts) out.insert(m.account);
  return out;
}

std::size_t passers_by_among(const std::set<std::string>& accounts) {
  return static_cast<std::size_t>(
      std::count_if(accounts.begin(), accounts.end(),
                    [](const std::string& a) { return a.starts_with("x:once"); }));
}

}  // namespace

TEST_CASE("who takes up one wave of several is not named", "[integration][engine]") {
  const auto accounts = named(taken_up_in(3, 5));
  CHECK(passers_by_among(accounts) == 0);
  CHECK(accounts.size() == kAccounts);
}

TEST_CASE("in a first wave nobody can be told from the others", "[integration][engine]") {
  const auto accounts = named(taken_up_in(0, 1));
  CHECK(accounts.size() > kAccounts);
  CHECK(passers_by_among(accounts) > 0);
}
