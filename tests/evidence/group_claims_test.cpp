// Groups of what pages show: whose members link to several, and meet elsewhere than on them.
#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "lockstep/evidence/evidence.h"

using namespace lockstep;
using namespace lockstep::evidence;
using namespace std::chrono_literals;

namespace {

constexpr KindId kRepost = 0, kSite = 1, kAnalytics = 2;
constexpr AccountIndex kAll = 1'000, kMembers = 6, kReaders = 6;
constexpr KeyHash kId = 7;

std::vector<KindModel> kinds() {
  std::vector<KindModel> out(3);
  out[kRepost].weight = 1;
  for (const auto k : {kSite, kAnalytics}) {
    out[k].coaction = false;
    out[k].base = kSite;
    out[k].prior = 0.3;
    out[k].cap = 7;
  }
  out[kAnalytics].clue = out[kAnalytics].of_pages = true;
  return out;
}

class Stream {
 public:
  Stream() : evidence_(EvidenceConfig(), kinds()) {
    for (AccountIndex i = 0; i < kAll; ++i) {
      post_by(i);
      evidence_.observe_attribute(i, post_, {kSite, KeyHash{1'000'000} + i, "its own"});
    }
  }
  void links(AccountIndex account, const char* page) {
    evidence_.observe_attribute(account, post_, {kAnalytics, kId, page});
  }
  // The members on one key, a minute apart, each in a post that links to `page`, or passes on one
  // of account `author`, if any.
  void meet(const char* page = nullptr, const char* author = "") {
    ++key_;
    std::vector<join::Predecessor> before;
    for (AccountIndex account = 0; account < kMembers; ++account) {
      post_by(account, author);
      if (page != nullptr) links(account, page);
      const auto n = static_cast<std::uint32_t>(before.size());
      evidence_.observe_arrival({now_, post_, account, kRepost, key_, n + 1, n, false, before},
                                {kRepost, key_, "object"});
      before.push_back({now_, post_, account});
    }
  }
  std::vector<GroupClaim> claims() { return evidence_.group_claims(); }

 private:
  void post_by(AccountIndex account, const char* author = "") {
    now_ += 1min;
    TracedPost post;
    post.platform = "x";
    post.account_id = std::to_string(account);
    post.time = now_;
    post.target_author = author;
    if (*author != '\0') post.action = Action::kRepost;
    REQUIRE(evidence_.observe_post(post, ++post_) == account);
  }

  Evidence evidence_;
  EventTime now_ = from_micros(1'767'571'200'000'000);
  PostSeq post_ = 0;
  KeyHash key_ = 0;
};

}  // namespace

TEST_CASE("who keeps meeting and links to one page of an owner is no group of the owner's",
          "[unit][evidence]") {
  const bool several = GENERATE(false, true);
  CAPTURE(several);
  Stream s;
  for (AccountIndex i = 0; i < kMembers; ++i) s.links(i, several && i == 0 ? "id on b" : "id on a");
  for (AccountIndex i = kMembers; i < kMembers + kReaders; ++i) s.links(i, "id on b");
  for (int i = 0; i < 6; ++i) s.meet();
  CHECK(s.claims().size() == (several ? 1 : 0));
}

TEST_CASE("readers who share the stories of one publisher do not meet by that",
          "[unit][evidence]") {
  struct Case {
    const char* what;
    const char* page;    // that the posts link to
    const char* author;  // whose post they pass on
    std::size_t claims;
  };
  const auto c = GENERATE(values<Case>({{"their own words", nullptr, "", 1},
                                        {"its stories", "id on a", "", 0},
                                        {"what a fellow reader posted", nullptr, "1", 0},
                                        {"what somebody else posted", nullptr, "900", 1},
                                        {"what nobody knows posted", nullptr, "12345", 1}}));
  CAPTURE(c.what);
  Stream s;
  for (AccountIndex i = 0; i < kMembers; ++i) s.links(i, i % 2 == 0 ? "id on a" : "id on b");
  for (int i = 0; i < 6; ++i) s.meet(c.page, c.author);
  CHECK(s.claims().size() == c.claims);
}
