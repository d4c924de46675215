// Hunts: six questions asked of every day of an archive. A hit is a lead, something to look at; it
// is no alert and accuses nobody. `lockstep hunt --list` prints what each asks.
//
// A hunter is a consumer of a replay. Days are UTC days of event time, evaluated when the next one
// begins and at the end. Scores are natural logarithms of how unusual a hit is (large-deviation
// bounds), except for low-entropy-repliers, where it is standard deviations:
//   new-accounts         x of n accounts of known age are young: x ln(x/mu) - (x - mu), mu = n
//   times
//                        the share of young ones among all that acted that day
//   sudden-domains       the same, x accounts against mu = 1 + their mean over the days before
//   synchronised         m gaps between one account's arrival and the next, each as r = how often a
//                        gap of this kind and rank of arrival is no longer (DETECTION 2.3): with
//                        S = sum of -ln r, S - m - m ln(S/m)
//   repeated-media       n accounts, where a picture that two share has mu in the mean:
//                        -(n - 1) ln(1 - 1/mu)
//   referral-chains      n accounts, (n - 1) times the rarity (DETECTION 5) of the rarest
//   redirector of
//                        the chain among those that posted links
//   low-entropy-repliers mean of the entropies of gaps, targets and wordings, corrected for their
//                        number (DETECTION 2.6) and divided by what they could be at most
//
// The words of a post are shown only if the archive holds no delete of it, at whatever time.
//
// Bounds: see HuntOptions. The outcome is a function of the set of posts as long as none is met,
// then of their total order. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/runtime/live_io.h"
#include "lockstep/runtime/replay.h"
#include "lockstep/signals/signal.h"
#include "lockstep/similar/similar.h"

namespace lockstep::hunt {

enum class HuntId : std::uint8_t {
  kNewAccounts,
  kSuddenDomains,
  kSynchronised,
  kRepeatedMedia,
  kReferralChains,
  kLowEntropyRepliers
};
inline constexpr std::size_t kHuntCount = 6;
inline constexpr std::size_t kMostArrivals = 64;  // at an object a day, whose gaps are looked at

// All thresholds of all hunts.
struct HuntOptions {
  std::array<bool, kHuntCount> chosen{true, true, true, true, true, true};
  std::optional<EventTime> from, to;  // hits of days that lie in it, even in part; what is before
                                      // tells what is usual, what is after is not read
  std::size_t top = 20;               // hits of a hunt and day; the highest scores
  double min_score = 5.0;             // nats
  std::vector<std::string> weights;   // as EvidenceConfig::weights
  Duration new_account_age = std::chrono::hours{24 * 30};
  std::uint32_t min_new_accounts = 5;
  std::uint32_t min_domain_accounts = 10;
  double domain_growth = 5.0;  // times the mean of the days before
  std::uint32_t min_synchronised = 5;
  std::uint32_t min_media_accounts = 5;
  std::uint32_t min_chain_accounts = 3;
  std::uint32_t min_replies = 20;
  double max_entropy = 0.5;
  double min_deviations = 2.0;  // below the mean of repliers with enough replies
  // Bounds of what is remembered; of each table, what was longest without a touch goes first.
  std::size_t max_objects = 2'000'000;   // of one day; about 250 bytes each
  std::size_t max_accounts = 4'000'000;  // that act on one day; 9 bytes each, and as many for each
                                         // of their objects; beyond it repeats count again
  std::size_t max_domains = 500'000;     // whose past is known; about 60 bytes each
  std::size_t max_repliers = 100'000;    // about 1.2 KB each
  std::size_t max_deletes =
      16'000'000;  // about 18 bytes each; beyond it no words of posts are shown
};

struct HuntText {
  std::string_view name;
  std::string hypothesis, signal, threshold;
};
// With the thresholds of the options, in the order of HuntId.
std::array<HuntText, kHuntCount> describe_hunts(const HuntOptions& options);
std::string_view name(HuntId hunt) noexcept;
std::optional<HuntId> find_hunt(std::string_view name) noexcept;

struct Hit {
  HuntId hunt{};
  EventTime day{};          // its first moment
  std::string kind;         // of the object, or "account"
  std::string key;          // the object in words, or "platform:id"
  std::uint64_t count = 0;  // accounts; of a replier, replies so far
  // What was measured: young accounts, accounts, median gap in seconds of the first kMostArrivals,
  // entropy.
  double value = 0;
  double expected = 0;  // what is usual
  double score = 0;
  EventTime first{}, last{};       // touch or reply of the day
  std::vector<std::string> posts;  // examples, at most kMaxExamples, of different accounts
  // Not written. `object` tells it from others of its kind, whatever it is called; `quoted` is the
  // post whose words `key` is; 0: no post's.
  KeyHash object = 0, quoted = 0;
  bool deleted = false;  // `key` is its hash: its name was the words of a deleted post
};
inline constexpr std::size_t kMaxExamples = 5;

// One attempt of a replay.
class Hunter final : public runtime::PostConsumer {
 public:
  Hunter(const HuntOptions&, const similar::SimilarConfig&, const signals::Registry& registry);
  ~Hunter() override;
  void on_post(const TracedPost& post) override;
  void on_end(bool flush) override;

  // By day, hunt, score and name.
  const std::vector<Hit>& hits() const;
  std::uint64_t days() const;
  // Bounds that cut something, as sentences.
  std::vector<std::string> cuts() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The same of the same hunt, day and object, also where the object must not be called what it was
// any more.
std::string hit_id(const Hit& hit);
// One line of JSON, lockstep.hunt/1 (schemas/lockstep.hunt.1.schema.json).
std::string to_json_line(const Hit& hit);
// The same as a record of a topic (schemas/asyncapi.yaml, `hunts`), marked `tlp`. By its key a hit
// replaces the one of an earlier run over the same day.
runtime::OutputRecord to_record(const Hit& hit, const std::string& topic, const std::string& tlp);
// For a person.
std::string to_table(std::span<const Hit> hits);

}  // namespace lockstep::hunt
