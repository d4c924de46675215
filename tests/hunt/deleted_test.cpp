// Posts that were taken back: whatever hunts and investigations show of them, it is not their
// words.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "deleted_posts.h"
#include "feed.h"
#include "lockstep/alert/hidden_name.h"
#include "lockstep/hunt/hunts.h"
#include "lockstep/hunt/investigation_pages.h"

namespace lockstep::hunt {
namespace {

constexpr double kDay = 86'400;
constexpr double kEnd = 4 * kDay;
constexpr std::size_t kTexts = 6, kCopies = 6;

// Every other one so short that only equal ones are one object.
constexpr std::array<const char*, kTexts> kSaid{
    "it is all over now", "nobody in this street was asked before they closed the library",
    "they lied to us",    "ten thousand signatures lie in a drawer of the town hall unread",
    "go home and vote",   "whoever sold the harbour must explain it to those who fish there"};

double second_of(std::size_t text, std::size_t copy) {
  return static_cast<double>(text % 3) * kDay + 7200 + static_cast<double>(600 * text + 4 * copy);
}

// Ordinary days, with texts that some accounts say within seconds; `posts` of these, by text.
Feed chorus(std::vector<std::vector<std::string>>& posts) {
  Feed feed;
  feed.bystanders(300);
  for (int page = 0; page < 40; ++page)
    for (int i = 0; i < 5; ++i)
      feed.link("x:reader" + std::to_string(5 * page + i), 60.0 * page + 3600 * i,
                "https://news.example/" + std::to_string(page));
  posts.resize(kTexts);
  for (std::size_t i = 0; i < kTexts; ++i)
    for (std::size_t copy = 0; copy < kCopies; ++copy)
      posts[i].push_back(feed.say("x:c" + std::to_string(copy), second_of(i, copy), kSaid[i]));
  return feed;
}

std::vector<Hit> hunted(const Feed& feed, std::string* shown, HuntOptions options = {}) {
  options.top = 1000;
  options.min_score = 0;
  Hunter hunter(options, {}, feed.registry());
  feed.read_by(hunter);
  if (shown == nullptr) return hunter.hits();
  *shown = to_table(hunter.hits());
  for (const auto& hit : hunter.hits()) *shown += to_json_line(hit);
  for (const auto& cut : hunter.cuts()) *shown += cut;
  return hunter.hits();
}

InvestigationOptions any_score() {
  InvestigationOptions options;
  options.min_score = -100;
  options.min_shared = 1;
  return options;
}
const InvestigationOptions kAnyScore = any_score();

Investigation investigated(const Feed& feed, const std::string& seed,
                           const InvestigationOptions& options = kAnyScore) {
  const auto reader = *SeedReader::make({}, {}, feed.registry());
  Investigator investigator(options, {}, feed.registry(), *reader, {*reader->read(seed)});
  feed.read_by(investigator);
  return investigator.find();
}

std::string pages_of(const Investigation& found, const InvestigationOptions& options = kAnyScore) {
  return to_json(found, options) + to_text(found, 100);
}

// Names of texts, and whether they are said to have been deleted.
std::map<std::string, bool> texts_in(const Investigation& found) {
  std::map<std::string, bool> texts;
  for (const auto& o : found.objects)
    if (o.kind == "text") texts[o.key] = o.deleted;
  return texts;
}

bool holds(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a hunt shows by its hash what a deleted post said, and counts as before",
          "[unit][hunt]") {
  std::vector<std::vector<std::string>> posts;
  auto feed = chorus(posts);
  const auto before = hunted(feed, nullptr);
  const std::size_t i = GENERATE(0U, 1U);
  const auto says_it = [&](const Hit& h) { return h.key == kSaid[i]; };
  const auto plain = std::find_if(before.begin(), before.end(), says_it);
  REQUIRE(plain != before.end());
  feed.take_back(posts[i][0], kEnd);
  std::string shown;
  const auto after = hunted(feed, &shown);
  CHECK_FALSE(holds(shown, kSaid[i]));
  CHECK(holds(shown, alert::kTextRemoved));
  CHECK(after.size() == before.size());
  const auto hidden = std::find_if(after.begin(), after.end(), [](const auto& h) {
    return h.deleted && h.hunt == HuntId::kSynchronised;
  });
  REQUIRE(hidden != after.end());
  CHECK(hidden->key == alert::hidden_name(plain->object));
  CHECK(hit_id(*hidden) == hit_id(*plain));  // replaces it on a topic
  CHECK(hidden->count == plain->count);
  CHECK(hidden->score == plain->score);
  CHECK(hidden->posts == plain->posts);
}

TEST_CASE("what a post said that nobody quotes can be deleted without a trace", "[unit][hunt]") {
  std::vector<std::vector<std::string>> posts;
  auto feed = chorus(posts);
  std::string before, after;
  hunted(feed, &before);
  feed.take_back(posts[1][3], kEnd);
  feed.take_back("x:never", kEnd);
  feed.take_back("mastodon:" + posts[1][0].substr(2), kEnd);  // another platform's
  hunted(feed, &after);
  CHECK(after == before);
}

TEST_CASE("links and tags of a deleted post stay", "[unit][hunt]") {
  Feed feed;
  feed.bystanders(100);
  std::vector<std::string> posts;
  for (int i = 0; i < 8; ++i)
    posts.push_back(feed.post("x:a" + std::to_string(i), kDay + i, [](Post& p) {
      p.hashtags = {"vote"};
      p.text = kSaid[1];
    }));
  for (const auto& post : posts) feed.take_back(post, kEnd);
  std::string shown;
  hunted(feed, &shown);
  CHECK(holds(shown, "#vote"));
  CHECK_FALSE(holds(shown, kSaid[1]));
}

TEST_CASE("where deletes lie changes nothing", "[property][hunt]") {
  std::mt19937 dice(GENERATE(range(0U, 12U)));
  std::uniform_real_distribution<double> when(0, kEnd);
  std::vector<std::vector<std::string>> posts;
  auto at_end = chorus(posts), anywhere = chorus(posts);
  std::set<KeyHash> deleted;
  for (const auto& copies : posts) {
    for (const auto& post : copies) {
      if (dice() % 3 != 0) continue;
      deleted.insert(hash_of_post("x", post.substr(2)));
      at_end.take_back(post, kEnd);
      anywhere.take_back(post, when(dice));
      if (dice() % 2 == 0) anywhere.take_back(post, when(dice));
    }
  }
  std::vector<std::vector<std::string>> same;
  auto expected = hunted(chorus(same), nullptr);
  HuntOptions until;  // what was told later counts
  until.to = test::at_second(3 * kDay);
  std::string first, second;
  auto hits = hunted(at_end, &first, until);
  hunted(anywhere, &second, until);
  CHECK(first == second);
  for (auto& h : expected) {
    h.deleted = h.quoted != 0 && deleted.contains(h.quoted);
    if (h.deleted) h.key = alert::hidden_name(h.object);
  }
  const auto lines = [](const std::vector<Hit>& of) {
    std::multiset<std::string> out;
    for (const auto& h : of) out.insert(to_json_line(h));
    return out;
  };
  CHECK(lines(hits) == lines(expected));
  for (const auto* seed : {"account:x:c0", "text:\"they closed the library\""}) {
    InvestigationOptions some = kAnyScore;
    some.from = test::at_second(7300);
    some.to = until.to;
    CHECK(pages_of(investigated(at_end, seed, some), some) ==
          pages_of(investigated(anywhere, seed, some), some));
  }
}

TEST_CASE("an investigation shows by its hash what a deleted post said", "[unit][hunt]") {
  std::vector<std::vector<std::string>> posts;
  auto feed = chorus(posts);
  const auto before = texts_in(investigated(feed, "account:x:c0"));
  REQUIRE(before.size() == kTexts);
  REQUIRE(before.contains(kSaid[1]));
  feed.take_back(posts[0][0], 0);
  feed.take_back(posts[1][0], kEnd);
  const auto found = investigated(feed, "account:x:c0");
  const auto pages = pages_of(found);
  for (std::size_t i = 0; i < kTexts; ++i) CHECK(holds(pages, kSaid[i]) == (i > 1));
  CHECK(holds(pages, alert::kTextRemoved));
  const auto after = texts_in(found);
  CHECK(after.size() == before.size());
  for (const auto& [name, deleted] : after)
    CHECK(deleted == alert::object_of_hidden_name(name).has_value());

  SECTION("and what an output calls it can be started from") {
    for (const auto& [name, deleted] : after) {
      if (!deleted) continue;
      const auto again = investigated(feed, "text:" + name);
      CHECK(again.trails[0].accounts == kCopies);
      CHECK(again.trails[0].objects.at(0).key == name);
      CHECK(again.trails[0].objects[0].deleted);
      CHECK_FALSE(holds(pages_of(again), "closed the library"));
    }
  }
}

TEST_CASE("words that were said before the time asked for are those of a deleted post, too",
          "[unit][hunt]") {
  Feed feed;
  feed.bystanders(100);
  const auto first = feed.say("x:early", 0, kSaid[1]);
  for (const auto* who : {"x:ann", "x:bob"}) feed.say(who, 7200, kSaid[1]);
  InvestigationOptions options = kAnyScore;
  options.from = test::at_second(3600);
  const std::string seed = "text:\"nobody in this street was asked\"";
  CHECK(holds(pages_of(investigated(feed, "account:x:ann", options)), "in this street"));
  feed.take_back(first, kEnd);
  const auto found = investigated(feed, "account:x:ann", options);
  CHECK_FALSE(holds(pages_of(found), "in this street"));
  CHECK(investigated(feed, seed, options).trails[0].accounts == 2);  // found as before
}

TEST_CASE("beyond the bound of deletes no words of posts are shown, and it is said",
          "[bounds][hunt]") {
  std::vector<std::vector<std::string>> posts;
  auto feed = chorus(posts);
  const std::size_t deletes = GENERATE(1U, 2U, 3U);
  for (std::size_t i = 0; i < deletes; ++i) feed.take_back(posts[i][0], kEnd);
  for (std::size_t i = 0; i < deletes; ++i)
    feed.take_back(posts[i][0], kEnd + kDay * 2);  // told again
  const bool beyond = deletes == 3;
  const std::string cut = "more than 2 posts were deleted: the words of no post are shown";
  std::string shown;
  HuntOptions options;
  options.max_deletes = 2;
  const auto hits = hunted(feed, &shown, options);
  auto asked = kAnyScore;
  asked.max_remembered_deletes = 2;
  const auto found = investigated(feed, "account:x:c0", asked);
  for (const auto& all : {shown, pages_of(found)}) {
    CHECK(holds(all, cut) == beyond);
    for (std::size_t i = 0; i < kTexts; ++i)
      CHECK(holds(all, kSaid[i]) == (!beyond && i >= deletes));
    CHECK(holds(all, "news.example") == (all == shown));
  }
  const auto is_deleted = [](const auto& o) { return o.deleted; };
  CHECK(std::count_if(found.objects.begin(), found.objects.end(), is_deleted) ==
        (beyond ? 2 : static_cast<int>(deletes)));
}

TEST_CASE("an object has a hidden name, and only the name it has is one", "[unit][hunt]") {
  CHECK(alert::object_of_hidden_name(alert::hidden_name(0xab)) == 0xab);
  CHECK(alert::object_of_hidden_name("ffffffffffffffff") == ~KeyHash{0});
  for (const auto* other : {"", "ab", "00000000000000AB", "00000000000000abc", "-0000000000000ab",
                            "0x000000000000ab", "000000000000 0ab"})
    CHECK_FALSE(alert::object_of_hidden_name(other));
}

}  // namespace lockstep::hunt
