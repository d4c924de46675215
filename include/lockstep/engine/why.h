// Why these accounts were alerted, or were not: where each of them, each pair of them and each
// community that holds them stands against the bars it was judged by, as of the engine's last tick.
//
// Made from the engine's tables when it is asked for; nothing is kept for it, and nothing changes.
// Vectors are sorted by the rule beside them. Kinds are places in the engine's registry.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/assess/assess.h"
#include "lockstep/core/time.h"
#include "lockstep/core/trace.h"
#include "lockstep/evidence/standing.h"

namespace lockstep::engine {

inline constexpr std::size_t kMostWhyAccounts = 50;

// An attribute of a kind of clue that others hold, too.
struct WhyClue {
  KindId kind = 0;
  std::string text;
  std::uint32_t others = 0;
  double nats = 0;       // to two who share it
  bool telling = false;  // rare enough to count
};

// The campaign an account was last a member of, or that a community is.
struct WhyCampaign {
  std::string alert_id, campaign_id;
  bool current = false;  // of an account: it still is a member
  bool named = true;     // of an account: by the last version, as far as that lists accounts
  // As last published; without version: it never was.
  std::uint32_t version = 0, confidence = 0;
  alert::Status status = alert::Status::kOpen;
  alert::Assessment assessment = alert::Assessment::kCoordinated;
};

struct WhyAccount {
  enum class Place : std::uint8_t { kNone, kMember, kAssociate, kLeftOut };
  std::string name;    // "platform:id", as it was asked for
  bool known = false;  // seen, and not forgotten since; if not, the rest is empty
  std::uint64_t posts = 0;
  EventTime first_seen{}, last_seen{};
  std::size_t accepted_pairs = 0;  // with anybody
  std::vector<WhyClue> clues;      // by nats descending, kind, text
  std::optional<WhyCampaign> campaign;
  // Left out: the community is its own, but it only meets it on what is popular.
  Place place = Place::kNone;
  std::size_t community = 0;  // in Why::communities, if it has a place
};

struct WhyPair {
  std::size_t first = 0, second = 0;  // in Why::accounts
  evidence::PairStanding standing;
};

// The holders of a clue, weighed as a group.
struct WhyClueGroup {
  std::size_t shared = 0;  // in Finding::shared
  evidence::ClueGroupStanding standing;
};

struct WhyCommunity {
  bool supposed = false;           // no community: the accounts asked for, taken as one
  std::vector<std::size_t> named;  // in Why::accounts, of its members, ascending
  std::size_t members = 0;
  std::size_t two_pairs = 0;  // of a supposed one: members with two accepted pairs among them
  assess::Finding finding;    // what assessing it now says; of the gate and the cap:
  bool explained = false;     // a benign check explains all there is
  std::size_t clue_holders = 0, holders_needed = 0;
  assess::ConfidenceCap cap;
  std::vector<WhyClueGroup> clue_groups;  // in order of Finding::shared
  std::optional<WhyCampaign> campaign;    // none: it was not looked at as it is now
};

struct Why {
  EventTime as_of{};  // the tick; EventTime::min(): there was no post
  evidence::PairBar bar;
  Duration look_back{};              // join.look_back
  std::size_t min_accounts = 0;      // graph.min_accounts
  bool require_clue = true;          // assess.require_clue
  bool alert_explained = false;      // assess.alert_explained
  std::vector<WhyAccount> accounts;  // as asked for, each once
  std::vector<WhyPair> pairs;        // of known accounts: accepted first, then by total descending,
                                     // by meeting, by place
  std::vector<WhyCommunity> communities;  // by first member, the supposed one last
};

}  // namespace lockstep::engine
