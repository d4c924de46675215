// Facts of side inputs: what they change, from when on, and that nothing else matters.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "lockstep/engine/engine.h"
#include "traced_posts.h"

using namespace lockstep;
using namespace lockstep::engine;
using lockstep::test::at_second;
using lockstep::test::repost;

namespace {

using test::registry;

// Twelve accounts that repost the same once an hour, two of them not the first ten times, among 800
// that do not.
std::vector<TracedPost> world() {
  std::mt19937_64 random(1);
  std::vector<TracedPost> posts;
  for (int i = 0; i < 6'000; ++i) {
    const auto u = static_cast<double>(random() % 1'000'000) / 1e6;
    posts.push_back(repost(registry(), "o" + std::to_string(random() % 800),
                           "t" + std::to_string(static_cast<int>(3'000 * u * u * u)),
                           static_cast<double>(random() % 86'400)));
  }
  for (int wave = 0; wave < 20; ++wave)
    for (int a = 0; a < (wave < 10 ? 10 : 12); ++a)
      posts.push_back(repost(registry(), "p" + std::to_string(a), "w" + std::to_string(wave),
                             3'600.0 * (wave + 1) + static_cast<double>(random() % 120)));
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

DomainFacts facts_of(const std::string& domain) {
  DomainFacts facts;
  facts.domain = domain;
  facts.registrar = "Quick Names";
  facts.registered_at = at_second(-1e6);
  facts.nameservers = {"ns1.front.example", "ns2.front.example"};
  facts.analytics_ids = {"UA-77"};
  return facts;
}

using TimedFact = std::pair<EventTime, SideFact>;

std::vector<alert::Alert> run(const std::vector<TracedPost>& posts,
                              const std::vector<TimedFact>& facts, bool advances = false,
                              const EngineConfig& config = {}) {
  Engine engine(config, registry(), {});
  for (const auto& [tick, fact] : facts) engine.take_fact(tick, fact);
  std::vector<alert::Alert> out;
  std::mt19937_64 random(7);
  for (const auto& p : posts) {
    if (advances && random() % 5 == 0) engine.advance(p.time, out);
    engine.on_post(p, out);
  }
  engine.on_end(false, out);
  return out;
}

std::string bytes_of(const std::vector<alert::Alert>& alerts) {
  std::string bytes;
  for (const auto& a : alerts) bytes += alert::to_flat_json(a) + '\n';
  return bytes;
}

EventTime tick_after(EventTime t) {
  const auto minute = std::chrono::minutes{1};
  return EventTime{(t.time_since_epoch() / minute + 1) * minute};
}

assess::Indicator watched(const std::string& account) {
  return {.type = "account",
          .value = account,
          .note = "seen before",
          .keys = {assess::watched_account(account)}};
}

TimedFact watch(EventTime tick, const std::string& account) {
  return {tick, WatchFact{"entry", {watched(account)}}};
}

std::vector<alert::Alert> of_alert(const std::string& id, std::vector<alert::Alert> alerts) {
  std::erase_if(alerts, [&](const alert::Alert& a) { return a.alert_id != id; });
  return alerts;
}

const alert::EvidenceItem* watched_item(const alert::Alert& alert) {
  const auto found = std::find_if(alert.evidence.begin(), alert.evidence.end(),
                                  [](const auto& e) { return e.signal == "watchlist"; });
  return found == alert.evidence.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("what is on the watchlist is named in the evidence and raises the confidence",
          "[integration][engine]") {
  const auto posts = world();
  const auto before = run(posts, {});
  REQUIRE_FALSE(before.empty());
  CHECK(watched_item(before[0]) == nullptr);
  const auto member = before[0].accounts[0].account;
  const auto after = run(posts, {watch(EventTime::min(), member)});
  REQUIRE_FALSE(after.empty());
  REQUIRE(watched_item(after[0]) != nullptr);
  CHECK(watched_item(after[0])->key == member);
  CHECK(watched_item(after[0])->kind == "watchlist-account");
  CHECK(watched_item(after[0])->text == "One of the accounts is on the watchlist: seen before");
  CHECK(after[0].confidence >= before[0].confidence);
  const auto weight = [](const alert::Alert& a) {
    double sum = 0;
    for (const auto& f : a.families) sum += f.weight;
    return sum;
  };
  CHECK(weight(after[0]) == Approx(weight(before[0]) + assess::kWatchNats));
}

TEST_CASE("the watchlist holds from its tick on, and no longer than its entry",
          "[integration][engine]") {
  const auto posts = world();
  const auto plain = run(posts, {});
  REQUIRE_FALSE(plain.empty());
  const EventTime found = plain[0].detected_at;
  const std::string who = plain[0].accounts[0].account;
  REQUIRE(watched_item(run(posts, {watch(EventTime::min(), who)})[0]) != nullptr);
  CHECK(bytes_of(run(posts, {watch(tick_after(posts.back().time), who)})) == bytes_of(plain));
  const TimedFact gone{EventTime::min(), WatchFact{"entry", {}}};
  CHECK(bytes_of(run(posts, {watch(EventTime::min(), who), gone})) == bytes_of(plain));
  // At the edge itself it comes behind the evaluation.
  const auto at_edge = run(posts, {watch(found, who)});
  CHECK(watched_item(at_edge[0]) == nullptr);
}

TEST_CASE("an indicator counts at the ticks it is valid at, and is named",
          "[integration][engine]") {
  const auto posts = world();
  const auto plain = run(posts, {});
  REQUIRE_FALSE(plain.empty());
  auto indicator = watched(plain[0].accounts[0].account);
  const auto told = [&] { return run(posts, {{EventTime::min(), WatchFact{"k", {indicator}}}}); };
  indicator.valid_until = plain[0].detected_at;
  CHECK(bytes_of(told()) == bytes_of(plain));
  indicator.valid_from = posts.back().time + std::chrono::minutes{2};
  indicator.valid_until = EventTime::max();
  CHECK(bytes_of(told()) == bytes_of(plain));
  indicator.valid_from = plain[0].detected_at;
  indicator.id = "indicator--1";
  const auto alerts = told();
  REQUIRE(watched_item(alerts[0]) != nullptr);
  CHECK(watched_item(alerts[0])->indicator == "indicator--1");
}

TEST_CASE("a dismissed alert says so once and falls silent until it is opened again",
          "[integration][engine]") {
  const auto posts = world();
  const auto plain = run(posts, {});
  REQUIRE_FALSE(plain.empty());
  const auto id = plain[0].alert_id;
  REQUIRE(of_alert(id, plain).size() > 1);
  const auto tick = plain[0].detected_at;  // behind its evaluation
  const VerdictFact dismissed{id, alert::Verdict::kDismissed, "a fan club"};
  const auto silent = of_alert(id, run(posts, {{tick, dismissed}, {tick, dismissed}}));
  REQUIRE(silent.size() == 2);
  CHECK(silent[1].status == alert::Status::kDismissed);
  CHECK(silent[1].version == 2);
  CHECK(silent[1].detected_at == tick);
  CHECK(silent[1].changes == std::vector<std::string>{"dismissed by a person: a fan club"});
  VerdictFact by_grouping = dismissed;  // as an opinion of STIX names it
  by_grouping.alert_id =
      alert::grouping_id(id, alert::StixOptions().deployment_key, alert::Profile::kInternal);
  CHECK(bytes_of(run(posts, {{tick, by_grouping}})) == bytes_of(run(posts, {{tick, dismissed}})));
  // Under a key of their own, bundles written now and those from before it was given are known.
  EngineConfig keyed;
  keyed.grouping_keys = {"our own key", alert::StixOptions().deployment_key};
  for (const auto& key : keyed.grouping_keys)
    for (const auto profile : {alert::Profile::kInternal, alert::Profile::kPartner}) {
      by_grouping.alert_id = alert::grouping_id(id, key, profile);
      CHECK(bytes_of(run(posts, {{tick, by_grouping}}, false, keyed)) ==
            bytes_of(run(posts, {{tick, dismissed}})));
    }
  by_grouping.alert_id = alert::grouping_id(id, "our own key", alert::Profile::kInternal);
  CHECK(bytes_of(run(posts, {{tick, by_grouping}})) == bytes_of(plain));
  const VerdictFact again{id, alert::Verdict::kReopened, ""};
  const auto reopened = of_alert(id, run(posts, {{tick, dismissed}, {tick, again}}));
  REQUIRE(reopened.size() == of_alert(id, plain).size() + 2);
  CHECK(reopened[2].status == alert::Status::kUpdated);
  CHECK(reopened[2].changes == std::vector<std::string>{"opened again by a person"});
}

TEST_CASE("who was accused wrongly counts as chance again, until the alert is opened again",
          "[integration][engine]") {
  const auto posts = world();
  const auto first = run(posts, {})[0];
  const auto flagged_at_end = [&](std::vector<TimedFact> facts) {
    Engine engine({}, registry(), {});
    for (auto& [tick, fact] : facts) engine.take_fact(tick, std::move(fact));
    std::vector<alert::Alert> out;
    for (const auto& p : posts) engine.on_post(p, out);
    engine.on_end(false, out);
    return engine.stats().evidence.flagged;
  };
  const TimedFact dismissed{first.detected_at,
                            VerdictFact{first.alert_id, alert::Verdict::kDismissed, ""}};
  const TimedFact again{first.detected_at,
                        VerdictFact{first.alert_id, alert::Verdict::kReopened, ""}};
  const auto open = flagged_at_end({});
  CHECK(open >= first.accounts.size());
  CHECK(flagged_at_end({dismissed}) == 0);
  CHECK(flagged_at_end({dismissed, again}) == open);
}

namespace {

// Twelve accounts that link to the same pages, one after another on six sites that are run
// together, among a crowd that links to others. Posts carry the facts about their sites only if
// `carried`.
std::vector<TracedPost> linking_world(bool carried) {
  std::mt19937_64 random(3);
  std::vector<TracedPost> posts;
  const auto add = [&](const std::string& account, const std::string& domain,
                       const std::string& page, double second) {
    const auto id = "p" + std::to_string(posts.size());
    posts.push_back(test::post(registry(), account, id, second, [&](Post& p) {
      p.urls.resize(1);
      p.urls[0].canonical = "https://" + domain + "/" + page;
      p.urls[0].domain = domain;
      if (carried && domain.starts_with("front")) p.domains = {facts_of(domain)};
    }));
  };
  for (int i = 0; i < 6'000; ++i)
    add("o" + std::to_string(random() % 800), "site" + std::to_string(random() % 300) + ".example",
        std::to_string(random() % 20), static_cast<double>(random() % 86'400));
  for (int wave = 0; wave < 20; ++wave)
    for (int a = 0; a < 12; ++a)
      add("p" + std::to_string(a), "front" + std::to_string(wave % 6) + ".example",
          std::to_string(wave), 3'600.0 * (wave + 1) + static_cast<double>(random() % 120));
  std::sort(posts.begin(), posts.end(), TotalOrder{});
  return posts;
}

std::vector<TimedFact> facts_about_fronts(EventTime tick) {
  std::vector<TimedFact> out;
  for (int i = 0; i < 6; ++i) {
    const auto domain = "front" + std::to_string(i) + ".example";
    const auto showing =
        test::post(registry(), "a", "1", 0, [&](Post& p) { p.domains = {facts_of(domain)}; });
    SiteFact fact{signals::key_of("domain", domain),
                  {showing.traces.begin(), showing.traces.end()}};
    std::erase_if(fact.traces,
                  [](const Trace& t) { return registry().kind(t.kind).def->among != "domain"; });
    REQUIRE(fact.traces.size() == 3);
    out.emplace_back(tick, std::move(fact));
  }
  return out;
}

std::size_t naming(const std::vector<alert::Alert>& alerts, std::string_view kind) {
  return static_cast<std::size_t>(std::count_if(alerts.begin(), alerts.end(), [&](const auto& a) {
    return std::any_of(a.evidence.begin(), a.evidence.end(),
                       [&](const auto& e) { return e.kind == kind; });
  }));
}

}  // namespace

TEST_CASE("what is told of sites counts as if every post that links to them carried it",
          "[integration][engine]") {
  const auto carried = run(linking_world(true), {});
  REQUIRE(naming(carried, "analytics") > 0);
  const auto bare = linking_world(false);
  CHECK(naming(run(bare, {}), "analytics") == 0);
  CHECK(bytes_of(run(bare, facts_about_fronts(EventTime::min()))) == bytes_of(carried));
}

TEST_CASE("facts about sites hold for posts from their tick on, and until they are taken back",
          "[integration][engine]") {
  const auto bare = linking_world(false);
  const auto plain = bytes_of(run(bare, {}));
  const auto last = tick_after(bare.back().time);
  CHECK(bytes_of(run(bare, facts_about_fronts(last))) == plain);
  auto taken_back = facts_about_fronts(EventTime::min());
  for (auto& [tick, fact] : facts_about_fronts(EventTime::min())) {
    std::get<SiteFact>(fact).traces.clear();
    taken_back.emplace_back(tick, std::move(fact));
  }
  CHECK(bytes_of(run(bare, taken_back)) == plain);
  const auto late = run(bare, facts_about_fronts(tick_after(bare[bare.size() / 2].time)));
  REQUIRE(naming(late, "analytics") > 0);
  for (const auto& a : late)
    if (naming({a}, "analytics") > 0) CHECK(a.detected_at > bare[bare.size() / 2].time);
}

TEST_CASE("a verdict on what was never alerted changes nothing", "[integration][engine]") {
  const auto posts = world();
  const VerdictFact verdict{"cib-0000000000000000", alert::Verdict::kDismissed, ""};
  CHECK(bytes_of(run(posts, {{EventTime::min(), verdict},
                             {tick_after(posts[100].time), verdict}})) == bytes_of(run(posts, {})));
}

TEST_CASE("when the engine hears that time has passed changes nothing about facts",
          "[property][engine]") {
  const auto posts = world();
  const auto plain = run(posts, {});
  std::vector<TimedFact> facts = {watch(EventTime::min(), plain[0].accounts[0].account)};
  for (std::size_t i = 500; i < posts.size(); i += 700)
    facts.emplace_back(tick_after(posts[i].time),
                       VerdictFact{plain[0].alert_id, alert::Verdict::kConfirmed,
                                   "for the " + std::to_string(i) + "th time"});
  const auto steady = run(posts, facts);
  CHECK(steady.size() > plain.size());
  CHECK(bytes_of(run(posts, facts, true)) == bytes_of(steady));
}
