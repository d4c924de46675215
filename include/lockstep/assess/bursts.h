// Watches for first waves: burst rules over the arrivals of one key (burst_rule.h).
//
// A clue rule holds for the accounts in its window if values of clue kinds, each worth `clue_nats`
// outside the group and held by M of them or more, cover max(M, `clue_share`) of them: a crowd
// always holds a few people from one house. A wave of copies (content) that is mostly covered names
// everyone in it; otherwise those that hold a clue are named, since others may have followed.
//
// A birth rule is about a value of an attribute instead of a key: the value must be telling itself,
// and the clues must be of other groups of kinds than it, and not the time of creation, which new
// accounts share anyway. Its claim has no evidence of acts: there are none.
//
// Holds the keys that met a rule since the last settle(): at most kMaxPending, of up to 65 accounts
// each. Not thread-safe: one owner, calls in the total order of posts.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "lockstep/assess/burst_rule.h"
#include "lockstep/evidence/evidence.h"
#include "lockstep/evidence/group_claim.h"

namespace lockstep::assess {

class BurstWatch {
 public:
  static constexpr std::size_t kMaxPending = 20'000;
  // kind_ids[i] are the kinds of rules[i] that exist.
  BurstWatch(std::vector<BurstRule> rules, std::vector<std::vector<KindId>> kind_ids,
             evidence::ClueBar bar);
  // Whether note() could make anything of it: cheap, and false for nearly every arrival.
  bool concerns(const join::Arrival& arrival) const {
    return arrival.kind < by_kind_.size() && !by_kind_[arrival.kind].empty() &&
           arrival.predecessors.size() + 1 >= least_accounts_;
  }
  // Whether records of creation that show this kind are to be joined.
  bool watches_births(KindId kind) const { return kind < births_.size() && births_[kind]; }
  // `target` is the account acted upon, if it is known.
  void note(const join::Arrival& arrival, std::optional<AccountIndex> target);
  // Campaign of an account that is named in an open alert; 0 if it is in none.
  using CampaignOf = std::function<std::uint64_t(AccountIndex)>;
  std::vector<evidence::GroupClaim> settle(const evidence::Evidence&, const CampaignOf&);
  std::uint64_t dropped() const { return dropped_; }
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Pending {
    std::vector<join::Predecessor> accounts;  // of the window, in time order
    KindId kind = 0;
    EventTime time{};
    std::optional<AccountIndex> target;
    template <class Archive>
    void archive(Archive& ar);
  };
  template <class Counts>
  std::set<AccountIndex> holders(const BurstRule&, const Pending&, const evidence::Evidence&,
                                 Counts&& counts) const;
  bool by_clue(const BurstRule&, const Pending&, const evidence::Evidence&,
               evidence::GroupClaim&) const;
  bool by_birth(const BurstRule&, KeyHash value, const Pending&, const evidence::Evidence&,
                evidence::GroupClaim&) const;
  bool by_campaign(const BurstRule&, const Pending&, const evidence::Evidence&, const CampaignOf&,
                   evidence::GroupClaim&) const;

  std::vector<BurstRule> rules_;
  evidence::ClueBar bar_;
  std::size_t least_accounts_ = std::numeric_limits<std::size_t>::max();
  std::vector<std::vector<std::size_t>> by_kind_;               // rules by KindId
  std::vector<bool> births_;                                    // by KindId
  std::map<std::pair<KeyHash, std::size_t>, Pending> pending_;  // by (key, rule)
  std::uint64_t dropped_ = 0;
};

}  // namespace lockstep::assess
