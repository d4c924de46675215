// Groups seeded by a clue: do the accounts that share one rare attribute value also act together?
//
// For each telling value (a clue kind, worth at least kTellingNats, at most kMaxHolders accounts; a
// value of pages, such as an analytics id, only where it spans sites, and of kMaxLinkers, for many
// link to what a large operation pushes) the holders are one hypothesis, fixed before the acts that
// judge it. Every act of a holder on a key where n accounts had been before is a trial: is one of
// them a holder, too? Chance gives
//   p(n) = 1 - exp(-phi q n),  q = the holders' share of all touches of the kind
// (Chung & Lu 2002: company is drawn by activity; phi allows for people of one audience meeting
// each other more often). So a page that only holders ever linked to weighs much, and a viral post
// that some of them shared weighs nothing. (To the group of a value of pages a post that links to
// any, or acts upon one of an account that shows the value, is no trial: who reads one publisher
// shares its stories, answers who posts them, and would meet on each. Any page, since what pages
// show is known of some posts only.) The evidence is the likelihood ratio of meeting theta times as
// often, averaged over theta, then over kinds; many thin coincidences add up: an operation whose
// pairs meet three times each meets a hundred times as a group. The bar is Bonferroni's over all
// values ever examined. A clue without behaviour in common (an office address) stays silent, and so
// does a household: a group has at least kMinMembers members that met others kMinMeetings times,
// and kMinReturning of them in as many posts: one wave is none.
//
// An account's telling values are looked up again when it shows a new attribute, else hourly.
// Bounds: kMaxGroups, the group longest without a meeting goes first; about 2 KB a group. One whose
// holders do nothing any more is forgotten: expire().
// Not thread-safe: one owner, calls in the total order of posts.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "lockstep/evidence/accounts.h"
#include "lockstep/evidence/group_claim.h"
#include "lockstep/evidence/model.h"
#include "lockstep/evidence/rarity.h"
#include "lockstep/evidence/standing.h"
#include "lockstep/join/join.h"

namespace lockstep::evidence {

class ClueGroups {
 public:
  static constexpr double kTellingNats = 2;
  static constexpr std::uint32_t kMinHolders = 3, kMaxHolders = 100, kMaxLinkers = 500;
  static constexpr std::size_t kMinMembers = 4;
  static constexpr std::uint32_t kMinMeetings = 2, kMinReturning = 2;
  static constexpr double kHomophily = 20;  // DETECTION 2.2 measures 15 to 27 between topics

  ClueGroups(std::span<const KindModel> kinds, double alpha);
  ~ClueGroups();
  // Why people who read the same pages would make a post.
  struct Reading {
    bool links = false;           // it links to pages
    const Account* of = nullptr;  // whose post it acts upon; null: nobody's that is known
  };
  // `self` is the arriving account, `peers` its predecessors, null where forgotten.
  void observe(const join::Arrival&, std::size_t dense_kind, Account& self,
               std::span<Account* const> peers, const AttributeTable&, const Reading&);
  // Forgets groups none of whose holders acted since `before`. Looks at all that have not met.
  void expire(EventTime before);

  // The account is erased: it is in no group any more. Looks at every group.
  void erase(AccountIndex account);

  // The accounts' share of all touches of a dense kind, as one of them sees it.
  using Chance = std::function<double(std::size_t, std::span<const AccountIndex>)>;
  // Groups that changed since the last call and are beyond chance, by clue.
  std::vector<GroupClaim> settle(std::span<const double> kind_weights, const Chance&);
  // How the holders of a value stand against the bar; empty if they never came up as a group.
  std::optional<ClueGroupStanding> standing(KeyHash value, std::span<const double> kind_weights,
                                            const Chance&) const;
  std::size_t size() const noexcept;
  std::uint64_t evicted() const noexcept;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::evidence
