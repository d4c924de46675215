#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "benign.h"

using namespace lockstep;
using namespace lockstep::assess;

namespace {

constexpr KeyHash kSite = 11, kPage = 12, kTag = 13;

struct Community {
  evidence::Evidence evidence{evidence::EvidenceConfig(), {}};
  std::vector<AccountIndex> members;
  Finding finding;

  explicit Community(int size) {
    for (int i = 0; i < size; ++i) {
      TracedPost post;
      post.platform = "x";
      post.account_id = std::to_string(i);
      members.push_back(evidence.observe_post(post, static_cast<PostSeq>(i)));
    }
  }
  // Every member has a post about it; `site`: a page of that site.
  void share(KeyHash key, const std::string& text, KeyHash site = 0) {
    SharedFinding s;
    s.key = key;
    s.text = text;
    for (const auto m : members) {
      auto post = std::make_shared<evidence::PostInfo>();
      post->site = site;
      s.touches.push_back({m, {}, std::move(post)});
    }
    s.members = s.accounts = static_cast<std::uint32_t>(members.size());
    finding.shared.push_back(std::move(s));
  }
  std::string outcome(std::vector<std::string> accounts, std::vector<std::string> objects) const {
    AssessConfig config;
    config.allow_list = std::move(accounts);
    config.allow_objects = std::move(objects);
    for (const auto& check : benign_checks(members, finding, false, evidence, config))
      if (check.hypothesis == "allow-list") return check.outcome;
    return "none";
  }
};

}  // namespace

TEST_CASE("listed accounts explain a community of which they are half", "[unit][assess]") {
  const Community c(4);
  CHECK(c.outcome({}, {}) == "not assessed");
  CHECK(c.outcome({"x:9"}, {}) == "excluded");
  CHECK(c.outcome({"x:0"}, {}) == "possible");
  CHECK(c.outcome({"x:0", "x:3"}, {}) == "explains");
}

TEST_CASE("listed objects explain a community half of whose posts are about them",
          "[unit][assess]") {
  Community c(4);
  c.share(kTag, "#eurovision");
  c.share(kPage, "https://a.example/1");
  CHECK(c.outcome({}, {"#other"}) == "excluded");
  CHECK(c.outcome({}, {"#eurovision"}) == "explains");
  c.share(kPage + 1, "https://b.example/2");
  CHECK(c.outcome({}, {"#eurovision"}) == "possible");
  CHECK(c.outcome({}, {"#eurovision", "https://b.example/2"}) == "explains");
  c.finding.clue_coverage = 0.4;  // but not who shares a device
  CHECK(c.outcome({}, {"#eurovision", "https://b.example/2"}) == "possible");
}

TEST_CASE("a listed site covers its pages, an attribute of the same name is no object",
          "[unit][assess]") {
  Community c(4);
  c.share(kPage, "https://a.example/1", kSite);
  c.share(kPage + 1, "https://a.example/2", kSite);
  c.share(kSite, "a.example", kSite);
  CHECK(c.outcome({}, {"a.example"}) == "explains");
  for (auto& s : c.finding.shared) s.act = false;
  CHECK(c.outcome({}, {"a.example"}) == "excluded");
}
