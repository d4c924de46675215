// A hit as a record of a topic, and the key by which it replaces the one of an earlier run.
#include <array>
#include <catch2/catch.hpp>
#include <set>

#include "feed.h"
#include "lockstep/alert/hidden_name.h"
#include "lockstep/hunt/hunts.h"

namespace lockstep::hunt {
namespace {

constexpr double kDay = 86'400;

Hit site_hit() {
  Hit hit{HuntId::kSuddenDomains, test::at_second(0), "domain", "s.example", 16, 16, 1.5, 12.3456,
          test::at_second(5),     test::at_second(9), {"x:p1"}};
  hit.object = 0xab;
  return hit;
}

TEST_CASE("a hit as a record is its line, keyed and marked", "[unit][hunt]") {
  const Hit hit = site_hit();
  const auto record = to_record(hit, "cib.hunts.v1", "amber+strict");
  CHECK(record.topic == "cib.hunts.v1");
  CHECK(record.partition == -1);  // where its key puts it
  CHECK(record.key == hit_id(hit));
  CHECK_FALSE(record.time);
  CHECK(record.headers == runtime::Headers{{"schema", "lockstep.hunt/1"},
                                           {"hunt", "sudden-domains"},
                                           {"day", "2026-01-05"},
                                           {"kind", "domain"},
                                           {"score", "12.346"},
                                           {"tlp", "amber+strict"}});
  CHECK(record.value ==
        R"({"schema":"lockstep.hunt/1","hit_id":")" + hit_id(hit) +
            R"(","hunt":"sudden-domains","day":"2026-01-05","kind":"domain","key":"s.example",)"
            R"("count":16,"value":16.0,"expected":1.5,"score":12.346,)"
            R"("first":"2026-01-05T00:00:05.000Z","last":"2026-01-05T00:00:09.000Z",)"
            R"("posts":["x:p1"]})");
  CHECK(record.value + '\n' == to_json_line(hit));
}

TEST_CASE("the id of a hit is of hunt, day and object, and of nothing that was measured",
          "[unit][hunt]") {
  const Hit hit = site_hit();
  CHECK(hit_id(hit) == "hit-18ea64c35cd75472");  // it outlives versions of the program
  Hit again = hit;
  again.key = alert::hidden_name(hit.object);
  again.count = 6;
  again.value = again.expected = again.score = 9;
  again.last = test::at_second(99);
  again.posts.clear();
  again.deleted = true;
  CHECK(hit_id(again) == hit_id(hit));
  std::array<Hit, 4> others{hit, hit, hit, hit};
  others[0].hunt = HuntId::kNewAccounts;
  others[1].day = test::at_second(kDay);
  others[2].kind = "url";
  others[3].object = 0xac;
  for (const Hit& other : others) CHECK(hit_id(other) != hit_id(hit));
}

TEST_CASE("no two hits of a run have one id", "[property][hunt]") {
  std::mt19937 dice(GENERATE(range(0U, 4U)));
  Feed feed;
  for (int i = 0; i < 600; ++i) {
    const auto who = "x:a" + std::to_string(dice() % 30);
    const auto second = static_cast<double>(dice() % (3 * 86'400));
    const auto what = std::to_string(dice() % 6);
    if (dice() % 2 == 0)
      feed.link(who, second, "https://s" + what + ".example/" + what);
    else
      feed.post(who, second, [&](Post& p) {
        p.action = Action::kReply;
        p.in_reply_to = "p" + what;
        p.text = "what number " + what + " says of it is not true at all";
      });
  }
  HuntOptions all;
  all.top = 10'000;
  all.min_score = all.min_deviations = -1e9;
  all.max_entropy = 1;
  all.domain_growth = 0;
  all.min_replies = all.min_domain_accounts = all.min_synchronised = 2;
  Hunter hunter(all, {}, feed.registry());
  feed.read_by(hunter);
  std::set<std::string> ids, hunts;
  for (const auto& hit : hunter.hits()) {
    ids.insert(hit_id(hit));
    hunts.insert(std::string(name(hit.hunt)));
  }
  CHECK(ids.size() == hunter.hits().size());
  CHECK(hunts == std::set<std::string>{"sudden-domains", "synchronised", "low-entropy-repliers"});
}

}  // namespace
}  // namespace lockstep::hunt
