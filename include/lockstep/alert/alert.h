// The alert: everything said about one coordinated cluster at one tick. The flat JSON, the STIX
// bundle and the text are three writings of this one value, and none adds a fact to it.
//
// Field meanings and names are the contract of docs/ALERTS.md (lockstep.alert/1). Vectors are
// sorted by the rule beside them, so equal alerts are equal bytes.
//
// Hashes are for taking out what a deleted post said, or an erased account, and are not written:
// `quoted` is of the post whose words a text is (core/trace.h, hash_of_post()), `author` of the
// account (hash_of_account()); 0: of none.
//
// The writers are pure functions, safe on any thread. They never fail: text that is no UTF-8 is
// replaced, text and lists beyond their bounds (src/alert/bounds.h) are cut, and no record is
// larger than 900,000 bytes. A NaN or infinite number in an alert is a bug and stops the program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/hash.h"
#include "lockstep/core/time.h"

namespace lockstep::alert {

enum class Status : std::uint8_t { kOpen, kUpdated, kClosed, kDismissed };
enum class Assessment : std::uint8_t { kCoordinatedInauthentic, kCoordinated };
enum class Tier : std::uint8_t { kMonitor, kPreBunk, kRebut, kEscalate };
enum class Role : std::uint8_t { kUnknown, kOriginator, kBooster, kEcho, kBridge };
// What makes an account a member: a clue it shows; acts after other members'; one such act; or
// nothing of it: others came after it, and may copy it (assess/basis.h).
enum class Basis : std::uint8_t { kClue, kActs, kOnce, kFollowed };
// Whether others are told that the account is a member: by the last two an innocent may be one.
constexpr bool is_firm(Basis b) noexcept { return b == Basis::kClue || b == Basis::kActs; }

struct Member {
  std::string account;  // "platform:id"
  std::string handle;   // empty if not known
  std::string platform;
  Role role = Role::kUnknown;
  double score = 0.0;  // 0 to 1: how strongly this account is tied to the cluster
  EventTime first_seen{};
  std::optional<EventTime> created_at;
  std::string kind{};  // page, channel, group, bot, ...; empty: an account, or not known
  Basis basis = Basis::kActs;
};

struct Source {
  std::string topic;  // topic or file
  std::int32_t partition = 0;
  std::int64_t offset = 0;
};

struct EvidencePost {
  std::string post;     // record_name()
  std::string account;  // "platform:id"
  EventTime at{};
  Source source;
  std::string sha256;                 // of the raw record, hex
  std::string collector, request_id;  // how it was collected, as its producer said
};

struct EvidenceItem {
  std::string kind;                 // KindDef::name
  std::string signal;               // SignalDef::name
  std::string key;                  // the shared object, readable
  std::uint32_t accounts = 0;       // members that touched it
  std::vector<EvidencePost> posts;  // by (at, account), at most 20
  double weight = 0.0;              // nats
  std::string text;                 // one plain sentence
  KeyHash object = 0, quoted = 0;   // of the shared object; of `key`
  KeyHash author = 0;               // of `key`
  bool attribute = false;           // `key` is what the accounts are or have, not what they did
  std::string indicator{};          // STIX id of what put it on the watchlist; empty: none did
};

struct FamilyEvidence {
  std::string name;      // behaviour, content, infrastructure, identity, rhythm
  double weight = 0.0;   // nats
  std::string evidence;  // plain words: what was seen
  std::string baseline;  // plain words: what chance or custom would give
};

struct Narrative {
  std::string excerpt, lang, translation;
  double share = 0.0;                  // of the members who posted it
  KeyHash quoted = 0, translated = 0;  // of the excerpt; of the translation
  KeyHash author = 0, translated_author = 0;
};

struct Handoff {
  std::string platform, account;
  EventTime at{};
  double delay_s = 0.0;  // since the first platform
};

struct Reach {
  std::int64_t estimate = 0, lower = 0, upper = 0;
  std::string basis;
};

// A member by whom much of the audience was reached.
struct Amplifier {
  std::string account;
  std::optional<std::int64_t> followers, views,
      top_views;  // views: of all its posts, of the most seen
};

// Something that passed from a small audience to one at least ten times as large within the hour.
struct AudienceJump {
  std::string from, to;  // accounts
  std::int64_t from_followers = 0, to_followers = 0;
  double delay_s = 0.0;
  double jump = 0.0;                           // ln(ratio) per minute of delay, of at least one
  std::string kind, key;                       // what passed
  KeyHash object = 0, quoted = 0, author = 0;  // as in EvidenceItem
};

// When members act, against a control population: accounts of the same platform, age, activity and
// language. Medians.
struct Rhythm {
  std::uint32_t accounts = 0, controls = 0;        // measured, and held against
  double gap_entropy = 0, usual_gap_entropy = 0;   // bits
  double less_regular = 0;                         // share of the controls with more
  std::optional<double> gap_variation;             // within sessions
  double likeness = 0, usual_likeness = 0;         // cosine to the members' week
  double less_alike = 0;                           // share of the controls with less
  std::uint32_t zone_claims = 0, zone_skewed = 0;  // claimed zones checked; off by 4 h or more
  double zone_skew_hours = 0;
};

// How even members' gaps within sessions are, against accounts as active.
struct Evenness {
  std::uint32_t accounts = 0, controls = 0;  // measured; the fewest that one is held against
  double variation = 0;                      // median, deviation over mean
  double less_even = 0;                      // median share of the controls that vary more
};

// How much members are of one make; what is known of fewer than three is left out.
struct Homogeneity {
  std::optional<double> creation_span_days, creation_middle_days, young_share, follow_ratio_spread,
      language_share, client_share, avatar_share;
  bool is_empty() const;
};

// How the members stand to each other and to everybody else (assess/finding.h). Empty: nothing to
// tell it by.
struct Structure {
  std::optional<double> density, conductance, insider_share;
  std::uint64_t follows = 0;
  std::optional<double> reciprocity, response_s, within_minute, pace_variation;
  bool is_empty() const;
};

// A group, channel or the like that members put shared objects into.
struct Community {
  std::string community;  // "platform:id"
  std::string kind;       // as the platform calls it; empty: not known
  std::uint32_t accounts = 0, posts = 0;
};

// Likes, reposts, replies and quotes of the posts in evidence, reposts left out, as reported when
// they were collected.
struct Engagement {
  std::uint32_t posts = 0;  // of which it is known
  std::int64_t median = 0, top = 0;
  double popular_share = 0;  // with kPopularInteractions or more
};
inline constexpr std::int64_t kPopularInteractions = 300;

struct GeoTarget {
  std::string country;  // ISO 3166-1 alpha-2
  double share = 0.0;
};

struct BenignCheck {
  std::string hypothesis;  // e.g. "declared automation"
  std::string outcome;     // excluded, possible, explains, not assessed
  std::string reason;
};

struct Inference {
  std::string observed, normalised, matched, excluded, remaining;
};

struct Alert {
  std::string alert_id;     // "cib-" + 16 hex digits; stable over versions
  std::string campaign_id;  // "campaign-" + 16 hex digits
  std::uint32_t version = 1;
  Status status = Status::kOpen;
  Assessment assessment = Assessment::kCoordinated;
  EventTime detected_at{};        // of the tick of this version
  EventTime first_detected_at{};  // of version 1 (STIX created)
  EventTime window_start{}, window_end{};
  EventTime first_post_at{};
  std::uint32_t confidence = 0;                     // 0 to 100
  std::string admiralty;                            // "B2"
  double coordination = 0.0, inauthenticity = 0.0;  // 0 to 1
  Tier tier = Tier::kMonitor;
  std::string summary;
  std::vector<Member> accounts;  // by (score descending, account), at most 1,000
  std::vector<Member> further;   // those beyond them, in the same order: for cluster pages only
  std::uint32_t account_count = 0;
  std::uint64_t post_count = 0;
  std::vector<std::string> platforms, languages;  // sorted
  std::vector<FamilyEvidence> families;           // in the order of enum Family, non-zero ones
  std::vector<EvidenceItem> evidence;             // by (weight descending, kind, key), at most 50
  std::vector<Narrative> narratives;              // by (share descending, excerpt), at most 10
  std::vector<Handoff> handoff;                   // by (at, platform)
  std::optional<Reach> reach;
  std::vector<Amplifier> amplifiers;          // most seen first, at most 5
  std::optional<AudienceJump> audience_jump;  // the greatest
  std::vector<Community> communities;         // by (posts descending, community), at most 10
  std::uint32_t community_count = 0;          // all of them
  std::uint32_t cross_posted = 0;             // objects put into two of them or more
  std::optional<Engagement> engagement;
  std::vector<GeoTarget> geo;  // by (share descending, country)
  std::vector<BenignCheck> benign_checks;
  std::vector<std::string> changes;
  std::vector<std::string> successor_of;  // alert ids of what it split from or took in, at most 16
  std::vector<std::string> techniques;    // DISARM ids, sorted
  Inference inference;
  std::optional<Rhythm> rhythm;
  std::optional<Evenness> evenness;
  Homogeneity homogeneity;
  Structure structure;
  std::vector<std::string> features_missing;  // inputs not known of any member, sorted
  bool was_listed = false;                    // an earlier version could be acted on; not written
  bool confirmed = false;         // by a person, this version or one before; not written
  Duration retention{};           // recipients may keep it so long after detected_at; 0: not said
  std::string data_minimisation;  // what is left out on purpose: "no-excerpts", "pseudonyms"
  std::string config_sha256, baseline_sha256, engine_version;
};

std::string_view name(Status) noexcept;      // "open", "updated", ...
std::string_view name(Assessment) noexcept;  // "coordinated-inauthentic", "coordinated"
std::string_view name(Tier) noexcept;        // "monitor", "pre-bunk", "rebut", "escalate"
std::string_view name(Role) noexcept;        // "originator", ...
std::string_view name(Basis) noexcept;       // "clue", "acts", "once", "followed"

// "platform:id" of a post; a record of an account has no id and is "account platform:id", by whose
// it is.
std::string record_name(std::string_view platform, std::string_view post_id,
                        std::string_view account_key);

// One line of JSON without newline: keys in contract order, numbers printed one way (at most four
// decimals, no exponent). What is not known is left out.
std::string to_flat_json(const Alert&);

// Who reads a bundle.
//   kInternal: everything.
//   kPartner:  accounts, links, narratives, reach, targets and confidence; nothing of how they were
//              found (no scores, evidence, checks, infrastructure, roles, timing, versions).
//   kTakedown: accounts and redirector indicators only.
// Only kInternal names members whose basis is not firm (is_firm()).
// The same alert has other ids in another profile, since one (id, modified) has one content.
enum class Profile : std::uint8_t { kInternal, kPartner, kTakedown };
std::string_view name(Profile) noexcept;  // "internal", "partner", "takedown"

struct StixOptions {
  std::string deployment_key =
      "lockstep";                     // HMAC key of object ids: without it they are not guessable
  std::string producer = "Lockstep";  // name of the identity object
  std::string tlp = "amber+strict";   // clear, green, amber, amber+strict, red
  std::string statement;           // how to handle it, as a marking on every object; may be empty
  std::string method_tlp;          // of what a partner is not told; empty: as the rest
  std::size_t max_accounts = 500;  // per bundle; the count is always given
  Profile profile = Profile::kInternal;
};

// Whether a takedown list of the alert names anyone: if it is called inauthentic, and no person has
// dismissed it. Otherwise its list is empty, which takes back the one before.
bool may_be_acted_on(const Alert&) noexcept;

// Whether the members did anything together yet: new accounts may only look made together.
bool has_acted(const Alert&) noexcept;

// The id of the alert's grouping in its bundles.
std::string grouping_id(std::string_view alert_id, std::string_view deployment_key, Profile);

// One line of JSON: the STIX 2.1 bundle of the alert (docs/ALERTS.md). `modified` is detected_at,
// `created` first_detected_at; first_detected_at must not be later. An unknown `tlp` is a bug.
std::string to_stix(const Alert&, const StixOptions&);

// What is known of the members beyond what they shared, a phrase each: rhythm, make, reach, and
// what is not known.
std::vector<std::string> known_in_words(const Alert&);

// Plain text for a terminal: at most 100 columns, no colour, and no control or direction-changing
// character of a post reaches the terminal.
std::string to_text(const Alert&);

}  // namespace lockstep::alert
