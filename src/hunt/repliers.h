// Accounts that reply: whom they answer, with which words, at which pace. Private to the room.
//
// Bounds: max_accounts, the one longest without a reply goes first; of an account kMaxValues
// targets and as many wordings are told apart, later ones count as one; about 1.2 KB each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/core/trace.h"
#include "recent_table.h"

namespace lockstep::hunt {

// Counts of values, enough to tell their entropy.
class Variety {
 public:
  static constexpr std::size_t kMaxValues = 32;

  void add(std::uint64_t value);
  std::uint32_t total() const { return total_; }
  // Entropy in bits with Miller's correction, over the most it could be: in [0, 1].
  double relative_entropy() const;

 private:
  struct Count {
    std::uint64_t value;
    std::uint32_t count;
  };
  std::vector<Count> counts_;
  std::uint32_t total_ = 0;
};

struct Replier {
  static constexpr std::size_t kMaxExamples = 5;

  std::string name;
  std::uint32_t replies = 0, today = 0;
  EventTime first_today{}, last{};
  Variety gaps, targets, words;
  std::vector<std::string> examples;  // of today

  // Mean over what is known of gaps (log2 bins), targets and wordings.
  double entropy() const;
};

class Repliers {
 public:
  explicit Repliers(std::size_t max_accounts) : repliers_(max_accounts) {}

  // `words` is the key of the text, if it has one.
  void reply(const TracedPost& post, std::uint64_t target, std::optional<KeyHash> words);
  void begin_day();
  template <class Visit>
  void for_each(Visit&& visit) const {
    repliers_.for_each(visit);
  }
  std::uint64_t evicted() const { return repliers_.evicted(); }

 private:
  RecentTable<Replier> repliers_;
};

}  // namespace lockstep::hunt
