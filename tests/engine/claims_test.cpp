#include "claims.h"

#include <catch2/catch.hpp>

using namespace lockstep;
using lockstep::engine::Claims;

namespace {

evidence::GroupClaim claim(std::uint64_t identity, std::vector<AccountIndex> members,
                           double nats = 1) {
  evidence::GroupClaim c;
  c.identity = identity;
  c.hypothesis = "h";
  c.members = std::move(members);
  c.keys = {identity};
  c.nats = nats;
  return c;
}

}  // namespace

TEST_CASE("a claim made again joins both times", "[unit][engine]") {
  Claims claims(10);
  claims.add(claim(1, {3, 5}, 7));
  const auto& joined = claims.add(claim(1, {4, 5}, 2));
  CHECK(joined.members == std::vector<AccountIndex>{3, 4, 5});
  CHECK(joined.nats == 7);
  CHECK(claims.size() == 1);
}

TEST_CASE("a claim is about a community that holds most of its members", "[unit][engine]") {
  Claims claims(10);
  claims.add(claim(1, {1, 2, 3, 4}));
  const auto about = [&](std::vector<AccountIndex> members) {
    return claims.about(members).size();
  };
  CHECK(about({1, 2}) == 0);
  CHECK(about({1, 2, 9}) == 0);
  CHECK(about({1, 2, 3, 9}) == 1);
}

TEST_CASE("the claim longest without renewal is forgotten first", "[unit][engine]") {
  Claims claims(2);
  claims.add(claim(1, {1}));
  claims.add(claim(2, {2}));
  claims.add(claim(1, {1}));
  claims.add(claim(3, {3}));
  CHECK(claims.size() == 2);
  const std::vector<AccountIndex> one{1}, two{2};
  CHECK(claims.about(one).size() == 1);
  CHECK(claims.about(two).empty());
}
