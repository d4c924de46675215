// Groups of what pages show: whose members link to several, and meet elsewhere than on them.
#include <catch2/catch.hpp>
#include <vector>

#include "evidence_stream.h"

using namespace lockstep;
using namespace lockstep::evidence;

namespace {

constexpr KindId kRepost = 0, kSite = 1, kAnalytics = 2;
constexpr AccountIndex kAll = 1'000;
const std::vector<AccountIndex> kMembers = {0, 1, 2, 3, 4, 5};
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

class Stream : public EvidenceStream {
 public:
  Stream() : EvidenceStream(kinds(), kAll, kSite) {}
  void links(AccountIndex account, const char* page) { show(account, kAnalytics, kId, page); }
  // The members, each in a post that shows what `show` does and acts upon one of account `author`,
  // if any.
  template <class Show>
  void meet(Show&& show, const char* author = "") {
    EvidenceStream::meet(kMembers, kRepost, author, show);
  }
  void meet() {
    meet([](AccountIndex) {});
  }
  std::vector<GroupClaim> claims() { return evidence_.group_claims(); }
};

}  // namespace

TEST_CASE("who keeps meeting and links to one page of an owner is no group of the owner's",
          "[unit][evidence]") {
  const bool several = GENERATE(false, true);
  CAPTURE(several);
  Stream s;
  for (const auto i : kMembers) s.links(i, several && i == 0 ? "id on b" : "id on a");
  for (AccountIndex i = 6; i < 12; ++i) s.links(i, "id on b");
  for (int i = 0; i < 6; ++i) s.meet();
  CHECK(s.claims().size() == (several ? 1 : 0));
}

TEST_CASE("readers who share the stories of one publisher do not meet by that",
          "[unit][evidence]") {
  enum class Link { kNone, kStory, kUnknown };
  struct Case {
    const char* what;
    Link link;           // that the posts show
    const char* author;  // whose post they repost or answer
    std::size_t claims;
  };
  const auto c = GENERATE(values<Case>({{"their own words", Link::kNone, "", 1},
                                        {"its stories", Link::kStory, "", 0},
                                        {"pages nobody says more of", Link::kUnknown, "", 0},
                                        {"what a fellow reader posted", Link::kNone, "1", 0},
                                        {"what somebody else posted", Link::kNone, "900", 1},
                                        {"what nobody knows posted", Link::kNone, "12345", 1}}));
  CAPTURE(c.what);
  Stream s;
  for (const auto i : kMembers) s.links(i, i % 2 == 0 ? "id on a" : "id on b");
  for (int i = 0; i < 6; ++i) {
    s.meet(
        [&](AccountIndex account) {
          if (c.link == Link::kStory) s.links(account, "id on a");
          if (c.link == Link::kUnknown) s.show(account, kSite, 5, "a");
        },
        c.author);
  }
  CHECK(s.claims().size() == c.claims);
}
