// Follows communities through time: which one at this tick is which campaign of before.
//
// A community continues a campaign if the Jaccard index of their members is at least 0.3 (Greene,
// Doyle, Cunningham 2010) or one holds at least 0.7 of the smaller (it grew or shrank). Pairs are
// matched greedily by Jaccard index, ties to the older campaign, then to the community listed
// first; one campaign continues in at most one community. What is left founds a campaign; if half
// of its members or more were of one, it split from that.
// A campaign of which a community that continues another holds half or more has merged into that
// one. Should they part again, it goes on under its old identity (MONIC, Spiliopoulou et al. 2006,
// for the kinds of transition).
// A campaign without evidence for `dormant_after` is dormant, and revives under its old identity
// when there is new evidence; that its community lost something is none.
//
// Bounded: max_campaigns, beside those of the tick itself. Dormant ones are forgotten first, the
// one longest without evidence before the others; about 400 bytes plus 140 a member. Not
// thread-safe: one owner, calls in order of ticks.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/config_schema.h"
#include "lockstep/core/trace.h"

namespace lockstep::campaign {

struct CampaignConfig {
  Duration dormant_after = std::chrono::hours{72};
  std::int64_t max_campaigns = 100'000;
  void describe(ConfigVisitor& v);
};

struct Community {
  std::vector<AccountIndex> members;  // sorted
  std::uint64_t fingerprint =
      0;               // stable hash of the members' names: seeds the identity of a new campaign
  EventTime newest{};  // of its evidence
};

struct Campaign {
  std::uint64_t number = 0;  // in order of founding
  std::string alert_id,
      campaign_id;  // "cib-<16 hex>", "campaign-<16 hex>": functions of founders and tick
  std::vector<AccountIndex> members;   // at the last tick it was seen, sorted
  std::vector<AccountIndex> founders;  // the members it was founded with
  EventTime founded{}, last_evidence{};
  bool dormant = false;               // no evidence for long, or merged
  std::uint64_t merged_into = 0;      // the number of that campaign, or 0
  std::vector<std::uint64_t> merged;  // the numbers of those merged into this one, at most 32
  // Alert ids of those it split from or took in, oldest first, at most 16.
  std::vector<std::string> successor_of;
};

// One campaign ended in another.
struct Merge {
  std::string alert_id, into;  // alert ids
  std::uint64_t number = 0;    // of the one that ended
};

// One made room for others.
struct Forgotten {
  std::string alert_id;
  std::vector<AccountIndex> accounts;  // whose latest campaign it was, ascending
  bool operator==(const Forgotten&) const = default;
};

struct Tracks {
  std::vector<const Campaign*> campaigns;  // of each community, in order; null: it stays dormant
  std::vector<Merge> merges;               // in order of the communities
  std::vector<Forgotten> forgotten;        // in the order they went
};

class Tracker {
 public:
  explicit Tracker(const CampaignConfig&);
  ~Tracker();
  // Pointers are valid until the next call.
  Tracks track(std::span<const Community> communities, EventTime tick);
  // The account is erased: it is in no campaign any more. The alert ids of those it was in.
  std::vector<std::string> erase(AccountIndex account);
  // Campaigns that became dormant up to and including `tick`, oldest evidence first.
  std::vector<Campaign> fall_dormant(EventTime tick);
  // The number of the campaign an account was last a member of; 0 if of none.
  std::uint64_t campaign_of(AccountIndex account) const;
  // Those it says so of, ascending; they may have left the campaign since, for none.
  std::vector<AccountIndex> accounts_of(std::uint64_t number) const;
  // The same by alert id. Looks at every campaign.
  std::vector<AccountIndex> accounts_of(std::string_view alert_id) const;
  // By number; null if it is forgotten, or none. Valid as track() has it.
  const Campaign* find(std::uint64_t number) const;
  // When fall_dormant() would next return something; far future if never.
  EventTime next_timer() const;
  std::size_t size() const;
  std::uint64_t forgotten() const;
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::campaign
