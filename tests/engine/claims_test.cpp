#include "claims.h"

#include <catch2/catch.hpp>

using namespace lockstep;
using lockstep::engine::Claims;

namespace {

evidence::GroupClaim claim(std::uint64_t identity, std::vector<AccountIndex> members,
                           double nats = 1) {
  return {.identity = identity,
          .hypothesis = "h",
          .members = std::move(members),
          .keys = {identity},
          .nats = nats};
}

EventTime at(std::int64_t minute) { return from_micros(minute * 60'000'000); }

std::vector<std::uint64_t> identities(const std::vector<evidence::GroupClaim>& claims) {
  std::vector<std::uint64_t> out;
  for (const auto& c : claims) out.push_back(c.identity);
  return out;
}

using Identities = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("a claim made again joins both times", "[unit][engine]") {
  Claims claims(10);
  claims.add(claim(1, {3, 5}, 7), at(0));
  const auto& joined = claims.add(claim(1, {4, 5}, 2), at(1));
  CHECK(joined.members == std::vector<AccountIndex>{3, 4, 5});
  CHECK(joined.nats == 7);
  CHECK(claims.size() == 1);
}

TEST_CASE("a claim is about a community that holds most of its members", "[unit][engine]") {
  Claims claims(10);
  claims.add(claim(1, {1, 2, 3, 4}), at(0));
  const auto about = [&](std::vector<AccountIndex> members) {
    return claims.about(members).size();
  };
  CHECK(about({1, 2}) == 0);
  CHECK(about({1, 2, 9}) == 0);
  CHECK(about({1, 2, 3, 9}) == 1);
}

TEST_CASE("claims that name two of a group are told, whoever else they name", "[unit][engine]") {
  Claims claims(10);
  claims.add(claim(2, {1, 2, 7, 8, 9}), at(0));
  claims.add(claim(1, {2, 3}), at(0));
  claims.add(claim(3, {3, 9}), at(0));
  const std::vector<AccountIndex> group{1, 2, 3};
  Identities told;
  for (const auto* c : claims.of_several(group)) told.push_back(c->identity);
  CHECK(told == Identities{1, 2});
}

TEST_CASE("of too many claims the one longest unused is forgotten first", "[unit][engine]") {
  Claims claims(2);
  claims.add(claim(1, {1}), at(0));
  claims.add(claim(2, {2}), at(0));
  claims.add(claim(1, {1}), at(0));
  CHECK(claims.forget(at(0)).empty());
  claims.add(claim(3, {3}), at(0));
  CHECK(identities(claims.forget(at(0))) == Identities{2});
  CHECK(claims.size() == 2);
  const std::vector<AccountIndex> one{1}, two{2};
  CHECK(claims.about(one).size() == 1);
  CHECK(claims.about(two).empty());
}

TEST_CASE("a claim is forgotten when it is not made, nor an alert rests on it, for long",
          "[unit][engine]") {
  Claims claims(10);
  for (std::uint64_t i = 1; i <= 3; ++i)
    claims.add(claim(i, {static_cast<AccountIndex>(i)}), at(static_cast<std::int64_t>(i)));
  CHECK(claims.forget(at(1)).empty());
  const std::vector<AccountIndex> one{1};
  claims.keep(claims.about(one), at(4));
  CHECK(identities(claims.forget(at(3))) == Identities{2});
  CHECK(identities(claims.forget(at(4))) == Identities{3});
  CHECK(claims.size() == 1);
  CHECK(identities(claims.forget(at(5))) == Identities{1});
}

TEST_CASE("no claim is about an account that is erased", "[unit][engine]") {
  Claims claims(10);
  claims.add(claim(1, {1, 2, 3, 4}), at(1));
  claims.erase(1);
  claims.erase(9);
  const std::vector<AccountIndex> left = {2, 3};
  REQUIRE(claims.about(left).size() == 1);
  CHECK(claims.about(left)[0]->members == std::vector<AccountIndex>{2, 3, 4});
}
