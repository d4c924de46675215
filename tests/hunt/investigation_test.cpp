#include "lockstep/hunt/investigation.h"

#include <catch2/catch.hpp>
#include <set>

#include "feed.h"
#include "lockstep/hunt/investigation_pages.h"

namespace lockstep::hunt {
namespace {

constexpr const char* kPage = "https://news.example/secret";
constexpr double kHour = 3600;

std::string page(int i) { return "https://news.example/" + std::to_string(i); }

Investigation investigate(const Feed& feed, const std::vector<std::string>& seeds,
                          const InvestigationOptions& options = {}) {
  const auto reader = *SeedReader::make({}, {}, feed.registry());
  std::vector<Seed> read;
  for (const auto& s : seeds) read.push_back(*reader->read(s));
  Investigator investigator(options, {}, feed.registry(), *reader, std::move(read));
  feed.read_by(investigator);
  return investigator.find();
}

std::set<std::string> leads(const Investigation& found, int hop) {
  std::set<std::string> names;
  for (const auto& h : found.hops)
    if (h.distance == hop)
      for (const auto& lead : h.leads) names.insert(lead.account);
  return names;
}
using Names = std::set<std::string>;

// ann, bob and cat post four pages within minutes; dan only two of those of bob and cat.
Feed ring() {
  Feed feed;
  feed.bystanders(1000);
  for (int i = 0; i < 4; ++i) {
    feed.link("x:ann", kHour * i, page(i));
    feed.link("x:bob", kHour * i + 60, page(i));
    feed.link("x:cat", kHour * i + 90, page(i));
  }
  for (int i = 4; i < 7; ++i) {
    feed.link("x:bob", kHour * i, page(i));
    feed.link("x:cat", kHour * i + 30, page(i));
    feed.link("x:dan", kHour * i + 60, page(i));
  }
  return feed;
}

TEST_CASE("a link leads to who posted it, in the order in which it got around", "[unit][hunt]") {
  Feed feed;
  feed.bystanders(40);
  feed.link("x:ann", 0, std::string(kPage) + "?utm_source=x");
  feed.link("mastodon:bob", 300, kPage);
  feed.link("x:cat", 600, "http://www.news.example/secret/");
  feed.link("x:ann", 700, kPage);
  const auto found = investigate(feed, {std::string("url:") + kPage + "?fbclid=7"});
  CHECK(leads(found, 1) == Names{"x:ann", "mastodon:bob", "x:cat"});
  const auto& trail = found.trails.at(0);
  CHECK(trail.posts == 4);
  CHECK(trail.accounts == 3);
  REQUIRE(trail.order.size() == 3);
  CHECK(trail.order[0].account == "x:ann");
  CHECK(trail.order[1].account == "mastodon:bob");
  CHECK(trail.order[2].at - trail.order[0].at == std::chrono::minutes{10});
  REQUIRE(trail.handoff.size() == 2);
  CHECK(trail.handoff[1].platform == "mastodon");
  CHECK(found.cuts.empty());
}

TEST_CASE("an account leads to its fellows, and they to theirs", "[unit][hunt]") {
  const auto found = investigate(ring(), {"account:x:ann"});
  CHECK(leads(found, 0) == Names{"x:ann"});
  CHECK(leads(found, 1) == Names{"x:bob", "x:cat"});
  CHECK(leads(found, 2) == Names{"x:dan"});
  const auto& dan = found.hops.at(2).leads.at(0);
  CHECK(dan.shared == 3);
  CHECK(dan.expected < 1);
  CHECK(dan.median_delay == std::chrono::seconds{30});
  REQUIRE(dan.objects.size() == 3);
  CHECK(found.objects.at(dan.objects[0]).kind == "url");
  CHECK(found.objects.at(dan.objects[0]).found == 3);
}

TEST_CASE("depth says how many hops", "[unit][hunt]") {
  InvestigationOptions options;
  options.depth = 1;
  CHECK(leads(investigate(ring(), {"account:x:ann"}, options), 2).empty());
}

TEST_CASE("one object in common is not enough, two are: the bound is the option's",
          "[unit][hunt]") {
  Feed feed;
  feed.bystanders(1000);
  for (int i = 0; i < 3; ++i) feed.link("x:ann", kHour * i, page(i));
  for (int i = 0; i < 2; ++i) feed.link("x:bob", kHour * i + 5, page(i));
  feed.link("x:cat", 5, page(0));
  CHECK(leads(investigate(feed, {"account:x:ann"}), 1) == Names{"x:bob"});
  InvestigationOptions options;
  options.min_shared = 3;
  CHECK(leads(investigate(feed, {"account:x:ann"}, options), 1).empty());
}

TEST_CASE("one post that shares a link, words and a tag shares one thing", "[unit][hunt]") {
  Feed feed;
  feed.bystanders(1000);
  for (const auto* account : {"x:ann", "x:bob"}) {
    feed.post(account, 0, [](Post& p) {
      p.text = "They do not want you to see this page about the old library https://a.example/p";
      p.hashtags = {"library"};
    });
  }
  CHECK(leads(investigate(feed, {"account:x:ann"}), 1).empty());
}

TEST_CASE("what everybody touches is listed and not grown through", "[unit][hunt]") {
  InvestigationOptions options;
  options.min_key_cap = options.max_key_cap = 10;
  for (const int outsiders : {9, 10}) {
    Feed feed;
    feed.bystanders(1000);
    feed.link("x:ann", 0, kPage);
    for (int i = 0; i < outsiders; ++i) feed.link("x:fan" + std::to_string(i), 10.0 + i, kPage);
    CAPTURE(outsiders);
    const auto found = investigate(feed, {std::string("url:") + kPage}, options);
    const bool popular = outsiders == 10;  // eleven accounts, one above the cap
    CHECK(found.trails[0].objects.at(0).popular == popular);
    CHECK(found.leads() == (popular ? 0 : 10));
    CHECK(found.trails[0].accounts == static_cast<std::uint64_t>(outsiders) + 1);
    CHECK(found.trails[0].order.size() == found.trails[0].accounts);
    const auto text = to_text(found, 20);
    CHECK((text.find("not grown through") != std::string::npos) == popular);
  }
}

TEST_CASE("acts further apart than the window are not shared", "[unit][hunt]") {
  Feed feed;
  feed.bystanders(1000);
  for (int i = 0; i < 3; ++i) {
    feed.link("x:ann", i, page(i));
    feed.link("x:bob", i + kHour, page(i));
    feed.link("x:late", i + kHour * 2 + 1, page(i));
  }
  InvestigationOptions options;
  options.window = std::chrono::hours{1};
  options.depth = 1;
  CHECK(leads(investigate(feed, {"account:x:ann"}, options), 1) == Names{"x:bob"});
  CHECK(leads(investigate(feed, {"url:" + page(0)}, options), 1) == Names{"x:ann", "x:bob"});
}

TEST_CASE("an account that does everything shares by chance and is no lead", "[unit][hunt]") {
  Feed feed;
  feed.bystanders(1000);
  for (int i = 0; i < 6; ++i) {
    feed.link("x:ann", i, page(i));
    for (int n = 0; n < 8; ++n) feed.link("x:fan" + std::to_string(n * 6 + i), 10.0 + n, page(i));
  }
  for (int i = 0; i < 4; ++i) feed.link("x:bob", 60.0 + i, page(i));
  for (int i = 0; i < 3; ++i) feed.link("x:busy", 60.0 + i, page(i));
  for (int i = 0; i < 400; ++i) feed.link("x:busy", 100.0 + i, "https://b.example/" + page(i));
  CHECK(leads(investigate(feed, {"account:x:ann"}), 1) == Names{"x:bob"});
}

TEST_CASE("a device leads from one account to another if few have it", "[unit][hunt]") {
  for (const int others : {1, 25}) {
    Feed feed;
    for (int i = 0; i < 200; ++i) {
      feed.post("x:other" + std::to_string(i), i, [&](Post& p) {
        p.infra.device_id = i < others ? "shared" : "own" + std::to_string(i);
      });
    }
    feed.post("x:ann", 0, [](Post& p) { p.infra.device_id = "shared"; });
    InvestigationOptions options;
    options.min_shared = 1;
    CAPTURE(others);
    const auto found = investigate(feed, {"account:x:ann"}, options);
    CHECK(leads(found, 1) == (others == 1 ? Names{"x:other0"} : Names{}));
  }
}

TEST_CASE("who made what is passed on is on it", "[unit][hunt]") {
  Feed feed;
  feed.bystanders(1000);
  for (int i = 0; i < 3; ++i) {
    for (const auto* account : {"x:bob", "x:cat"}) {
      feed.post(account, kHour * i, [&](Post& p) {
        p.action = Action::kRepost;
        p.repost_of = std::to_string(i);
        p.target_author = "ann";
      });
    }
  }
  CHECK(leads(investigate(feed, {"account:x:ann"}), 1) == Names{"x:bob", "x:cat"});
}

TEST_CASE("only posts of the time asked for count", "[unit][hunt]") {
  InvestigationOptions options;
  options.to = test::at_second(kHour * 4);
  const auto found = investigate(ring(), {"account:x:ann"}, options);
  CHECK(leads(found, 1) == Names{"x:bob", "x:cat"});
  CHECK(leads(found, 2).empty());
  options.from = options.to;
  options.to.reset();
  const auto reader = *SeedReader::make({}, {}, ring().registry());
  const auto feed = ring();
  Investigator later(options, {}, feed.registry(), *reader, {*reader->read("account:x:ann")});
  feed.read_by(later);
  CHECK(later.untouched() == std::vector<std::string>{"account:x:ann"});
}

TEST_CASE("a seed nothing touched says what it was taken for", "[unit][hunt]") {
  const auto feed = ring();
  const auto reader = *SeedReader::make({}, {}, feed.registry());
  Investigator none({}, {}, feed.registry(), *reader,
                    {*reader->read("url:HTTP://nowhere.example/?utm_source=1")});
  feed.read_by(none);
  REQUIRE(none.untouched().size() == 1);
  CHECK_THAT(none.untouched()[0], Catch::Contains("'https://nowhere.example/'") ||
                                      Catch::Contains("'https://nowhere.example'"));
}

TEST_CASE("bounds that cut say so", "[unit][hunt]") {
  const auto told = [](const Investigation& found, const std::string& words) {
    return std::any_of(found.cuts.begin(), found.cuts.end(), [&](const std::string& cut) {
      return cut.find(words) != std::string::npos;
    });
  };
  InvestigationOptions options;
  SECTION("as many accounts as fit") {
    options.max_accounts = 3;
    const auto found = investigate(ring(), {"account:x:ann"}, options);
    CHECK(found.leads() == 3);
    CHECK(found.cuts.empty());
  }
  SECTION("one account too many: the highest ranks stay") {
    options.max_accounts = 1;
    const auto found = investigate(ring(), {"account:x:ann"}, options);
    CHECK(found.leads() == 1);
    CHECK(told(found, "1 more accounts qualified"));
  }
  SECTION("objects to grow through") {
    options.max_objects = 3;
    CHECK(told(investigate(ring(), {"account:x:ann"}, options), "more objects were shared"));
  }
  SECTION("steps of a seed") {
    options.max_spread = 2;
    const auto found = investigate(ring(), {"url:" + page(0)}, options);
    CHECK(found.trails[0].order.size() == 2);
    CHECK(found.trails[0].accounts == 3);
    CHECK(told(found, "only the first 2 accounts"));
  }
  SECTION("objects remembered: what a seed stands for stays") {
    options.max_remembered_objects = 20;
    const auto found = investigate(ring(), {"url:" + page(0)}, options);
    CHECK(leads(found, 1) == Names{"x:ann", "x:bob", "x:cat"});
    CHECK(told(found, "objects were forgotten"));
  }
  SECTION("accounts remembered") {
    options.max_remembered_accounts = 10;
    CHECK(told(investigate(ring(), {"account:x:ann"}, options), "were left out"));
  }
}

TEST_CASE("the same posts in any order give the same bytes", "[property][hunt]") {
  auto feed = ring();
  feed.say("x:ann", 5, "Nobody asked us before they closed the old library in our street");
  feed.say("x:bob", 50, "Nobody asked us before they closed the old library in our street!");
  const std::vector<std::string> seeds{"account:x:ann", "url:" + page(5),
                                       "text:closed the old library"};
  const auto found = investigate(feed, seeds);
  const auto json = to_json(found, {}), text = to_text(found, 20);
  for (unsigned seed = 1; seed <= 5; ++seed) {
    feed.shuffle(seed);
    const auto again = investigate(feed, seeds);
    CHECK(to_json(again, {}) == json);
    CHECK(to_text(again, 20) == text);
  }
}

TEST_CASE("the text says that leads are no findings, and prints no more than asked for",
          "[unit][hunt]") {
  const auto text = to_text(investigate(ring(), {"url:" + page(0)}), 2);
  CHECK_THAT(text, Catch::StartsWith("These are leads, not findings"));
  CHECK_THAT(text, Catch::Contains("... and 1 more accounts"));
  CHECK_THAT(text, Catch::Contains("first on x by x:ann"));
}

TEST_CASE("what strangers wrote does not steer a terminal", "[unit][hunt]") {
  Feed feed;
  feed.bystanders(40);
  feed.say("x:a\x1b[2J", 0, "They closed the library \xE2\x80\xAE and nobody was asked about it");
  feed.say("x:b", 5, "They closed the library \xE2\x80\xAE and nobody was asked about it");
  const auto text = to_text(investigate(feed, {"text:closed the library"}), 20);
  CHECK_THAT(text, Catch::Contains("x:a?[2J"));
  CHECK_THAT(text, !Catch::Contains("\x1b") && !Catch::Contains("\xE2\x80\xAE"));
}

}  // namespace
}  // namespace lockstep::hunt
