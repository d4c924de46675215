// Watchlist: things known to be bad, and the keys that posts and accounts show when they touch one.
//
// A match adds kWatchNats to the evidence's family and is named in the alert; it is no clue by
// itself, since a reader of a bad site is not its operator. An entry is what one record says: one
// indicator or several, which come and go together. Bounded: the entry longest on the list goes
// first (kMaxIndicators, about 500 bytes each). One owner.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/core/hash.h"
#include "lockstep/core/time.h"

namespace lockstep::assess {

struct Indicator {
  std::string type;   // domain, url, ip, account, media
  std::string value;  // in its canonical form
  std::string note;   // who says so, or why; may be empty
  std::string id{};   // of the STIX indicator that says so; empty: none does
  EventTime valid_from = EventTime::min(), valid_until = EventTime::max();  // the latter exclusive
  std::vector<KeyHash> keys{};                                              // that show it
};
inline constexpr double kWatchNats = 3;
// The key of an account's name.
KeyHash watched_account(std::string_view name) noexcept;

class Watchlist {
 public:
  static constexpr std::size_t kMaxIndicators = 1'000'000;

  explicit Watchlist(std::size_t most = kMaxIndicators) : most_(most) {}
  // Replaces all the entry said before; with nothing, takes it off.
  void put(const std::string& entry, std::vector<Indicator> indicators);
  // What the key shows and is valid then; of several, the one on the list first. Null: none.
  const Indicator* find(KeyHash key, EventTime at) const;
  std::size_t size() const { return listed_.size(); }
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  struct Listed {
    std::string entry;
    Indicator indicator;
    template <class Archive>
    void archive(Archive& ar);
  };
  void remove(const std::string& entry);
  void index(std::uint64_t number, const Listed& listed);

  std::size_t most_;
  std::uint64_t next_ = 0;
  std::map<std::uint64_t, Listed> listed_;  // by number, in the order they came
  std::map<std::string, std::vector<std::uint64_t>> by_entry_;
  std::map<KeyHash, std::vector<std::uint64_t>> by_key_;  // ascending
};

}  // namespace lockstep::assess
