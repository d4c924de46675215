// Which alerts to publish: a campaign's first, and after that only what changed in a way that
// matters (members by a tenth, platform, tier, assessment, confidence by ten points).
//
// Bounded by the campaigns the tracker remembers, if it is told to forget() what the tracker
// forgets. Holds the last published alert of each. Not thread-safe: one owner, calls in order of
// ticks.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/alert/alert.h"

namespace lockstep::alert {

// What a person says of an alert.
enum class Verdict : std::uint8_t {
  kConfirmed,  // it is what it says
  kDismissed,  // it is not: no further version until it is opened again
  kReopened
};

class Versions {
 public:
  // `keys` are the deployment keys whose groupings a verdict may name: that of the bundles, and
  // those of bundles that were written before it was changed.
  explicit Versions(std::vector<std::string> keys = {StixOptions().deployment_key})
      : keys_(std::move(keys)) {}
  // The next version to publish, numbered and with its changes said; empty if nothing matters.
  std::optional<Alert> consider(Alert draft);
  // The closing version of an alert; empty if it was never published or is closed already.
  std::optional<Alert> close(const std::string& alert_id, EventTime tick,
                             const std::string& reason);
  // Closes the alert, if it is open, and knows nothing of it from then on.
  std::optional<Alert> forget(const std::string& alert_id, EventTime tick,
                              const std::string& reason);
  // The version that says so; empty if it was never published, or if that was said already. The
  // alert goes by its id, or by that of its grouping, under any of the keys, in a bundle of any
  // profile that has one.
  std::optional<Alert> judge(const std::string& id, EventTime tick, Verdict verdict,
                             const std::string& reason);
  bool knows(const std::string& id) const { return published_.contains(alert_id_of(id)); }
  bool published(const std::string& alert_id) const { return published_.contains(alert_id); }
  // As it was last published; null: never. Valid until something is published or forgotten.
  const Alert* find(const std::string& alert_id) const {
    const auto found = published_.find(alert_id);
    return found == published_.end() ? nullptr : &found->second;
  }
  std::size_t size() const { return published_.size(); }
  // core/state_archive.h
  template <class Archive>
  void archive(Archive& ar);

 private:
  void remember(const Alert& alert);
  std::vector<std::string> groupings_of(const std::string& alert_id) const;
  const std::string& alert_id_of(const std::string& id) const;
  void note_groupings(const std::string& alert_id);
  std::map<std::string, Alert> published_;
  std::vector<std::string> keys_;
  std::map<std::string, std::string> alert_of_;  // by the ids of its groupings
};

}  // namespace lockstep::alert
