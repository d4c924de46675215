#include "lockstep/evidence/standing.h"

#include <catch2/catch.hpp>
#include <string>

#include "lockstep/evidence/evidence.h"

using namespace lockstep;
using namespace lockstep::evidence;

namespace {

constexpr KindId kRepost = 0;
constexpr AccountIndex kStrangers = 400;

std::vector<KindModel> kinds() {
  std::vector<KindModel> out(1);
  out[kRepost].weight = 1;
  return out;
}

// Four hundred strangers, of whom three at a time meet on an object of their own; an hour between
// objects, a minute between accounts.
class Stream {
 public:
  Stream() {
    for (AccountIndex i = 0; i + 2 < kStrangers; ++i) meet({i, (i * 7 + 1) % kStrangers, i + 2});
  }
  void meet(const std::vector<AccountIndex>& who) {
    ++key_;
    now_ += std::chrono::hours{1};
    std::vector<join::Predecessor> before;
    for (const auto i : who) {
      now_ += std::chrono::minutes{1};
      ++post_;
      TracedPost post;
      post.platform = "x";
      post.account_id = std::to_string(i);
      post.time = now_;
      const auto account = evidence_.observe_post(post, post_);
      const auto n = static_cast<std::uint32_t>(before.size());
      evidence_.observe_arrival({now_, post_, account, kRepost, key_, n + 1, n, false, before},
                                {kRepost, key_, "object"});
      before.push_back({now_, post_, account});
    }
  }
  void meet(AccountIndex a, AccountIndex b, std::uint32_t times) {
    for (std::uint32_t i = 0; i < times; ++i) meet({a, b});
  }
  // As of now.
  PairStanding standing(AccountIndex a, AccountIndex b) {
    evidence_.settle();
    return evidence_.standing(pair(a, b));
  }
  PairKey pair(AccountIndex a, AccountIndex b) const {
    const auto index = [&](AccountIndex i) {
      return evidence_.accounts().index_of("x:" + std::to_string(i)).value();
    };
    return pair_key(index(a), index(b));
  }
  const Evidence& evidence() const { return evidence_; }

 private:
  Evidence evidence_{EvidenceConfig(), kinds()};
  EventTime now_ = from_micros(1'767'571'200'000'000);
  PostSeq post_ = 0;
  KeyHash key_ = 0;
};

}  // namespace

TEST_CASE("who never met has nothing, who met once has it free", "[unit][evidence]") {
  Stream s;
  s.meet({1'000});
  s.meet({1'001});
  const auto never = s.standing(1'000, 1'001);
  CHECK(never.met == PairStanding::Met::kNever);
  CHECK(never.kinds.empty());
  CHECK_FALSE(never.further);
  s.meet(1'000, 1'001, 1);
  const auto once = s.standing(1'000, 1'001);
  CHECK(once.met == PairStanding::Met::kOnce);
  REQUIRE(once.kinds.size() == 1);
  CHECK(once.kinds[0].shared == 1);
  CHECK(once.kinds[0].by_chance > 0);
  CHECK(once.total == 0);
}

TEST_CASE("what is shown of a pair is what it is judged by", "[unit][evidence]") {
  Stream s;
  s.meet(1'000, 1'001, 3);
  const auto standing = s.standing(1'000, 1'001);
  const auto* record = s.evidence().pairs().find(s.pair(1'000, 1'001));
  REQUIRE(record != nullptr);
  CHECK(standing.met == PairStanding::Met::kAgain);
  CHECK(standing.total == static_cast<double>(record->total));
  CHECK(standing.accepted == record->accepted);
  REQUIRE(standing.kinds.size() == 1);
  CHECK(standing.kinds[0].shared == 3);
  CHECK(standing.kinds[0].nats == static_cast<double>(record->evidence[0]));
  // One kind of weight one: its evidence is the selection evidence.
  CHECK(standing.selection == Approx(standing.kinds[0].nats).margin(1e-5));
  CHECK(standing.selection + standing.timing == Approx(standing.total));
  CHECK(standing.occasions == record->episodes());
  CHECK(standing.last_met == record->last_time);
}

TEST_CASE("a pair just below the bar is accepted after the further objects it is said to lack",
          "[unit][evidence]") {
  Stream s;
  s.meet(1'000, 1'001, 2);
  auto standing = s.standing(1'000, 1'001);
  const auto lacking = standing.further.value_or(Further{}).objects;
  REQUIRE(lacking > 0);
  CHECK_FALSE(standing.accepted);
  CHECK(standing.total < s.evidence().pair_bar().nats);
  s.meet(1'000, 1'001, lacking - 1);
  standing = s.standing(1'000, 1'001);
  CHECK_FALSE(standing.accepted);
  CHECK(standing.further.value_or(Further{}).objects == 1);
  s.meet(1'000, 1'001, 1);
  standing = s.standing(1'000, 1'001);
  CHECK(standing.accepted);
  CHECK_FALSE(standing.further);
  CHECK(standing.total >= s.evidence().pair_bar().keep);
}

TEST_CASE("what a group has in common is no chance, neither its own nor that of others",
          "[unit][evidence]") {
  Stream s;
  s.meet(1'000, 1'001, 2);
  const auto chance = [&] { return s.standing(1'000, 1'001).kinds.at(0).by_chance; };
  const double before = chance();
  // More coincidences than all strangers have.
  for (int i = 0; i < 60; ++i) {
    s.meet({2'000, 2'001, 2'002, 2'003, 2'004, 2'005, 2'006, 2'007});
    s.standing(2'000, 2'001);
  }
  CHECK(s.standing(2'000, 2'001).accepted);
  CHECK(chance() > 0);
  CHECK(chance() < before);
}

TEST_CASE("the bar is what a single pair needs until one qualifies, and rises with the pairs",
          "[unit][evidence]") {
  Stream s;
  s.standing(0, 1);
  const auto bar = s.evidence().pair_bar();
  const double least =
      std::log(static_cast<double>(bar.pairs) / EvidenceConfig().false_discovery_rate);
  CHECK(bar.pairs > 500);
  CHECK(bar.nats >= least);
  CHECK(bar.nats < least + 0.1);
  CHECK(bar.keep == Approx(bar.nats - std::log(2.0)));
  for (AccountIndex i = 0; i < 300; ++i) s.meet(2'000 + 2 * i, 2'001 + 2 * i, 1);
  s.standing(0, 1);
  CHECK(s.evidence().pair_bar().pairs == bar.pairs + 300);
  CHECK(s.evidence().pair_bar().nats > bar.nats);
}
