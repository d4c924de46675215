#include "places.h"

#include <catch2/catch.hpp>
#include <memory>
#include <string>

using namespace lockstep;
using namespace lockstep::alert;
using assess::Finding;
using assess::SharedFinding;
using evidence::PostInfo;

namespace {

std::shared_ptr<const PostInfo> post(const std::string& community,
                                     std::optional<std::uint32_t> interactions = {},
                                     bool repost = false) {
  auto info = std::make_shared<PostInfo>();
  if (!community.empty())
    info->community =
        std::make_shared<evidence::Community>(evidence::Community{community, "group"});
  info->interactions = interactions;
  if (repost) info->action = Action::kRepost;
  return info;
}

SharedFinding object(std::vector<std::shared_ptr<const PostInfo>> posts, bool act = true) {
  SharedFinding s;
  s.act = act;
  for (AccountIndex account = 1; auto& p : posts)
    s.touches.push_back({account++, EventTime{}, std::move(p)});
  return s;
}

Alert places(std::vector<SharedFinding> shared) {
  Finding f;
  f.shared = std::move(shared);
  Alert out;
  add_places(f, out);
  return out;
}

}  // namespace

TEST_CASE("communities are counted by who put what there", "[unit][alert]") {
  const auto twice = post("x:2");  // one post that shares two objects
  const auto a = places({object({post("x:1"), twice, post("")}), object({twice, post("x:2")})});
  REQUIRE(a.communities.size() == 2);
  CHECK(a.communities[0].community == "x:2");
  CHECK(a.communities[0].kind == "group");
  CHECK(a.communities[0].posts == 2);
  CHECK(a.communities[0].accounts == 2);
  CHECK(a.communities[1].posts == 1);
  CHECK(a.community_count == 2);
  CHECK(a.cross_posted == 1);
}

TEST_CASE("more communities than are listed are counted", "[unit][alert]") {
  std::vector<std::shared_ptr<const PostInfo>> posts;
  for (int i = 0; i < 30; ++i) posts.push_back(post("x:" + std::to_string(i)));
  const auto a = places({object(posts)});
  CHECK(a.communities.size() == 10);
  CHECK(a.community_count == 30);
}

TEST_CASE("engagement is of posts that were not passed on", "[unit][alert]") {
  const auto a =
      places({object({post("", 1), post("", 5), post("", 300), post("", 9'000, true), post("")}),
              object({post("", 1)}, false)});
  REQUIRE(a.engagement);
  CHECK(a.engagement->posts == 3);
  CHECK(a.engagement->median == 5);
  CHECK(a.engagement->top == 300);
  CHECK(a.engagement->popular_share == Approx(1.0 / 3));
  CHECK(a.communities.empty());
}

TEST_CASE("what nobody reported is left out", "[unit][alert]") {
  CHECK_FALSE(places({object({post(""), post("")})}).engagement);
}
