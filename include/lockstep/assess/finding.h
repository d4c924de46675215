// What a community of accounts did, measured: the numbers and records an alert is written from.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/core/trace.h"
#include "lockstep/evidence/shared_keys.h"

namespace lockstep::assess {

enum class Role : std::uint8_t { kUnknown, kOriginator, kBooster, kEcho, kBridge };

// What makes an account a member: it shows a clue that counts; it did what others had done before
// it; it did so once; or nothing of it: others came after it, so it may be copied.
enum class Basis : std::uint8_t { kClue, kActs, kOnce, kFollowed };

struct MemberFinding {
  AccountIndex account = 0;
  double score = 0;  // mean confidence of its accepted pairs in the community, 0 to 1
  Role role = Role::kUnknown;
  Basis basis = Basis::kActs;
  EventTime first_seen{};  // of its first touch among the evidence
};

// How soon an object got around, against others of its kind (evidence/reuse.h).
struct SpeedFinding {
  Duration took{};
  double slower = 0;             // of the objects it is held against, the share that took longer
  std::string platform;          // they were first seen on it ...
  std::optional<Action> action;  // ... in such a post; empty: on any, in any
  std::string reached;           // the platform that it reached, if that is what took so long
};

// One key that members touched (an act), or one attribute value they share.
struct SharedFinding {
  KeyHash key = 0;
  KindId kind = 0;
  std::string text;    // empty: erased (core/trace.h)
  KeyHash quoted = 0;  // the post whose words it is (Trace::quoted) ...
  KeyHash author = 0;  // ... and the account (Trace::author)
  bool act = true;
  double weight = 0;  // nats: acts, the rarity of the key's company; attributes, rarity_weight()
  std::uint32_t members = 0;             // members among
  std::uint32_t accounts = 0;            // all accounts that touched it, and how many ...
  std::uint32_t remembered = 0;          // ... of them are remembered by name (acts)
  bool clue = false;                     // attribute that counts for the gate ...
  bool excused = false;                  // ... unless what its holders are explains it
  std::vector<evidence::Touch> touches;  // of members, in time order, one per member
  // Acts: to its fifth member, as others to their fifth account; and to its second platform, if
  // members brought it there. Empty: they did not, or too little is known.
  std::optional<SpeedFinding> fifth, crossing;
};

struct BenignFinding {
  std::string hypothesis, outcome, reason;  // outcome: excluded, possible, explains, not assessed
};

// A claim made about the community as a group.
struct ClaimFinding {
  std::string hypothesis;
  std::uint32_t accounts = 0;
  double nats = 0;
};

// Something on the watchlist that members touched, or are.
struct WatchedFinding {
  std::string type, value, note, id;  // as of its Indicator
  std::uint32_t members = 0;
};

enum class Verdict : std::uint8_t { kCoordinatedInauthentic, kCoordinated };
enum class Tier : std::uint8_t { kMonitor, kPreBunk, kRebut, kEscalate };

// When members act, against accounts of the same platform, age, activity and, where there are
// enough, language. Medians. None counts who was not measured (evidence/rhythm.h).
struct RhythmFinding {
  std::uint32_t members = 0, controls = 0;         // measured, and how many those are held against
  double gap_entropy = 0, usual_gap_entropy = 0;   // bits
  double less_regular = 0;                         // share of controls of greater entropy
  std::optional<double> gap_variation;             // of gaps within sessions
  double likeness = 0, usual_likeness = 0;         // cosine to the members' week
  double less_alike = 0;                           // share of controls of smaller likeness
  std::uint32_t zone_claims = 0, zone_skewed = 0;  // claims that could be checked; off by 4 h
  double zone_skew_hours = 0;                      // of those that could
  double nats = 0;                                 // at most 3
};

// How even members' gaps within sessions are, against accounts as active: the controls of the
// stream or, where these are too few, of the baseline. Told, not weighed.
struct EvennessFinding {
  std::uint32_t members = 0, controls = 0;  // measured; the fewest that one is held against
  double variation = 0;                     // median, deviation over mean
  double less_even = 0;                     // median share of controls that vary more
};

// How much the members are of one make (DETECTION 6). Each of the members of whom it is known;
// empty if of fewer than three.
struct HomogeneityFinding {
  std::optional<double> creation_span_days;    // from the first created to the last
  std::optional<double> creation_middle_days;  // the same for the middle half
  std::optional<double> follow_ratio_spread;  // median deviation of ln((followers+1)/(following+1))
  std::optional<double> young_share;          // created less than 30 days before first seen
  std::optional<double> language_share, client_share;  // of the commonest
};

// How the members stand to each other and to everybody else. Empty: nothing to tell it by. Told,
// not weighed.
struct StructureFinding {
  // Of the ends of its members' accepted pairs, those of pairs that lead out (conductance).
  std::optional<double> conductance;
  std::optional<double> insider_share;  // of the accounts on the typical shared object
  std::uint64_t follows = 0;          // ordered pairs: came after the other on two objects or more
  std::optional<double> reciprocity;  // of those, the share that holds the other way round, too
  // Members' waits since anybody first touched the object: median, and the share within a minute.
  std::optional<double> response_s, within_minute;
  // Coefficient of variation of the delays between consecutive members on an object: people's are
  // above 1 (heavy tails), a script's below.
  std::optional<double> pace_variation;
};

// A member by whom much of the cluster's audience was reached.
struct AmplifierFinding {
  AccountIndex account = 0;
  std::optional<std::int64_t> followers, views, top_views;
};

// Something passed on to a far larger audience at once.
struct AudienceJumpFinding {
  AccountIndex from = 0, to = 0;
  std::int64_t from_followers = 0, to_followers = 0;
  double delay_s = 0;
  double jump = 0;  // ln(ratio) per minute, of at least one
  KindId kind = 0;
  KeyHash key = 0;  // of what was passed on, as in SharedFinding
  std::string text;
  KeyHash quoted = 0, author = 0;
};

struct Finding {
  std::vector<MemberFinding> members;  // by (score descending, account name)
  std::vector<SharedFinding> shared;   // by (weight * members descending, kind, text, key)
  std::array<double, 5> families{};    // nats per family, each at most 20
  std::vector<BenignFinding> benign;
  std::vector<ClaimFinding> claims;     // by (nats descending, hypothesis), one a hypothesis
  std::vector<WatchedFinding> watched;  // by (type, value)
  bool clues_visible = false;           // addresses, devices or the like are known of most members
  bool confirmed = false;               // on keys from after it was found
  double clue_coverage = 0;             // share of the members that hold a clue
  std::uint64_t pairs = 0;              // accepted pairs
  std::uint64_t coactions = 0;          // keys credited over those pairs, or shared as a group
  std::uint64_t posts = 0;              // distinct posts among the evidence
  double density = 0;                   // accepted pairs over possible pairs
  EventTime window_start{}, window_end{};
  std::optional<RhythmFinding> rhythm;
  std::optional<EvennessFinding> evenness;
  HomogeneityFinding homogeneity;
  StructureFinding structure;
  std::vector<AmplifierFinding> amplifiers;  // by (views, followers) descending, account; at most 5
  std::optional<AudienceJumpFinding> audience_jump;  // the greatest
  std::vector<std::string>
      missing;                // inputs that no member showed, sorted: no evidence came of them
  double median_delay_s = 0;  // between consecutive members on one key
  double coordination = 0, inauthenticity = 0;
  std::uint32_t confidence = 0;   // 0 to 100
  std::uint32_t credibility = 6;  // Admiralty digit
  Verdict verdict = Verdict::kCoordinated;
  Tier tier = Tier::kMonitor;
};

}  // namespace lockstep::assess
