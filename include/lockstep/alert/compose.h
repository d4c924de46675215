// From a finding to an alert: numbers into words, indexes into names. Decides nothing.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "lockstep/alert/alert.h"
#include "lockstep/assess/finding.h"
#include "lockstep/campaign/tracker.h"
#include "lockstep/evidence/evidence.h"
#include "lockstep/signals/signal.h"

namespace lockstep::alert {

// Where an alert comes from: the same for all alerts of a run.
struct Provenance {
  std::vector<std::string> inputs;  // names by Coordinates::input
  std::string config_sha256, baseline_sha256, engine_version;
  std::string source_reliability = "F";  // Admiralty letter of the feed ...
  std::vector<std::string>
      reliability;       // ... and of each input, in their order; empty: as the feed
  bool excerpts = true;  // false: no post text in alerts
  Duration retention{};  // Alert::retention
};

Alert compose(const assess::Finding&, const campaign::Campaign&, const evidence::Evidence&,
              const signals::Registry&, EventTime tick, const Provenance&);

}  // namespace lockstep::alert
