// Facts on their way into the engine, in order of the ticks at whose edge they take effect.
//
// Bounded by who decides about them: they are taken up a few at a time, the next tick follows.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "lockstep/core/time.h"
#include "lockstep/engine/side_fact.h"
#include "sites.h"

namespace lockstep::engine {

struct EngineStats;

class Facts {
 public:
  explicit Facts(const signals::Registry& registry) : sites_(registry) {}
  // Ticks do not descend.
  void add(EventTime tick, SideFact fact) { due_.emplace_back(tick, std::move(fact)); }
  bool any_until(EventTime time) const { return !due_.empty() && due_.front().first <= time; }
  EventTime next_tick() const { return due_.front().first; }
  // Applies the next one. What it changes of an alert goes out at once. An erasure concerns every
  // table, and is given back.
  std::optional<ErasureFact> apply(alert::Versions& versions, std::vector<alert::Alert>& out);
  // The tick of the newest fact that was applied.
  EventTime reached() const { return reached_; }
  const assess::Watchlist& watchlist() const { return watchlist_; }
  const Sites& sites() const { return sites_; }
  void count(EngineStats& stats) const;
  template <class Archive>
  void archive(Archive& ar) {
    auto& [due, watchlist, sites, verdicts_of_no_alert, reached] = *this;
    ar(watchlist, sites, verdicts_of_no_alert);
  }

 private:
  std::deque<std::pair<EventTime, SideFact>> due_;
  assess::Watchlist watchlist_;
  Sites sites_;
  std::uint64_t verdicts_of_no_alert_ = 0;
  EventTime reached_ = EventTime::min();
};

}  // namespace lockstep::engine
