#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>

#include "lockstep/core/hash.h"
#include "lockstep/engine/baseline_file.h"
#include "lockstep/engine/engine.h"
#include "state_bytes.h"
#include "traced_posts.h"

using namespace lockstep;
using namespace lockstep::engine;
using lockstep::test::repost;
using Json = nlohmann::json;

namespace {

using test::registry;

// A day of strangers' reposts; `planted` accounts repost one target together, once an hour.
std::vector<TracedPost> day(std::uint64_t seed, int planted) {
  std::mt19937_64 random(seed);
  std::vector<TracedPost> posts;
  for (int i = 0; i < 8'000; ++i) {
    const auto u = static_cast<double>(random() % 1'000'000) / 1e6;
    posts.push_back(repost(registry(), "o" + std::to_string(random() % 900),
                           "t" + std::to_string(static_cast<int>(2'000 * u * u * u)),
                           static_cast<double>(random() % 86'400)));
  }
  for (int wave = 0; wave < 10; ++wave) {
    for (int a = 0; a < planted; ++a)
      posts.push_back(repost(registry(), "p" + std::to_string(a), "w" + std::to_string(wave),
                             3'600.0 * (wave + 1) + static_cast<double>(random() % 300)));
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

// Forty links that five accounts post within the hours, the last of them on another platform; half
// were first seen in a quote.
std::vector<TracedPost> two_platforms() {
  std::mt19937_64 random(7);
  std::vector<TracedPost> posts;
  for (int page = 0; page < 40; ++page) {
    double second = page / 2 * 3'600.0;
    for (int n = 0; n < 5; ++n) {
      const auto account = "o" + std::to_string(random() % 500);
      const auto id = "l" + std::to_string(page) + '-' + std::to_string(n);
      posts.push_back(test::post(registry(), account, id, second, [&](Post& p) {
        if (n == 4) p.platform = "y";
        if (n == 0 && page % 2 == 0) p.action = Action::kQuote;
        Url u;
        u.url = u.canonical = "https://site.example/" + std::to_string(page);
        u.domain = "site.example";
        p.urls = {u};
      }));
      second += 600 + static_cast<double>(random() % 600);
    }
  }
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

struct Run {
  evidence::Baseline learned;
  std::vector<alert::Alert> alerts;
};

Run run(const std::vector<TracedPost>& posts, const EngineConfig& config = {}) {
  Engine engine(config, registry(), {});
  Run r;
  for (const auto& p : posts) engine.on_post(p, r.alerts);
  engine.on_end(false, r.alerts);
  r.learned = engine.baseline();
  return r;
}

std::string file_of(const evidence::Baseline& baseline) {
  BaselineOrigin origin;
  origin.posts = 8'000;
  return to_json(baseline, origin, registry());
}

const evidence::KindBaseline& reposts(const evidence::Baseline& b) {
  return b.kinds.at(*registry().find_kind("repost"));
}

const evidence::ReuseVelocity::OfKind& links(const evidence::Baseline& b) {
  return b.kinds.at(*registry().find_kind("url")).reuse;
}

double sum_of(const evidence::ReuseVelocity::Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), 0.0);
}

// The file with one place changed.
Status read_with(const std::string& pointer, const Json& value) {
  auto json = Json::parse(file_of(run(day(1, 0)).learned));
  json[Json::json_pointer(pointer)] = value;
  return baseline_of(json.dump(), registry()).status();
}

}  // namespace

TEST_CASE("a baseline that was written and read is the same", "[unit][engine]") {
  const auto learned = run(day(1, 0)).learned;
  REQUIRE(reposts(learned).touches > 2'000);
  REQUIRE(reposts(learned).coincidences > 0);
  const auto text = file_of(learned);
  const auto read = baseline_of(text, registry());
  REQUIRE(read.ok());
  CHECK(read->sha256 == to_hex(sha256(text)));
  CHECK(read->kinds.size() == learned.kinds.size());
  CHECK(reposts(*read).touches == reposts(learned).touches);
  CHECK(reposts(*read).coincidences == reposts(learned).coincidences);
  CHECK(reposts(*read).delays == reposts(learned).delays);
  CHECK(reposts(*read).reuse == reposts(learned).reuse);
  CHECK(file_of(*read) == text);
}

TEST_CASE("the way of objects is learned by the platform and the act they began with",
          "[unit][engine]") {
  const auto learned = run(two_platforms()).learned;
  const auto& all = links(learned);
  CHECK(sum_of(all.all.fifth) == 40);
  CHECK(sum_of(all.all.crossing) == 40);
  REQUIRE(all.origins.size() == 2);
  for (const auto action : {Action::kPost, Action::kQuote}) {
    const auto& origin = all.origins.at({"x", action});
    CHECK(sum_of(origin.fifth) == 20);
    CHECK(origin.crossing == origin.fifth);  // the fifth account was the one on y
  }
  const auto text = file_of(learned);
  CHECK(text == file_of(run(two_platforms()).learned));
  const auto read = baseline_of(text, registry());
  REQUIRE(read.ok());
  CHECK(links(*read) == all);
  CHECK(file_of(*read) == text);
}

TEST_CASE("a snapshot holds what was learned of the way of objects", "[unit][engine]") {
  Engine written({}, registry(), {}), read({}, registry(), {});
  std::vector<alert::Alert> alerts;
  for (const auto& p : two_platforms()) written.on_post(p, alerts);
  REQUIRE_FALSE(links(written.baseline()).origins.empty());
  const auto bytes = test::bytes_of(written);
  REQUIRE(test::read_into(read, bytes).ok());
  CHECK(links(read.baseline()) == links(written.baseline()));
  CHECK(test::bytes_of(read) == bytes);
}

TEST_CASE("how even accounts are is in the file, by how active they are", "[unit][engine]") {
  auto learned = run(day(1, 0)).learned;
  learned.evenness.add(1, 0.9);
  learned.evenness.add(3, 1.42);
  const auto text = file_of(learned);
  auto json = Json::parse(text);
  CHECK(json["evenness"]["320"][28] == 1);
  const auto read = baseline_of(text, registry());
  REQUIRE(read.ok());
  CHECK(read->evenness == learned.evenness);
  CHECK(file_of(*read) == text);
  json["evenness"]["of another build"] = 1;
  CHECK(baseline_of(json.dump(), registry())->evenness == learned.evenness);
  json.erase("evenness");  // a file from before
  CHECK(baseline_of(json.dump(), registry())->evenness == evidence::Evenness());
  CHECK(read_with("/evenness", 1).message() == "evenness: no object");
  CHECK(read_with("/evenness/80/7", -1).message() == "evenness: 80: item 7 is no count");
}

TEST_CASE("a file from before counts by kind alone", "[unit][engine]") {
  const auto learned = run(two_platforms()).learned;
  auto json = Json::parse(file_of(learned));
  for (auto& kind : json["kinds"]) {
    kind.erase("origins");
    kind.erase("crossings");
  }
  const auto read = baseline_of(json.dump(), registry());
  REQUIRE(read.ok());
  CHECK(links(*read).all.fifth == links(learned).all.fifth);
  CHECK(links(*read).origins.empty());
  EngineConfig config;
  config.baseline = std::make_shared<const evidence::Baseline>(*read);
  const auto later = run(two_platforms(), config).learned;  // origins are the stream's
  CHECK(sum_of(links(later).all.fifth) == 80);
  CHECK(sum_of(links(later).origins.at({"x", Action::kPost}).fifth) == 20);
}

TEST_CASE("an engine begins with the baseline it was given", "[unit][engine]") {
  EngineConfig config;
  config.baseline = std::make_shared<const evidence::Baseline>(run(day(1, 0)).learned);
  const auto fresh = Engine(config, registry(), {}).baseline();
  CHECK(reposts(fresh).delays == reposts(*config.baseline).delays);
  CHECK(reposts(fresh).reuse == reposts(*config.baseline).reuse);
  CHECK(reposts(fresh).touches == 0);  // a prior, not something this stream showed
  const auto other = Engine({}, registry(), {}).baseline();
  CHECK(reposts(other).delays != reposts(fresh).delays);
}

TEST_CASE("a campaign in the archive is no custom", "[integration][engine]") {
  const auto clean = run(day(1, 0)), with = run(day(1, 20));
  REQUIRE_FALSE(with.alerts.empty());
  // 20 accounts that met on 10 keys would be 1,900 coincidences.
  CHECK(reposts(with.learned).coincidences < reposts(clean.learned).coincidences + 500);
}

TEST_CASE("the group is found with a baseline, and strangers are not", "[integration][engine]") {
  EngineConfig config;
  config.baseline = std::make_shared<const evidence::Baseline>(run(day(1, 0)).learned);
  CHECK(run(day(2, 0), config).alerts.empty());
  const auto with = run(day(2, 12), config);
  REQUIRE_FALSE(with.alerts.empty());
  CHECK(with.alerts.back().accounts.size() == 12);
}

TEST_CASE("a file that is no baseline is refused by name", "[unit][engine]") {
  CHECK(baseline_of("", registry()).status().message() == "no JSON object");
  CHECK(baseline_of("[]", registry()).status().message() == "no JSON object");
  CHECK(baseline_of("{}", registry()).status().message() == "schema is not lockstep.baseline/1");
  CHECK(read_with("/schema", "lockstep.baseline/2").message() ==
        "schema is not lockstep.baseline/1");
  CHECK(read_with("/kinds", 1).message() == "no 'kinds'");
  CHECK(read_with("/kinds/repost", Json::object()).message() == "repost: no 'touches'");
  CHECK(read_with("/kinds/repost/touches", -1).message() ==
        "repost: touches and coincidences are counts");
  CHECK(read_with("/kinds/repost/delays/0/5", 0.9).message() ==
        "repost: delays 0: no distribution");
  CHECK(read_with("/kinds/repost/delays/2/111", "1").message() ==
        "repost: delays 2: item 111 is no count");
  CHECK(read_with("/kinds/repost/reuse", Json::array({1})).message() ==
        "repost: reuse: not 112 numbers");
  CHECK(read_with("/kinds/repost/crossings", 1).message() == "repost: crossings: not 112 numbers");
  CHECK(read_with("/kinds/repost/origins", Json(std::vector<int>(49))).message() ==
        "repost: origins: no list of at most 48");
  CHECK(read_with("/kinds/repost/origins/0", Json::object()).message() ==
        "repost: origin 0: no platform, action and reuse");
  CHECK(read_with("/kinds/repost/origins/0/action", "wave").message() ==
        "repost: origin 0: no such action");
  CHECK(read_with("/kinds/repost/origins/0/reuse/3", -1).message() ==
        "repost: origin 0: reuse: item 3 is no count");
  const auto twice = Json::parse(file_of(run(day(1, 0)).learned))["kinds"]["repost"]["origins"][0];
  CHECK(read_with("/kinds/repost/origins", Json::array({twice, twice})).message() ==
        "repost: origin 1: told twice");
  CHECK(baseline_of(std::string(kMaxBaselineBytes + 1, ' '), registry()).status().message() ==
        "too large for a baseline");
}

TEST_CASE("a kind this build has not is passed over", "[unit][engine]") {
  auto json = Json::parse(file_of(run(day(1, 0)).learned));
  json["kinds"]["of another build"] = json["kinds"]["repost"];
  json["kinds"].erase("url");
  const auto read = baseline_of(json.dump(), registry());
  REQUIRE(read.ok());
  CHECK(read->kinds.count(*registry().find_kind("url")) == 0);
  CHECK(reposts(*read).touches > 0);
}
