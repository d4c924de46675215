// What is said of members beyond what they shared: rhythm, homogeneity, reach.
#include <catch2/catch.hpp>
#include <cmath>

#include "homogeneity.h"
#include "lockstep/core/hash.h"
#include "reach.h"
#include "rhythm.h"

namespace lockstep::assess {
namespace {

constexpr std::int64_t kSecond = 1'000'000, kMinute = 60 * kSecond, kDay = 24 * 60 * kMinute;
const EventTime kStart = *parse_rfc3339("2026-01-05T00:00:00Z");

// A stream without shared objects.
struct Stream {
  evidence::Evidence evidence;
  std::vector<TracedPost> posts;

  explicit Stream(const evidence::Baseline* usual = nullptr)
      : evidence(evidence::EvidenceConfig(), {}, usual) {}
  TracedPost& post(const std::string& account, std::int64_t micros) {
    auto& p = posts.emplace_back();
    p.platform = "x";
    p.account_id = account;
    p.lang = "en";
    p.time = kStart + Duration{micros};
    return p;
  }
  // Sixty acts at hours of the day and minutes that a hash picks, from `first` hour on, 14 hours
  // wide.
  void person(const std::string& account, std::int64_t first) {
    const auto seed = stable_hash(account);
    for (std::uint64_t i = 0; i < 60; ++i) {
      const auto day = static_cast<std::int64_t>(mix64(seed + 2 * i) % 10);
      const auto minute = static_cast<std::int64_t>(mix64(seed + 2 * i + 1) % (14 * 60));
      post(account, day * kDay + (first * 60 + minute) * kMinute + 17 * kSecond);
    }
  }
  // Every quarter of an hour, sixty times.
  void script(const std::string& account) {
    for (int i = 0; i < 60; ++i) post(account, 3 * kDay + i * 15 * kMinute);
  }
  void play() {
    std::stable_sort(posts.begin(), posts.end(),
                     [](const auto& a, const auto& b) { return a.time < b.time; });
    for (std::size_t i = 0; i < posts.size(); ++i) evidence.observe_post(posts[i], i);
  }
  std::vector<AccountIndex> members(const std::string& prefix) const {
    std::vector<AccountIndex> out;
    for (AccountIndex i = 0; i < evidence.accounts().size(); ++i)
      if (evidence.accounts().find(i)->name.starts_with("x:" + prefix)) out.push_back(i);
    return out;
  }
  When when(const std::vector<AccountIndex>& members) const {
    Subject subject;
    subject.members = members;
    subject.now = kStart + Duration{11 * kDay};
    return when_of(subject, evidence);
  }
  std::optional<RhythmFinding> rhythm(const std::vector<AccountIndex>& members) const {
    return when(members).rhythm;
  }
};

void crowd(Stream& s, int people) {
  for (int i = 0; i < people; ++i) s.person("person" + std::to_string(i), 7 + i % 4);
}

}  // namespace

TEST_CASE("scripts are told from people as active as they are, at most by the cap",
          "[unit][assess]") {
  Stream s;
  crowd(s, 80);
  for (int i = 0; i < 8; ++i) s.script("script" + std::to_string(i));
  s.play();
  const auto members = s.members("script");
  const auto f = s.rhythm(members);
  REQUIRE(f.has_value());
  CHECK(f->members == 8);
  CHECK(f->controls == 80);
  CHECK(f->gap_entropy < 0.1);
  CHECK(f->usual_gap_entropy > 2);
  CHECK(f->less_regular == 1);
  CHECK(f->nats == kRhythmCap);
}

TEST_CASE("people who keep the hours of everybody give no evidence", "[unit][assess]") {
  Stream s;
  crowd(s, 80);
  for (int i = 0; i < 10; ++i) s.person("member" + std::to_string(i), 7 + i % 4);
  s.play();
  const auto f = s.rhythm(s.members("member"));
  REQUIRE(f.has_value());
  CHECK(f->nats < 0.5);
  CHECK(f->less_alike < 0.9);
}

TEST_CASE("a shift among people of other hours is alike", "[unit][assess]") {
  Stream s;
  crowd(s, 80);
  for (int i = 0; i < 10; ++i) s.person("shift" + std::to_string(i), 18);
  s.play();
  const auto f = s.rhythm(s.members("shift"));
  REQUIRE(f.has_value());
  CHECK(f->likeness > f->usual_likeness + 0.2);
  CHECK(f->less_alike > 0.95);
  CHECK(f->nats == kRhythmCap);
}

TEST_CASE("without enough members or controls nothing is measured", "[unit][assess]") {
  Stream few;
  crowd(few, 20);
  for (int i = 0; i < 8; ++i) few.script("script" + std::to_string(i));
  few.play();
  CHECK_FALSE(few.rhythm(few.members("script")).has_value());
  Stream two;
  crowd(two, 80);
  two.script("script1");
  two.script("script2");
  two.play();
  CHECK_FALSE(two.rhythm(two.members("script")).has_value());
}

TEST_CASE("members are more or less even than others as active", "[unit][assess]") {
  Stream s;
  crowd(s, 80);
  for (int i = 0; i < 5; ++i) s.script("script" + std::to_string(i));
  for (int i = 0; i < 5; ++i) s.person("member" + std::to_string(i), 7 + i % 4);
  s.play();
  auto f = s.when(s.members("script")).evenness;
  REQUIRE(f.has_value());
  CHECK(f->members == 5);
  CHECK(f->controls >= 70);
  CHECK(f->controls <= 85);
  CHECK(f->variation == Approx(0).margin(1e-3));
  CHECK(f->less_even > 0.9);  // the other five are people
  f = s.when(s.members("member")).evenness;
  REQUIRE(f.has_value());
  CHECK(f->less_even > 0.1);
  CHECK(f->less_even < 0.9);
}

TEST_CASE("an archive stands in for controls that a stream has not yet, in what is told only",
          "[unit][assess]") {
  evidence::Baseline usual;
  for (int i = 0; i < 29; ++i) usual.evenness.add(1, 1.2);
  const auto told = [](const evidence::Baseline& baseline) {
    Stream s(&baseline);
    crowd(s, 20);
    for (int i = 0; i < 5; ++i) s.script("script" + std::to_string(i));
    s.play();
    const auto when = s.when(s.members("script"));
    CHECK_FALSE(when.rhythm.has_value());
    return when.evenness;
  };
  CHECK_FALSE(told(usual).has_value());
  usual.evenness.add(2, 1.2);  // of others than these
  CHECK_FALSE(told(usual).has_value());
  usual.evenness.add(1, 1.2);
  const auto f = told(usual);
  REQUIRE(f.has_value());
  CHECK(f->controls == 30);
  CHECK(f->less_even == Approx(1.0));
}

TEST_CASE("where a stream has controls of its own, an archive changes nothing", "[unit][assess]") {
  evidence::Baseline usual;
  for (int i = 0; i < 1'000; ++i) usual.evenness.add(1, 0.01);
  const auto told = [](const evidence::Baseline* baseline) {
    Stream s(baseline);
    crowd(s, 80);
    for (int i = 0; i < 5; ++i) s.script("script" + std::to_string(i));
    s.play();
    return s.when(s.members("script"));
  };
  const auto with = told(&usual), without = told(nullptr);
  CHECK(with.evenness->less_even == without.evenness->less_even);
  CHECK(with.evenness->controls == without.evenness->controls);
  CHECK(with.rhythm->nats == without.rhythm->nats);
}

TEST_CASE("claims of zones are checked against the hours kept", "[unit][assess]") {
  Stream s;
  crowd(s, 80);
  for (int i = 0; i < 6; ++i) s.person("away" + std::to_string(i), 9);  // awake from 9 to 23 UTC
  for (auto& p : s.posts)
    if (p.account_id.starts_with("away") && p.account_id != "away0") p.author.zone = {-480, -480};
  s.play();
  const auto f = s.rhythm(s.members("away"));
  REQUIRE(f.has_value());
  CHECK(f->zone_claims == 5);
  CHECK(f->zone_skewed == 5);
  CHECK(f->zone_skew_hours == Approx(-8.5).margin(1.5));
}

TEST_CASE("a batch is told by when its accounts were made and whom they follow", "[unit][assess]") {
  Stream s;
  for (int i = 0; i < 8; ++i) {
    auto& p = s.post("m" + std::to_string(i), i * kMinute);
    p.author.created_at = kStart - Duration{10 * kDay + i * kDay / 8};
    p.author.followers = 10 + i % 2;
    p.author.following = 500;
    p.author.client = i < 6 ? "sender" : "web";
  }
  s.post("m8", kDay).author.created_at = kStart - Duration{2'000 * kDay};
  s.play();
  const auto h = homogeneity_of(s.members("m"), s.evidence);
  CHECK(*h.creation_span_days == Approx(1'990));
  CHECK(*h.creation_middle_days == Approx(0.5).margin(0.01));
  CHECK(*h.young_share == Approx(8.0 / 9));
  CHECK(*h.follow_ratio_spread < 0.1);
  CHECK(*h.client_share == 0.75);
  CHECK(*h.language_share == 1);
}

TEST_CASE("of one or two accounts nothing is alike", "[unit][assess]") {
  Stream s;
  s.post("m0", 0).author.created_at = kStart;
  s.post("m1", 1).author.created_at = kStart;
  s.post("m2", 2);
  s.play();
  const auto h = homogeneity_of(s.members("m"), s.evidence);
  CHECK_FALSE(h.creation_span_days.has_value());
  CHECK_FALSE(h.young_share.has_value());
  CHECK_FALSE(h.client_share.has_value());
}

TEST_CASE("inputs that no member showed are named", "[unit][assess]") {
  Stream s;
  s.post("m0", 0);
  s.play();
  const auto members = s.members("m");
  CHECK(missing_inputs(members, s.evidence, false) ==
        std::vector<std::string>{"client", "created_at", "followers", "following", "handle",
                                 "infra", "rhythm", "timezone", "views"});
  auto& p = s.post("m0", 5);
  p.author.followers = 0;
  p.views = 0;
  s.evidence.observe_post(p, 1);
  const auto fewer = missing_inputs(members, s.evidence, true);
  CHECK(std::count(fewer.begin(), fewer.end(), "followers") == 0);
  CHECK(std::count(fewer.begin(), fewer.end(), "views") == 0);
  CHECK(std::count(fewer.begin(), fewer.end(), "rhythm") == 0);
}

TEST_CASE("amplifiers are the most seen, and who is followed where views are not known",
          "[unit][assess]") {
  Stream s;
  for (int i = 0; i < 8; ++i) s.post("m" + std::to_string(i), i).author.followers = 100 * i;
  s.posts[2].views = 150'000;
  s.play();
  const auto a = amplifiers_of(s.members("m"), s.evidence);
  REQUIRE(a.size() == kMaxAmplifiers);
  CHECK(s.evidence.accounts().find(a[0].account)->name == "x:m2");
  CHECK(a[0].views == 150'000);
  CHECK(s.evidence.accounts().find(a[1].account)->name == "x:m7");
  CHECK_FALSE(a[1].views.has_value());
}

TEST_CASE("what passes at once to an audience ten times as large is a jump", "[unit][assess]") {
  Stream s;
  const std::vector<std::int64_t> followers{300, 310, 300'000, 2'000'000};
  for (std::size_t i = 0; i < followers.size(); ++i)
    s.post("m" + std::to_string(i), static_cast<std::int64_t>(i)).author.followers = followers[i];
  s.play();
  const auto touched = [](std::vector<std::pair<AccountIndex, std::int64_t>> by) {
    SharedFinding f;
    f.text = "x:1";
    for (const auto& [account, at] : by) f.touches.push_back({account, kStart + Duration{at}, {}});
    return f;
  };
  const std::vector slow{touched({{0, 0}, {2, 61 * kMinute}})};
  CHECK_FALSE(audience_jump_of(slow, s.evidence).has_value());
  const std::vector like{touched({{0, 0}, {1, kSecond}})};
  CHECK_FALSE(audience_jump_of(like, s.evidence).has_value());
  const std::vector both{touched({{0, 0}, {2, 30 * kMinute}}), touched({{1, 0}, {3, 2 * kMinute}})};
  const auto jump = audience_jump_of(both, s.evidence);
  REQUIRE(jump.has_value());
  CHECK(jump->from == 1);
  CHECK(jump->to == 3);
  CHECK(jump->delay_s == 120);
  CHECK(jump->jump == Approx(std::log(2'000'000.0 / 310) / 2));
}

}  // namespace lockstep::assess
