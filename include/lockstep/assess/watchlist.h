// Watchlist: things known to be bad, and the keys that posts and accounts show when they touch one.
//
// A match adds kWatchNats to the evidence's family and is named in the alert; it is no clue by
// itself, since a reader of a bad site is not its operator. Bounded: the indicator longest on the
// list goes first (kMaxIndicators, about 500 bytes each). One owner.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/hash.h"

namespace lockstep::assess {

struct Indicator {
  std::string type;   // domain, url, ip, account, media
  std::string value;  // in its canonical form
  std::string note;   // who says so, or why; may be empty
};
inline constexpr double kWatchNats = 3;
// The key of an account's name.
KeyHash watched_account(std::string_view name) noexcept;

class Watchlist {
 public:
  static constexpr std::size_t kMaxIndicators = 1'000'000;

  explicit Watchlist(std::size_t most = kMaxIndicators) : most_(most) {}
  // Replaces what the entry said before.
  void put(const std::string& entry, Indicator indicator, std::vector<KeyHash> keys);
  void remove(const std::string& entry);
  // Of several, the one on the list first; null: none.
  const Indicator* find(KeyHash key) const;
  std::size_t size() const { return entries_.size(); }
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Entry {
    Indicator indicator;
    std::vector<KeyHash> keys;
    std::uint64_t order = 0;
    template <class Archive>
    void archive(Archive& ar);
  };
  std::size_t most_;
  std::uint64_t next_ = 0;
  std::map<std::string, Entry> entries_;
  std::map<std::uint64_t, std::string> by_order_;
  std::map<KeyHash, std::vector<std::uint64_t>> by_key_;  // orders, ascending
};

}  // namespace lockstep::assess
