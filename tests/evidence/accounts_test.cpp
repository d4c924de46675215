#include "lockstep/evidence/accounts.h"

#include <catch2/catch.hpp>

using namespace lockstep;
using namespace lockstep::evidence;

namespace {
TracedPost post_by(const std::string& id, std::int64_t day) {
  TracedPost p;
  p.platform = "x";
  p.account_id = id;
  p.time = from_micros(1'700'000'000'000'000 + day * 86'400'000'000);
  return p;
}
}  // namespace

TEST_CASE("accounts are numbered in order of appearance and found again", "[unit][evidence]") {
  AccountTable t(1'000);
  CHECK(t.observe(post_by("a", 0)) == 0);
  CHECK(t.observe(post_by("b", 0)) == 1);
  CHECK(t.observe(post_by("a", 1)) == 0);
  CHECK(t.find(0)->posts == 2);
  CHECK(t.find(0)->name == "x:a");
  CHECK(t.find(7) == nullptr);
}

TEST_CASE("the account longest unseen is forgotten and never numbered again", "[unit][evidence]") {
  AccountTable t(2);
  t.observe(post_by("a", 0));
  t.observe(post_by("b", 0));
  t.observe(post_by("a", 1));
  t.observe(post_by("c", 1));  // b goes
  CHECK(t.find(1) == nullptr);
  CHECK(t.size() == 2);
  CHECK(t.evicted() == 1);
  CHECK(t.observe(post_by("b", 2)) == 3);
}

TEST_CASE("facts are kept until newer ones come, and absent ones change nothing",
          "[unit][evidence]") {
  AccountTable t(10);
  auto p = post_by("a", 0);
  p.author.handle = "old";
  p.author.followers = 10;
  p.author.automated = true;
  t.observe(p);
  t.observe(post_by("a", 1));
  CHECK(t.find(0)->facts.handle == "old");
  CHECK(t.find(0)->facts.followers == 10);
  CHECK(t.find(0)->facts.automated);
}

TEST_CASE("active accounts are those of this week and the last", "[unit][evidence]") {
  AccountTable t(100);
  const auto week = [](int n) { return static_cast<std::int64_t>(n) * 7; };
  for (const auto* id : {"a", "b", "c"}) t.observe(post_by(id, week(0)));
  CHECK(t.active() == 3);
  t.observe(post_by("a", week(1)));
  CHECK(t.active() == 3);
  t.observe(post_by("d", week(2)));
  CHECK(t.active() == 2);  // a and d
  t.observe(post_by("d", week(9)));
  CHECK(t.active() == 1);
}

TEST_CASE("key counts follow the window", "[unit][evidence]") {
  AccountTable t(10);
  t.observe(post_by("a", 0));
  auto& a = *t.find(0);
  a.keys[0].add();
  CHECK(a.keys_in_window(0, a.epoch) == 1);
  CHECK(a.keys_in_window(0, a.epoch + 1) == 1);
  CHECK(a.keys_in_window(0, a.epoch + 2) == 0);
}
