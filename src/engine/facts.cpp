#include "facts.h"

namespace lockstep::engine {

void Facts::apply(alert::Versions& versions, std::vector<alert::Alert>& out) {
  auto [tick, fact] = std::move(due_.front());
  due_.pop_front();
  if (const auto* watch = std::get_if<WatchFact>(&fact)) {
    if (watch->indicator)
      watchlist_.put(watch->entry, *watch->indicator, watch->keys);
    else
      watchlist_.remove(watch->entry);
  } else if (auto* site = std::get_if<SiteFact>(&fact)) {
    sites_.put(site->site, std::move(site->traces));
  } else if (const auto* said = std::get_if<VerdictFact>(&fact)) {
    if (!versions.knows(said->alert_id)) ++verdicts_of_no_alert_;
    // Before the first post there is no alert to speak of, and no time to date one by.
    if (auto alert = versions.judge(said->alert_id, tick, said->verdict, said->reason))
      out.push_back(*std::move(alert));
  }
}

}  // namespace lockstep::engine
