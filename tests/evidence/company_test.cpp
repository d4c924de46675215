// Who belongs to a community besides its pairs, and who does not although it is among them.
#include <catch2/catch.hpp>
#include <vector>

#include "evidence_stream.h"

using namespace lockstep;
using namespace lockstep::evidence;

namespace {

using Accounts = std::vector<AccountIndex>;
constexpr KindId kRepost = 0, kAddress = 1;
constexpr AccountIndex kAll = 1'000;
const Accounts kMembers = {0, 1, 2, 3, 4, 5};
constexpr AccountIndex kRegular = 20, kVisitor = 21;

std::vector<KindModel> kinds() {
  std::vector<KindModel> out(2);
  out[kRepost].weight = 1;
  out[kAddress].coaction = false;
  out[kAddress].base = kAddress;
  out[kAddress].prior = 0.3;
  out[kAddress].cap = 5;
  out[kAddress].clue = out[kAddress].ties = true;
  return out;
}

// A thousand accounts with an address each.
class Stream : public EvidenceStream {
 public:
  Stream() : EvidenceStream(kinds(), kAll, kAddress) {}
  void show(AccountIndex account, KeyHash address) {
    EvidenceStream::show(account, kAddress, address, "address");
  }
  KeyHash meet(const Accounts& who) {
    return EvidenceStream::meet(who, kRepost, {}, [](AccountIndex) {});
  }
  Accounts associates(const std::vector<KeyHash>& keys) const {
    Accounts out;
    for (const auto& a : evidence_.associates(kMembers, keys)) out.push_back(a.account);
    return out;
  }
  Accounts taken_in(const std::vector<KeyHash>& keys) const {
    Accounts out;
    for (const auto& a : evidence_.clue_associates(kMembers, keys, {})) out.push_back(a.account);
    return out;
  }
  Accounts passers_by(const Accounts& members, const std::vector<KeyHash>& keys) const {
    return evidence_.passers_by(members, keys, {});
  }
};

}  // namespace

TEST_CASE("who did three of twenty things they did keeps them company", "[unit][evidence]") {
  Stream s;
  std::vector<KeyHash> keys;
  for (std::size_t i = 0; i < 20; ++i) {
    auto who = kMembers;
    if (i < 3) who.push_back(kRegular);
    if (i < 2) who.push_back(kVisitor);
    keys.push_back(s.meet(who));
  }
  CHECK(s.associates(keys) == Accounts{kRegular});
  for (int i = 0; i < 20; ++i) keys.push_back(s.meet(kMembers));
  CHECK(s.associates(keys).empty());
}

TEST_CASE("who shares their address and did what hardly anybody else did is taken in",
          "[unit][evidence]") {
  Stream s;
  for (const auto m : kMembers) s.show(m, 7);
  s.show(900, 7);
  const auto theirs = s.meet({0, 1, 2, 900, 901});
  CHECK(s.taken_in({theirs}) == Accounts{900});
}

TEST_CASE("a stranger behind their exit is no member for what is popular", "[unit][evidence]") {
  Stream s;
  for (const auto m : kMembers) s.show(m, 7);
  s.show(900, 7);
  const auto popular = s.meet({0, 1, 2, 900, 901, 902});
  CHECK(s.taken_in({popular}).empty());
}

TEST_CASE("who took one thing up is no member of those who did more", "[unit][evidence]") {
  Stream s;
  const auto first = s.meet({0, 1, 2, 3}), second = s.meet({0, 1, 2, 3, 50});
  const Accounts members = {0, 1, 2, 3, 50};
  CHECK(s.passers_by(members, {first, second}) == Accounts{50});
  // Known by nothing else, they are all there once.
  CHECK(s.passers_by(members, {second}).empty());
}

TEST_CASE("who started the one thing, or shows a clue of theirs, is", "[unit][evidence]") {
  Stream s;
  for (const auto m : Accounts{0, 1, 2, 51}) s.show(m, 7);
  const auto first = s.meet({0, 1, 2, 3}), second = s.meet({50, 0, 1, 2, 3, 51, 52});
  CHECK(s.passers_by({0, 1, 2, 3, 50, 51, 52}, {first, second}) == Accounts{52});
}
