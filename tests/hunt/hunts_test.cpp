#include "lockstep/hunt/hunts.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "feed.h"
#include "repliers.h"
#include "unusual.h"
#include "usual_gaps.h"

namespace lockstep::hunt {
namespace {

constexpr double kHour = 3600, kDay = 24 * kHour;

std::vector<Hit> hits(const Feed& feed, HuntId hunt, HuntOptions options = {}) {
  options.chosen.fill(false);
  options.chosen[static_cast<std::size_t>(hunt)] = true;
  Hunter hunter(options, {}, feed.registry());
  feed.read_by(hunter);
  return hunter.hits();
}

std::string account(int i) { return "x:a" + std::to_string(i); }
std::string other_page(int i) { return "https://o" + std::to_string(i) + ".example/"; }

std::string sha256_text(int i) { return to_hex(sha256(std::to_string(i))); }

// `young` of ten accounts on #vote were made last week; the hundred others are old.
Feed joined_by(int young) {
  Feed feed;
  const auto tag = [&](const std::string& who, double second, const char* word, double age_days) {
    feed.post(who, second, [&](Post& p) {
      p.hashtags = {word};
      p.author.created_at = test::at_second(second - age_days * kDay);
    });
  };
  for (int i = 0; i < 100; ++i) tag("x:old" + std::to_string(i), i, "weather", 900);
  for (int i = 0; i < 10; ++i) tag(account(i), kHour + 60 * i, "vote", i < young ? 7 : 900);
  return feed;
}

TEST_CASE("new accounts on one object are a hit from five on", "[unit][hunt]") {
  CHECK(hits(joined_by(4), HuntId::kNewAccounts).empty());
  const auto found = hits(joined_by(5), HuntId::kNewAccounts);
  REQUIRE(found.size() == 1);
  CHECK(found[0].key == "#vote");
  CHECK(found[0].value == 5);
  CHECK(found[0].count == 10);
  CHECK(found[0].expected == Approx(10 * 6.0 / 112));
  CHECK(found[0].posts.size() == kMaxExamples);
  CHECK(found[0].day == test::at_second(0));
}

TEST_CASE("accounts are new up to the age that was asked for", "[unit][hunt]") {
  HuntOptions options;
  options.new_account_age = std::chrono::hours{24 * 7};  // they are exactly so old
  CHECK(hits(joined_by(8), HuntId::kNewAccounts, options).empty());
  options.new_account_age += std::chrono::seconds{1};
  CHECK(hits(joined_by(8), HuntId::kNewAccounts, options).size() == 1);
}

TEST_CASE("where most accounts are new, new accounts are no news", "[unit][hunt]") {
  Feed feed;
  for (int i = 0; i < 60; ++i) {
    feed.post(account(i), i, [&](Post& p) {
      p.hashtags = {i < 30 ? "vote" : "weather"};
      p.author.created_at = test::at_second(-kDay);
    });
  }
  CHECK(hits(feed, HuntId::kNewAccounts).empty());
}

// `before` accounts a day link to a site for two days, then `then` do.
Feed site(int before, int then) {
  Feed feed;
  for (int day = 0; day < 3; ++day) {
    for (int i = 0; i < (day < 2 ? before : then); ++i)
      feed.link(account(i), day * kDay + 60 * i, "https://site.example/" + std::to_string(i));
    feed.link("x:else", day * kDay, other_page(day));
  }
  return feed;
}

TEST_CASE("a site that is suddenly in many accounts' posts is a hit", "[unit][hunt]") {
  const auto found = hits(site(2, 16), HuntId::kSuddenDomains);
  REQUIRE(found.size() == 1);
  CHECK(found[0].key == "site.example");
  CHECK(found[0].expected == 2);
  CHECK(found[0].value == 16);
  CHECK(found[0].score == Approx(poisson_surprise(16, 3)));
  CHECK(found[0].day == test::at_second(2 * kDay));
}

TEST_CASE("a site that always was, grew little, or has no day before it is none", "[unit][hunt]") {
  CHECK(hits(site(16, 16), HuntId::kSuddenDomains).empty());
  CHECK(hits(site(4, 19), HuntId::kSuddenDomains).empty());
  CHECK(hits(site(4, 20), HuntId::kSuddenDomains).size() == 1);
  Feed first;
  for (int i = 0; i < 30; ++i) first.link(account(i), i, "https://site.example/");
  CHECK(hits(first, HuntId::kSuddenDomains).empty());
}

TEST_CASE("one account with many posts is one account", "[unit][hunt]") {
  Feed feed;
  feed.link("x:else", 0, other_page(0));
  for (int i = 0; i < 100; ++i) feed.link("x:ann", kDay + i, "https://site.example/");
  CHECK(hits(feed, HuntId::kSuddenDomains).empty());
}

// Sixty pages get around as pages do, an hour between one account and the next; one within seconds.
Feed paced(double gap_s) {
  Feed feed;
  for (int page = 0; page < 60; ++page)
    for (int i = 0; i < 6; ++i)
      feed.link(account(page * 6 + i), 60.0 * page + kHour * i, other_page(page));
  for (int i = 0; i < 6; ++i) feed.link("x:bot" + std::to_string(i), gap_s * i, other_page(99));
  return feed;
}

TEST_CASE("accounts that arrive much closer together than usual are a hit", "[unit][hunt]") {
  const auto found = hits(paced(5), HuntId::kSynchronised);
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == "url");
  CHECK(found[0].count == 6);
  CHECK(found[0].value == 5);
  CHECK(found[0].expected == Approx(kHour).epsilon(0.35));  // to within a bin
  CHECK(hits(paced(kHour), HuntId::kSynchronised).empty());
}

TEST_CASE("what few have done is no schedule", "[unit][hunt]") {
  HuntOptions options;
  options.min_synchronised = 7;
  CHECK(hits(paced(5), HuntId::kSynchronised, options).empty());
}

// Twenty pictures that two accounts show each, and one that `many` do.
Feed pictures(int many, bool replies) {
  Feed feed;
  const auto show = [&](const std::string& who, double second, int picture, bool reply) {
    feed.post(who, second, [&](Post& p) {
      p.media.resize(1);
      p.media[0].sha256 = sha256_text(picture);
      if (!reply) return;
      p.action = Action::kReply;
      p.in_reply_to = "1";
    });
  };
  for (int i = 0; i < 40; ++i) show(account(i), i, i / 2, false);
  for (int i = 0; i < many; ++i) show("x:b" + std::to_string(i), 100 + i, 99, replies);
  return feed;
}

TEST_CASE("a picture that many accounts post of themselves is a hit", "[unit][hunt]") {
  const auto found = hits(pictures(12, false), HuntId::kRepeatedMedia);
  REQUIRE(found.size() == 1);
  CHECK(found[0].value == 12);
  CHECK(found[0].expected == Approx(52.0 / 21));
  CHECK(hits(pictures(4, false), HuntId::kRepeatedMedia).empty());
}

TEST_CASE("a picture that is the answer to a post is not repeated by strangers", "[unit][hunt]") {
  CHECK(hits(pictures(12, true), HuntId::kRepeatedMedia).empty());
}

Feed chained(int accounts, const std::string& hop) {
  Feed feed;
  const auto link = [&](const std::string& who, double second, const std::string& via,
                        const std::string& page) {
    feed.post(who, second, [&](Post& p) {
      p.urls.emplace_back();
      p.urls.back().url = via;
      p.urls.back().redirects = {page};
    });
  };
  for (int i = 0; i < 200; ++i)
    link("x:o" + std::to_string(i), i,
         i % 2 == 0 ? "https://common.example/" + std::to_string(i) : other_page(i),
         "https://news.example/" + std::to_string(i));
  for (int i = 0; i < accounts; ++i)
    link(account(i), 300 + i, hop + std::to_string(i), "https://shop.example/" + std::to_string(i));
  return feed;
}

TEST_CASE("links through one private redirector to one site are a hit from three accounts on",
          "[unit][hunt]") {
  CHECK(hits(chained(2, "https://hop.example/"), HuntId::kReferralChains).empty());
  const auto found = hits(chained(3, "https://hop.example/"), HuntId::kReferralChains);
  REQUIRE(found.size() == 1);
  CHECK(found[0].key == "hop.example > shop.example");
  CHECK(found[0].count == 3);
}

TEST_CASE("a shortener that everybody uses makes no chain", "[unit][hunt]") {
  CHECK(hits(chained(3, "https://common.example/"), HuntId::kReferralChains).empty());
}

// Ten people who answer whom they like, and a script that answers one account with two phrases.
Feed repliers(int replies) {
  Feed feed;
  const auto reply = [&](const std::string& who, double second, int n, const std::string& target,
                         const std::string& words) {
    feed.post(who, second, [&](Post& p) {
      p.action = Action::kReply;
      p.in_reply_to = "t" + std::to_string(n);
      p.target_author = target;
      p.text = words;
    });
  };
  std::mt19937 random(3);
  for (int who = 0; who < 12; ++who) {
    double second = who;
    for (int n = 0; n < 30; ++n) {
      second += 10.0 * (1U << random() % 11);
      reply(account(who), second, 100 * who + n, "t" + std::to_string(n),
            to_hex(sha256(std::to_string(random()))));
    }
  }
  for (int n = 0; n < replies; ++n)
    reply("x:script", 60.0 * n, 5000 + n, "victim",
          n % 2 == 0 ? "You should be ashamed of this" : "Nobody believes you any more");
  return feed;
}

TEST_CASE("a replier of few targets, words and gaps is a hit once it has replied enough",
          "[unit][hunt]") {
  CHECK(hits(repliers(19), HuntId::kLowEntropyRepliers).empty());
  const auto found = hits(repliers(20), HuntId::kLowEntropyRepliers);
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == "account");
  CHECK(found[0].key == "x:script");
  CHECK(found[0].count == 20);
  CHECK(found[0].value < 0.2);
  CHECK(found[0].expected > 0.6);
}

TEST_CASE("entropy is what is known about a choice", "[unit][hunt]") {
  Variety same, different, even;
  for (std::uint64_t i = 0; i < 64; ++i) {
    same.add(1);
    different.add(i);
    even.add(i % 2);
  }
  CHECK(same.relative_entropy() == 0);
  CHECK(different.relative_entropy() > 0.7);
  CHECK(even.relative_entropy() == Approx(1.0 / 5).epsilon(0.06));
}

TEST_CASE("a gap is judged by gaps of its kind and rank", "[unit][hunt]") {
  UsualGaps usual(2);
  for (int i = 0; i < 99; ++i) usual.add(0, 2, 3'600'000);
  CHECK(usual.share(0, 2, 1'000) == Approx(0.01));
  CHECK(usual.share(0, 2, 3'600'000) == 1);
  CHECK(usual.share(0, 4, 1'000) == Approx(0.01));  // ranks 2 to 4 are one class
  CHECK(usual.share(0, 5, 1'000) == 1);
  CHECK(usual.share(1, 2, 1'000) == 1);  // nothing is known
}

TEST_CASE("surprise is none at the mean and grows beyond it", "[unit][hunt]") {
  CHECK(poisson_surprise(3, 3) == 0);
  CHECK(poisson_surprise(2, 3) == 0);
  CHECK(poisson_surprise(6, 3) > poisson_surprise(5, 3));
  CHECK(gamma_surprise(5, 5) == 0);
  CHECK(gamma_surprise(20, 5) > gamma_surprise(10, 5));
  CHECK(geometric_surprise(2, 2) == 0);
  CHECK(geometric_surprise(5, 2) == Approx(4 * std::log(2.0)));
}

TEST_CASE("a hunt keeps the highest scores of a day", "[unit][hunt]") {
  Feed feed;
  feed.link("x:else", 0, other_page(0));
  for (int s = 0; s < 4; ++s)
    for (int i = 0; i < 12 + s; ++i)
      feed.link(account(i), kDay + i, "https://s" + std::to_string(s) + ".example/");
  HuntOptions options;
  options.top = 2;
  const auto found = hits(feed, HuntId::kSuddenDomains, options);
  REQUIRE(found.size() == 2);
  CHECK(found[0].key == "s3.example");
  CHECK(found[1].key == "s2.example");
}

TEST_CASE("days before --from only tell what is usual, and --to ends the reading", "[unit][hunt]") {
  HuntOptions options;
  options.from = test::at_second(2 * kDay + kHour);  // a day that lies in it in part counts
  CHECK(hits(site(2, 16), HuntId::kSuddenDomains, options).size() == 1);
  options.from = test::at_second(3 * kDay);
  CHECK(hits(site(2, 16), HuntId::kSuddenDomains, options).empty());
  options.from.reset();
  options.to = test::at_second(2 * kDay);
  CHECK(hits(site(2, 16), HuntId::kSuddenDomains, options).empty());
}

TEST_CASE("tables are bounded and say what they forgot", "[unit][hunt]") {
  HuntOptions options;
  options.max_objects = 50;
  options.max_domains = 5;
  options.max_repliers = 3;
  const auto feed = repliers(20);
  Hunter bounded(options, {}, feed.registry());
  feed.read_by(bounded);
  const auto cuts = bounded.cuts();
  REQUIRE(cuts.size() == 2);
  CHECK_THAT(cuts[0], Catch::Contains("objects were forgotten"));
  CHECK_THAT(cuts[1], Catch::Contains("repliers were forgotten"));
}

TEST_CASE("the same posts in any order give the same hits", "[property][hunt]") {
  const auto lines = [](const Feed& feed) {
    Hunter hunter({}, {}, feed.registry());
    feed.read_by(hunter);
    std::string out = to_table(hunter.hits());
    for (const auto& hit : hunter.hits()) out += to_json_line(hit);
    return out;
  };
  for (auto feed : {0, 1, 2, 3}) {
    Feed made = feed == 0   ? paced(5)
                : feed == 1 ? site(2, 16)
                : feed == 2 ? joined_by(8)
                            : repliers(30);
    const auto expected = lines(made);
    CHECK(expected.size() > 100);
    for (unsigned seed = 1; seed <= 3; ++seed) {
      made.shuffle(seed);
      CHECK(lines(made) == expected);
    }
  }
}

TEST_CASE("a table is safe to print", "[unit][hunt]") {
  const Hit hit{
      HuntId::kSynchronised, test::at_second(0), "text",    "a\x1b[2J\n\xE2\x80\xAE", 5, 1, 2, 3,
      test::at_second(0),    test::at_second(9), {"x:\x07"}};
  const auto table = to_table(std::vector{hit});
  CHECK(std::count(table.begin(), table.end(), '\n') == 3);
  CHECK_THAT(table, !Catch::Contains("\x1b") && !Catch::Contains("\xE2\x80\xAE") &&
                        !Catch::Contains("\x07"));
}

TEST_CASE("every hunt says what it asks, and is found by its name", "[unit][hunt]") {
  const auto texts = describe_hunts({});
  for (std::size_t i = 0; i < kHuntCount; ++i) {
    CHECK(texts[i].name == name(static_cast<HuntId>(i)));
    CHECK(find_hunt(texts[i].name) == static_cast<HuntId>(i));
    CHECK_FALSE(texts[i].hypothesis.empty());
    CHECK_FALSE(texts[i].signal.empty());
    CHECK_FALSE(texts[i].threshold.empty());
  }
  CHECK_FALSE(find_hunt("snipe"));
}

}  // namespace
}  // namespace lockstep::hunt
