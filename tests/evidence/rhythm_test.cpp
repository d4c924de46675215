#include "lockstep/evidence/rhythm.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "lockstep/core/hash.h"
#include "lockstep/evidence/accounts.h"

namespace lockstep::evidence {
namespace {

constexpr std::int64_t kSecond = 1'000'000, kHour = 3'600 * kSecond, kDay = 24 * kHour;
const EventTime kMonday = *parse_rfc3339("2026-01-05T00:00:00Z");
EventTime after(std::int64_t micros) { return kMonday + Duration{micros}; }

Rhythm every(std::int64_t micros, int acts) {
  Rhythm r;
  for (int i = 0; i < acts; ++i) r.observe(after(i * micros));
  return r;
}

// Acts in the 16 waking hours of a zone, at hours that a hash picks.
Rhythm person(std::int64_t zone_minutes, int acts, std::uint64_t seed) {
  std::vector<EventTime> times;
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(acts); ++i) {
    const auto day = static_cast<std::int64_t>(mix64(seed + 3 * i) % 10);
    const auto minute = static_cast<std::int64_t>(mix64(seed + 3 * i + 1) % (16 * 60));
    times.push_back(after(day * kDay + (8 * 60 + 30 + minute - zone_minutes) * 60 * kSecond));
  }
  std::sort(times.begin(), times.end());
  Rhythm r;
  for (const auto t : times) r.observe(t);
  return r;
}

double cosine(const Rhythm& a, const Rhythm& b) {
  const auto x = a.curve(), y = b.curve();
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

// An account table with accounts of `acts` acts each, and the population drawn from it.
struct World {
  AccountTable accounts{100'000};
  ControlPopulation controls;

  AccountIndex add(const std::string& id, int acts, const std::string& lang = "en",
                   const std::string& platform = "x") {
    TracedPost p;
    p.platform = platform;
    p.account_id = id;
    p.lang = lang;
    AccountIndex index = 0;
    for (int i = 0; i < acts; ++i) {
      p.time = after(i * kHour);
      index = accounts.observe(p);
      controls.observe(index, *accounts.find(index), p.time);
    }
    return index;
  }
  std::vector<AccountIndex> matched(AccountIndex to, std::vector<AccountIndex> without = {}) const {
    const auto& a = *accounts.find(to);
    return controls.matched(ControlPopulation::stratum_of(a, a.last_seen), a.lang, accounts,
                            without);
  }
};

}  // namespace

TEST_CASE("a metronome has no gap entropy, and a person some", "[unit][evidence]") {
  CHECK(every(600 * kSecond, 100).gap_entropy() == Approx(0));
  CHECK(person(0, 100, 1).gap_entropy() > 2);
  // Two octaves, equally often: one bit, and Miller's (2 - 1)/(2 n ln 2).
  Rhythm r;
  std::int64_t at = 0;
  for (int i = 0; i < 101; ++i) {
    r.observe(after(at));
    at += (i % 2 == 0 ? 10 : 1'000) * kSecond;
  }
  CHECK(r.gap_entropy() == Approx(1 + 1 / (200 * std::log(2.0))));
}

TEST_CASE("gaps vary within sessions only", "[unit][evidence]") {
  CHECK_FALSE(every(60 * kSecond, 10).gap_variation().has_value());  // nine gaps
  CHECK(*every(60 * kSecond, 50).gap_variation() == Approx(0).margin(1e-3));
  Rhythm r;  // 60 s and 180 s in turn, and a night after each ten
  std::int64_t at = 0;
  for (int i = 0; i < 200; ++i) {
    r.observe(after(at));
    at += i % 10 == 9 ? 10 * kHour : (i % 2 == 0 ? 60 : 180) * kSecond;
  }
  CHECK(*r.gap_variation() == Approx(0.526).margin(0.005));
  CHECK_FALSE(every(2 * kHour, 50).gap_variation().has_value());
}

TEST_CASE("hours of the week start on Monday, before 1970 too", "[unit][evidence]") {
  for (const auto* monday : {"2026-01-05T00:30:00Z", "1969-12-29T00:30:00Z"}) {
    Rhythm r;
    r.observe(*parse_rfc3339(monday));
    const auto curve = r.curve();
    CHECK(std::max_element(curve.begin(), curve.end()) == curve.begin());
    CHECK(curve[1] == Approx(curve[167]));
  }
}

TEST_CASE("what is old fades and the proportions stay", "[unit][evidence]") {
  const auto before = person(0, 200, 7), after = person(0, 20'000, 7);
  CHECK(cosine(before, after) > 0.8);
  CHECK(after.gap_entropy() > 0);
}

TEST_CASE("weeks of one zone are more alike than those of two", "[unit][evidence]") {
  const auto a = person(60, 300, 1), b = person(60, 300, 2), c = person(60 + 9 * 60, 300, 3);
  CHECK(cosine(a, a) == Approx(1));
  CHECK(cosine(a, b) > 0.8);
  CHECK(cosine(a, c) < 0.7);
  CHECK(cosine(Rhythm(), a) == 0);
}

TEST_CASE("days that begin where the claim says have no skew", "[unit][evidence]") {
  const std::int64_t zone = GENERATE(-600, -300, 0, 60, 345, 720);
  CAPTURE(zone);
  const auto minutes = static_cast<std::int16_t>(zone);
  const auto r = person(zone, 400, 11);
  CHECK(std::abs(*r.zone_skew_hours({minutes, minutes})) < 1.5);
  // An office 8 hours east of what it claims starts its day 8 hours too early.
  const auto claimed = static_cast<std::int16_t>(minutes - 480);
  CHECK(*r.zone_skew_hours({claimed, claimed}) == Approx(-8).margin(1.5));
}

TEST_CASE("a country fits if one of its zones does", "[unit][evidence]") {
  const auto r = person(-420, 400, 5);
  CHECK(*r.zone_skew_hours({-600, -300}) == 0);
  CHECK(std::abs(*r.zone_skew_hours({60, 180})) == Approx(8).margin(1.6));
}

TEST_CASE("few acts, few days, or no night place nobody", "[unit][evidence]") {
  CHECK_FALSE(person(0, 49, 1).zone_skew_hours({0, 0}).has_value());
  CHECK_FALSE(every(60 * kSecond, 300).zone_skew_hours({0, 0}).has_value());     // five hours
  CHECK_FALSE(every(kHour + kSecond, 400).zone_skew_hours({0, 0}).has_value());  // day and night
}

TEST_CASE("controls are of the same platform and language where there are enough",
          "[unit][evidence]") {
  World w;
  for (int i = 0; i < 40; ++i) {
    w.add(std::to_string(i), 30);
    w.add("de" + std::to_string(i), 30, "de");
    w.add("m" + std::to_string(i), 30, "en", "mastodon");
  }
  const auto me = w.add("me", 30);
  const auto all = w.matched(me);
  CHECK(all.size() == 41);
  for (const auto c : all) {
    CHECK(w.accounts.find(c)->lang == "en");
    CHECK(w.accounts.find(c)->platform == "x");
  }
  const auto others = w.matched(me, {me});
  CHECK(others.size() == 40);
  // A language of which there are too few is held against the platform's.
  CHECK(w.matched(w.add("fr", 30, "fr")).size() == 82);
  CHECK(w.matched(w.add("t", 30, "en", "telegram")).size() == 123);
}

TEST_CASE("controls are as active, and no members of open campaigns", "[unit][evidence]") {
  World w;
  for (int i = 0; i < 60; ++i) w.add(std::to_string(i), i < 35 ? 30 : 100);
  const auto quiet = w.matched(w.add("q", 30)), busy = w.matched(w.add("b", 100));
  CHECK(quiet.size() == 36);
  CHECK(busy.size() == 26);  // too few, and nobody else to ask
  w.accounts.find(quiet[0])->flagged = true;
  CHECK(w.matched(quiet[1]).size() == 35);
  CHECK(w.matched(w.add("new", 20)).empty());  // nobody so little active is sampled
}

TEST_CASE("a stratum keeps the smallest hashes, whatever the order", "[unit][evidence]") {
  World w;
  std::vector<std::uint64_t> hashes;
  for (std::uint64_t i = 0; i < 300; ++i)
    hashes.push_back(w.accounts.find(w.add(std::to_string(mix64(i)), 21))->hash);
  std::sort(hashes.begin(), hashes.end());
  CHECK(w.controls.size() == ControlPopulation::kPerStratum);
  std::vector<std::uint64_t> kept;
  for (const auto c : w.matched(0)) kept.push_back(w.accounts.find(c)->hash);
  hashes.resize(ControlPopulation::kPerStratum);
  CHECK(kept == hashes);
}

TEST_CASE("strata are bounded, and forgotten accounts leave them", "[unit][evidence]") {
  World w;
  for (std::size_t i = 0; i < ControlPopulation::kMaxStrata + 5; ++i)
    w.add("a", 21, "en", "p" + std::to_string(i));
  CHECK(w.controls.size() == ControlPopulation::kMaxStrata);
  const AccountTable nobody(10);
  w.controls.forget_strangers(nobody);
  CHECK(w.controls.size() == 0);
}

}  // namespace lockstep::evidence
