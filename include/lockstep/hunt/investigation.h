// An investigation: from something known (an account, a link, a picture, a wording) to whom it
// leads to. What it finds are leads, ranked, each with its reason; it judges nobody.
//
// It is a consumer of a replay. While posts pass, it remembers who touched what (bounded, see
// Limits) and in what order the seeds got around. Then find() grows from the seeds, hop by hop:
//   hop 0   accounts that are seeds
//   hop 1   accounts that touched a seed, within `window` of another that did
//   then    objects that two accounts found so far have in common (of an account that is a seed,
//           all its objects), and further accounts that share at least `min_shared` of them
// An account shares an act if it touched the object within `window` of one found before; who made a
// post that others pass on is on it, too. Of the objects of one post only one counts, and of
// attributes only the rarest of a group (DETECTION 2.4). An object of more accounts than the key
// cap is popular: it is named, and nothing grows through it. An attribute counts if it can tie
// accounts and is worth `min_nats` or more. To be found an account's score must reach `min_score`,
// too.
//
// Score, by which leads are ranked, in nats: selection evidence (evidence/selection.h) that an
// account of d_u acts is on x of the objects that tie, where chance would have it on
//   sum over those objects of d_u (d_k - f_k) / E
// (d_k accounts are on it, f_k of them found, E acts in all: the Chung-Lu limit of BiCM, DETECTION
// 2.1), plus the rarity of the attributes it shares (evidence/rarity.h, DETECTION 5).
//
// An object that goes by the words of a post does so only if the archive holds no delete of that
// post, at whatever time.
//
// The outcome is a function of the set of posts, as long as no bound is met; then of their total
// order. Not thread-safe. Next: hunt/investigation_pages.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/hunt/seed.h"
#include "lockstep/runtime/replay.h"

namespace lockstep::hunt {

struct InvestigationOptions {
  std::optional<EventTime> from, to;  // only posts with from <= time < to count
  Duration window = std::chrono::hours{24};
  int depth = 2;                     // hops
  std::size_t min_shared = 2;        // objects a further account shares
  std::size_t max_accounts = 200;    // found in all; of those that qualify the highest ranks
  std::size_t max_objects = 2'000;   // grown through in one hop; the rarest
  double min_score = 2.0;            // of a further account
  double min_nats = 3.0;             // of an attribute
  std::vector<std::string> weights;  // as EvidenceConfig::weights
  // Key cap: share of the accounts that act, within these (DETECTION, amendment 1).
  double key_share = 0.03;
  std::size_t min_key_cap = 30, max_key_cap = 500;
  // Bounds of what is remembered.
  std::size_t max_remembered_objects = 4'000'000;   // about 200 bytes each
  std::size_t max_remembered_touches = 32'000'000;  // accounts on them, 32 bytes each
  std::size_t max_remembered_accounts = 4'000'000;  // about 150 bytes each
  std::size_t max_remembered_deletes = 16'000'000;  // about 18 bytes each; beyond it no words of
                                                    // posts are shown
  std::size_t max_spread = 10'000;                  // accounts in the order of one seed
};

// An object that accounts share, as of the end.
struct SharedObject {
  std::string kind, key;
  std::uint32_t accounts = 0;  // that touched it; of a popular one, at least so many
  std::uint64_t posts = 0;
  bool popular = false;
  bool deleted = false;     // `key` is its hash: its name was the words of a deleted post
  std::uint32_t found = 0;  // of the accounts found
  double nats = 0;          // what it adds to a rank, before the account's activity is looked at
};

// A touch of a seed, in the order in which it got around.
struct SpreadStep {
  std::string account, platform, post;
  EventTime at{};
};
struct FirstOnPlatform {
  std::string platform, account;
  EventTime at{};
};

struct SeedTrail {
  Seed seed;
  std::uint64_t posts = 0;               // that touched it, or that the account made
  std::uint64_t accounts = 0;            // in `order`, or beyond its bound
  std::vector<SharedObject> objects;     // it stands for: several clusters may hold one wording
  std::vector<SpreadStep> order;         // the first touch of each account; empty for an account
  std::vector<FirstOnPlatform> handoff;  // in order of time
};

struct Lead {
  std::string account, platform;
  double score = 0;                      // the rank; nats
  std::size_t shared = 0;                // independent objects shared with the others found
  double expected = 0;                   // acts among them that chance would have it share
  std::vector<std::uint32_t> objects;    // places in Investigation::objects, by weight
  std::optional<EventTime> first, last;  // touch of those
  std::optional<Duration> median_delay;  // from the nearest other found, over shared acts
};
struct Hop {
  int distance = 0;
  std::vector<Lead> leads;  // by score, then account
  std::uint64_t cut = 0;    // more qualified; max_accounts kept them out
};

struct Investigation {
  std::vector<SeedTrail> trails;  // as the seeds were given
  std::vector<Hop> hops;
  std::vector<SharedObject> objects;                        // that leads share, by kind and key
  std::uint64_t posts = 0, accounts = 0, objects_seen = 0;  // within the time asked for
  std::size_t key_cap = 0;
  // Bounds that cut something, as sentences. Empty: everything was looked at.
  std::vector<std::string> cuts;

  std::size_t leads() const;  // seeds aside
};

// One attempt of a replay: made anew if the run starts over.
class Investigator final : public runtime::PostConsumer {
 public:
  // `reader` and `registry` must outlive it.
  Investigator(const InvestigationOptions&, const similar::SimilarConfig&,
               const signals::Registry& registry, SeedReader& reader, std::vector<Seed> seeds);
  ~Investigator() override;
  void on_post(const TracedPost& post) override;
  void on_end(bool flush) override;

  // Seeds that no post touched.
  std::vector<std::string> untouched() const;
  // After the last post.
  Investigation find() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lockstep::hunt
