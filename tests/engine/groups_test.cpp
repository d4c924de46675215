// What no pair shows: first waves, and the holders of a clue that keep meeting.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "planted_world.h"

using namespace lockstep;
using namespace lockstep::engine;
using test::at_second;
using test::named;
using test::registry;
using test::run;

namespace {

enum class Clue { kNone, kRedirector, kFew };

// A page of one of two hundred sites, by way of the redirector.
Url page_behind(const std::string& redirector, const std::string& page, std::mt19937_64& random) {
  Url u;
  u.url = u.canonical = "https://site.example/" + page;
  u.domain = "site" + std::to_string(random() % 200) + ".example";
  u.hop_domains = {redirector};
  return u;
}

// Organic posts with links through everybody's own redirector, and one wave of eight copies of one
// text within five minutes, ten hours in.
std::vector<TracedPost> one_wave(Clue clue) {
  std::mt19937_64 random(21);
  std::vector<TracedPost> posts;
  const auto linked = [&](const std::string& account, const std::string& id, double second,
                          const std::string& text, const std::string& redirector) {
    return test::post(registry(), account, id, second, [&](Post& p) {
      p.plain_text = p.folded_text = text;
      p.urls = {page_behind(redirector, id, random)};
    });
  };
  for (int i = 0; i < 4'000; ++i) {
    const auto account = "o" + std::to_string(random() % 900);
    const auto id = "p" + std::to_string(i);
    std::string text =
        "what " + std::to_string(random()) + " says about " + std::to_string(random());
    posts.push_back(linked(account, id, static_cast<double>(random() % 72'000), text,
                           "own-" + account + ".example"));
  }
  for (int i = 0; i < 8; ++i) {
    const auto account = "w" + std::to_string(i);
    const bool shares = clue == Clue::kRedirector || (clue == Clue::kFew && i < 2);
    posts.push_back(linked(account, "wave" + std::to_string(i), 36'000.5 + 37.0 * i,
                           "the minister has to resign before the end of the week, share this",
                           shares ? "go-there.example" : "own-" + account + ".example"));
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

}  // namespace

TEST_CASE("one wave with a common redirector is alerted within three minutes of its third post",
          "[integration][engine]") {
  const auto r = run(one_wave(Clue::kRedirector));
  REQUIRE_FALSE(r.alerts.empty());
  const auto& first = r.alerts.front();
  CHECK(first.assessment == alert::Assessment::kCoordinatedInauthentic);
  CHECK(first.detected_at <= at_second(36'000.5 + 37.0 * 2 + 180));
  const auto accounts = named(r.alerts);
  CHECK(accounts.size() >= 7);  // the last one alone is no news
  CHECK(std::all_of(accounts.begin(), accounts.end(),
                    [](const auto& a) { return a.starts_with("x:w"); }));
}

TEST_CASE("one wave without a clue, or with one that two share, is no news",
          "[integration][engine]") {
  CHECK(run(one_wave(Clue::kNone)).alerts.empty());
  CHECK(run(one_wave(Clue::kFew)).alerts.empty());
}

namespace {

// Ten accounts behind one redirector share two links of nine each, hours apart: no pair meets
// often. Without `together` each shares links of its own.
std::vector<TracedPost> patient(bool together) {
  std::mt19937_64 random(31);
  std::vector<TracedPost> posts;
  const auto link = [&](const std::string& account, const std::string& page, double second,
                        const std::string& redirector) {
    posts.push_back(test::post(registry(), account, account + page, second,
                               [&](Post& p) { p.urls = {page_behind(redirector, page, random)}; }));
  };
  for (int i = 0; i < 5'000; ++i) {
    const auto account = "o" + std::to_string(random() % 900);
    link(account, "page" + std::to_string(random() % 2'500),
         static_cast<double>(random() % 400'000), "own-" + account + ".example");
  }
  for (int wave = 0; wave < 14; ++wave) {
    for (int a = 0; a < 10; ++a) {
      if (random() % 5 >= 2) continue;
      const auto account = "c" + std::to_string(a);
      const auto page = "push" + std::to_string(wave) + (together ? "" : account);
      link(account, page, 25'000.0 * (wave + 1) + static_cast<double>(random() % 20'000),
           "quiet-hop.example");
    }
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

}  // namespace

TEST_CASE("holders of a clue that meet too rarely as pairs are found as a group",
          "[integration][engine]") {
  const auto r = run(patient(true));
  REQUIRE_FALSE(r.alerts.empty());
  CHECK(r.alerts.back().assessment == alert::Assessment::kCoordinatedInauthentic);
  const auto accounts = named(r.alerts);
  CHECK(accounts.size() >= 8);
  CHECK(std::all_of(accounts.begin(), accounts.end(),
                    [](const auto& a) { return a.starts_with("x:c"); }));
}

TEST_CASE("a clue without anything done together is no news", "[integration][engine]") {
  CHECK(run(patient(false)).alerts.empty());
}
