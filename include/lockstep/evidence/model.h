// How the evidence of each kind of trace is weighed, and the settings of this room.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lockstep/core/config_schema.h"
#include "lockstep/core/trace.h"

namespace lockstep::evidence {

// One per KindId. A copy of what the signal's KindDef says, so that this room need not know
// signals.
struct KindModel {
  bool coaction = true;     // an act (selection evidence), else an attribute (rarity)
  std::uint8_t family = 0;  // index of enum Family
  double weight = 0.0;      // acts: share in the average over kinds; the sum over all kinds is 1
  double prior = 0.0;       // attributes: pi_j
  double cap = 0.0;         // attributes: most nats of one value
  std::uint8_t group = 0;   // attributes: of one group only the largest weight counts
  KindId base =
      0;  // attributes: the kind whose accounts could have shown this one (itself, or wider)
  bool clue = false;       // attributes: can open the gate to "inauthentic"
  bool ties = false;       // attributes: can tie accounts into a group by itself
  bool place = false;      // attributes: an address, which colleagues share
  bool of_birth = false;   // attributes: when the account was made
  bool of_pages = false;   // attributes: what a page shows, whoever links to it (base is wider)
  bool copied = false;     // attributes: says nothing until it was seen on several things
  bool quotes = false;     // acts: its text is words of the post (core/trace.h)
  bool of_target = false;  // acts: its text is the id of another account's post
};

// Whether accounts have it of their own, and can be tied by it. What a link shows, such as its
// redirector, is copied with the link.
inline bool is_own(const KindModel& kind, std::span<const KindModel> kinds) noexcept {
  return kind.ties && &kind == &kinds[kind.base];
}

// What every post shows that links to the page: it ties pages, and nobody by itself. Who shares
// the stories of one publisher has it in common, and meets by that.
inline bool ties_pages(const KindModel& kind) noexcept { return kind.of_pages && !kind.ties; }

struct EvidenceConfig {
  double false_discovery_rate = 0.005;  // alpha of e-BH
  double family_error_rate = 0.05;      // alpha of Bonferroni
  double prior_coincidences = 2;        // X0
  double prior_activity = 2'000;        // E0
  double max_key_share = 0.03;      // keys of more accounts than this share of the active ones ...
  std::int64_t min_key_cap = 30;    // ... but at least this many ...
  std::int64_t max_key_cap = 1000;  // ... and at most this many give no selection evidence
  std::int64_t max_accounts = 2'000'000;
  std::int64_t max_first_coactions = 16'000'000;
  std::int64_t max_pairs = 2'000'000;
  std::int64_t max_shared_keys = 500'000;
  std::int64_t max_shared_touches = 10'000'000;
  std::int64_t max_recent_posts = 2'000'000;
  std::int64_t max_attribute_values = 4'000'000;
  Duration attribute_memory = std::chrono::hours{24 * 30};
  std::vector<std::string> weights;  // of kinds, by weight_rule.h; others weigh what signals say

  void describe(ConfigVisitor& v);
};

// Acts are counted over the current and the previous of these (a sliding window of one to two).
inline constexpr Duration kEpoch = std::chrono::hours{24 * 7};
// What was done before counts for nothing at `t`, in whatever part of an epoch that lies.
inline EventTime counted_from(EventTime t) noexcept { return t - 2 * kEpoch; }
inline std::int64_t epoch_of(EventTime t) noexcept { return to_micros(t) / kEpoch.count(); }

// A count over the current and the previous epoch, rotated when it is next touched.
struct WindowCount {
  std::uint16_t current = 0, previous = 0;
  std::uint32_t total() const noexcept { return std::uint32_t{current} + previous; }
  void add() noexcept {
    current = static_cast<std::uint16_t>(current + (current < 65'535 ? 1 : 0));
  }
  void rotate(std::int64_t epochs) noexcept {
    if (epochs <= 0) return;
    previous = epochs == 1 ? current : std::uint16_t{0};
    current = 0;
  }
};

}  // namespace lockstep::evidence
