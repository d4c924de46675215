#include "facts.h"

#include "lockstep/engine/engine.h"

namespace lockstep::engine {

std::optional<ErasureFact> Facts::apply(alert::Versions& versions, std::vector<alert::Alert>& out) {
  auto [tick, fact] = std::move(due_.front());
  due_.pop_front();
  reached_ = tick;
  if (auto* watch = std::get_if<WatchFact>(&fact)) {
    watchlist_.put(watch->entry, std::move(watch->indicators));
  } else if (auto* site = std::get_if<SiteFact>(&fact)) {
    sites_.put(site->site, std::move(site->traces));
  } else if (const auto* said = std::get_if<VerdictFact>(&fact)) {
    if (!versions.knows(said->alert_id)) ++verdicts_of_no_alert_;
    // Before the first post there is no alert to speak of, and no time to date one by.
    if (auto alert = versions.judge(said->alert_id, tick, said->verdict, said->reason))
      out.push_back(*std::move(alert));
  } else if (auto* erasure = std::get_if<ErasureFact>(&fact)) {
    return std::move(*erasure);
  }
  return std::nullopt;
}

void Facts::count(EngineStats& stats) const {
  stats.watched = watchlist_.size();
  stats.sites = sites_.size();
  stats.sites_evicted = sites_.evicted();
  stats.verdicts_of_no_alert = verdicts_of_no_alert_;
}

}  // namespace lockstep::engine
